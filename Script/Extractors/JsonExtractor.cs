using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>Matches text that is one JSON value of any type, white space around it allowed (spec: language 9.3). Extracts the value, as the codec <c>json</c> does.</summary>
/// <remarks><para>Takes no argument.</para></remarks>
[ExtractorExample("", "{\"sku\": 42}", "{\"sku\": 42}")]
[ExtractorExample("", "{sku: 42}", null)]
[Extractor("json")]
internal sealed class JsonExtractor(string argument) : IExtractor
{
    /// <summary>The argument as it was given; it has no effect.</summary>
    public string Argument => argument;

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => TryParse(utf8, out _);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value) => TryParse(utf8, out value);

    private static bool TryParse(ReadOnlySpan<byte> utf8, out Value value)
    {
        value = default;
        // Most texts that are no JSON show it in their first byte.
        var text = utf8.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || "{[\"-0123456789tfn"u8.IndexOf(text[0]) < 0) return false;
        return JsonText.TryParse(utf8, exactIntegers: false, out value, out _, out _);
    }
}
