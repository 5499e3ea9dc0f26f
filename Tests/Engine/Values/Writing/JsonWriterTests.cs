using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Tests.Engine.Values.Writing;

public class JsonWriterTests
{
    [Fact]
    public void Control_characters_quotes_and_backslashes_are_escaped_and_nothing_else() =>
        Assert.Equal(
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u007fé漢\U0001F600\"",
            JsonText.ToString(Value.From("\0\b\t\n\v\f\r\u001f\"\\/\u007fé漢\U0001F600")));

    [Fact]
    public void Sorted_orders_names_by_their_utf8_bytes_at_every_level() =>
        Assert.Equal(
            """{"B":{"a":1,"b":2},"a":[{"x":1,"y":2}],"é":null,"漢":0}""",
            JsonText.ToString(JsonText.Parse("""{"漢":0,"a":[{"y":2,"x":1}],"é":null,"B":{"b":2,"a":1}}"""), JsonStyle.Sorted));

    [Fact]
    public void Binaries_are_base64_or_numbers()
    {
        var value = Value.FromArray([Value.FromBytes(new byte[] { 1, 2, 255 }), Value.FromBytes(default)]);
        Assert.Equal("""["AQL/",""]""", JsonText.ToString(value));
        Assert.Equal("[[1,2,255],[]]", JsonText.ToString(value, JsonStyle.BytesAsNumbers));
    }

    [Fact]
    public void Pretty_indents_by_two_and_prints_a_binary_on_one_line()
    {
        var value = new RecordBuilder()
            .Set("a", JsonText.Parse("[1,{},[],{\"b\":null}]"))
            .Set("bin", Value.FromBytes(new byte[] { 1, 2 }))
            .Build();
        Assert.Equal(
            """
            {
              "a": [
                1,
                {},
                [],
                {
                  "b": null
                }
              ],
              "bin": [
                1,2
              ]
            }
            """,
            JsonText.ToString(value, JsonStyle.Pretty | JsonStyle.BytesAsNumbers));
    }

    [Fact]
    public void A_value_nested_too_deep_for_the_stack_fails_cleanly()
    {
        var value = Value.EmptyArray;
        for (var i = 0; i < 1_000_000; i++) value = Value.FromArray([value]);
        Assert.Throws<InsufficientExecutionStackException>(() => JsonText.ToString(value));
    }
}
