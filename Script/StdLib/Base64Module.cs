using System.Buffers.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::base64</c> (spec: stdlib 2.2).</summary>
internal static class Base64Module
{
    [Function("base64::encode")]
    [Example("base64::encode(<<1, 2>>)", "\"AQI=\"")]
    public static Value Encode([Is(Kinds.Binary)] Value binary)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(binary.Bytes.Length)];
        Base64.EncodeToUtf8(binary.Bytes, text, out _, out _);
        return Value.FromUtf8(text);
    }

    [Function("base64::decode")]
    [Example("base64::decode(\"AQI\")", "<<1, 2>>")]
    public static CallResult Decode(ReadOnlySpan<byte> text) =>
        Base64Text.TryDecode(text, out var bytes) ? Value.FromBytes(bytes) : CallResult.Fail($"{Quotation.Of(text)} is no base64");
}
