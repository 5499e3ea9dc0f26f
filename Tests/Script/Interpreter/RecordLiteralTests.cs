namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Fields of one name in a record literal (spec: language 3.4).</summary>
public class RecordLiteralTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": 0, "a": 2}""", """{"a":2,"b":0}""")]
    [InlineData("""{"a": 1, "a": event.v}""", """{"a":7}""")]
    [InlineData("""{"a": event.v, "a": 1}""", """{"a":7}""")]
    [InlineData("""{"a": event.v, "a": event.k}""", """{"a":"a"}""")]
    [InlineData("""{"#{event.k}": 1, "a": 3}""", """{"a":1}""")]
    [InlineData("""{"a": 3, "#{event.k}": 1}""", """{"a":1}""")]
    [InlineData("""{"a": 1, "#{event.k}": event.v, "a": 3, "a": 4}""", """{"a":7}""")]
    [InlineData("""{"b": 1, "#{event.k}": 5, "b": 3}""", """{"b":3,"a":5}""")]
    [InlineData("""{"#{event.k}": 1, "#{event.k}": 2}""", """{"a":2}""")]
    public void The_last_field_of_a_name_wins_and_a_computed_one_over_constant_ones(string literal, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(literal, """{"v":7,"k":"a"}"""));
}
