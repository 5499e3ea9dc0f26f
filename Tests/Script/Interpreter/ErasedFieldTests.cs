namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Fields that were taken out of the record of a document, in which they still stand.</summary>
public class ErasedFieldTests
{
    [Theory]
    [ScriptTable("""
        [present event.a, present event["a"], event] --> [false,false,{"b":2}]
        let k = "a"; [present event[k], present event.b] --> [false,true]
        match event of case %{ present a } => 1 case %{ b == 2 } => 2 case _ => 3 end --> 2
        let event = patch event of insert "a" => 3 end; event --> {"b":2,"a":3}
        """)]
    public void They_are_gone(string script, string payload, string expected)
    {
        Assert.Equal("null", payload);
        Assert.Equal(expected, ScriptRun.Of($"let event = patch event of erase \"a\" end; {script}", """{"a":1,"b":2}"""));
    }

    [Fact]
    public void They_are_gone_however_many_they_are()
    {
        var document = "{" + string.Join(',', Enumerable.Range(0, 60).Select(static i => $"\"f{i}\":{i}")) + "}";
        var names = Enumerable.Range(0, 59).Select(static i => $"erase \"f{i}\"").ToList();
        Assert.Equal("""{"f59":59}""", ScriptRun.Of($"let event = patch event of {string.Join("; ", names)} end; event", document));
        Assert.Equal("""{"f59":59}""", ScriptRun.Of(string.Concat(names.Select(static n => $"let event = patch event of {n} end; ")) + "event", document));
    }
}
