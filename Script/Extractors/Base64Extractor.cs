using System.Text.Unicode;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>Matches base64 in the standard alphabet, with or without padding (spec: language 9.3). Extracts the decoded text.</summary>
/// <remarks><para>Takes no argument. Bytes that are not UTF-8 pass as a bare test only.</para></remarks>
[ExtractorExample("", "bGFtcA==", "\"lamp\"")]
[ExtractorExample("", "lamp!", null)]
[Extractor("base64")]
internal sealed class Base64Extractor(string argument) : IExtractor
{
    /// <summary>The argument as it was given; it has no effect.</summary>
    public string Argument => argument;

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => Base64Text.IsValid(utf8);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        if (!Base64Text.TryDecode(utf8, out var bytes) || !Utf8.IsValid(bytes)) return false;
        value = Value.FromUtf8(bytes);
        return true;
    }
}
