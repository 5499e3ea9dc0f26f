using System.Text.Unicode;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::url</c> (spec: stdlib 2.15).</summary>
internal static class UrlModule
{
    // That is -, _, . and ~ too.
    [Function("url::encode", IsConstant = false)]
    [Example("url::encode(\"a-b c/é\")", "\"a%2Db%20c%2F%C3%A9\"")]
    public static Value Encode(ReadOnlySpan<byte> text)
    {
        var encoded = new TextBuilder(text.Length * 2);
        foreach (var unit in text)
        {
            if (char.IsAsciiLetterOrDigit((char)unit))
            {
                encoded.Append(unit);
                continue;
            }

            encoded.Append((byte)'%');
            encoded.Append("0123456789ABCDEF"u8[unit >> 4]);
            encoded.Append("0123456789ABCDEF"u8[unit & 15]);
        }

        return encoded.ToValue();
    }

    [Function("url::decode", IsConstant = false)]
    [Example("url::decode(\"%41%zz+%e2%82%ac\")", "\"A%zz+€\"")]
    public static CallResult Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new TextBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                decoded.Append((byte)((Hex(text[i + 1]) << 4) | Hex(text[i + 2])));
                i += 2;
            }
            else
            {
                decoded.Append(text[i]);
            }
        }

        var value = decoded.ToValue();
        return Utf8.IsValid(value.Utf8) ? value : CallResult.Fail("the decoded bytes are no UTF-8");
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
