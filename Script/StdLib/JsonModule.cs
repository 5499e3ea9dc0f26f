using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::json</c> (spec: stdlib 2.5).</summary>
internal static class JsonModule
{
    [Function("json::decode")]
    [Example("json::decode(\" [1, 2.0] \")", "[1, 2.0]")]
    public static CallResult Decode(ReadOnlySpan<byte> text) => JsonText.TryParse(text, exactIntegers: true, out var value, out var reason, out var offset)
        ? value
        : CallResult.Fail($"the text is no JSON: {reason} at byte {offset}");

    [Function("json::encode")]
    [Example("json::encode({\"a\": [1, 2.0, null]})", "\"{\\\"a\\\":[1,2.0,null]}\"")]
    [Example("json::encode(<<1, 2>>)", "\"[1,2]\"")]
    public static CallResult Encode(Value value) => Write(value, JsonStyle.BytesAsNumbers);

    [Function("json::encode_pretty")]
    [Example("json::encode_pretty([1, {}])", "\"[\\n  1,\\n  {}\\n]\"")]
    public static CallResult EncodePretty(Value value) => Write(value, JsonStyle.BytesAsNumbers | JsonStyle.Pretty);

    private static CallResult Write(Value value, JsonStyle style)
    {
        // Indentation grows with the square of the depth: a bottomless value would take all memory before it takes all stack.
        var extent = ValueDepth.Check(value);
        if (extent == ValueExtent.TooDeep) return CallResult.Fail($"the value is nested deeper than {ValueDepth.Max} levels");
        if (extent == ValueExtent.TooLarge) return CallResult.Fail($"the value stands for more than {ValueTooLargeException.MaxParts} items, fields and 16 bytes of text");
        var text = new TextBuilder();
        try
        {
            JsonText.Write(value, text, style);
        }
        catch (InsufficientExecutionStackException)
        {
            return CallResult.Fail("the value is nested too deep");
        }

        return text.ToValue();
    }
}
