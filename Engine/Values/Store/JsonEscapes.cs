using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>Strings with escapes (RFC 8259, 7).</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// Checks the escapes of a string's text between its quotes.
    /// </summary>
    /// <param name="isCanonical">Each escape is the one that the writer uses for its character.</param>
    /// <param name="offset">Of the backslash of the first wrong escape.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Check(ReadOnlySpan<byte> text, out bool isCanonical, out int offset)
    {
        isCanonical = true;
        offset = 0;
        while (true)
        {
            var next = text[offset..].IndexOf((byte)'\\');
            if (next < 0) return null;
            offset += next;
            var escape = text[offset..];
            if (escape.Length < 2) return "unfinished escape";
            switch (escape[1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r':
                    offset += 2;
                    break;
                case (byte)'/':
                    isCanonical = false;
                    offset += 2;
                    break;
                case (byte)'u':
                    var length = Decode(escape, out var rune);
                    if (length == 0) return "\\u must be followed by four hexadecimal digits";
                    if (length < 0) return "lone surrogate";
                    if (!IsCanonical(escape, rune)) isCanonical = false;
                    offset += length;
                    break;
                default:
                    return "unknown escape";
            }
        }
    }

    /// <summary>
    /// Whether <see cref="Check"/> finds nothing wrong: for a text between quotes, so that no backslash is its last byte, and with 32 readable
    /// bytes behind it.
    /// </summary>
    public static unsafe bool AreValid(byte* text, int length, out bool isCanonical)
    {
        isCanonical = true;
        for (var at = 0; at < length;)
        {
            var found = Vector256.Equals(Vector256.Load(text + at), Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
            var next = at + BitOperations.TrailingZeroCount(found);
            if (found == 0 || next >= length)
            {
                at += Vector256<byte>.Count;
                continue;
            }

            switch (text[next + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r':
                    at = next + 2;
                    break;
                case (byte)'/':
                    isCanonical = false;
                    at = next + 2;
                    break;
                default:
                    var escape = new ReadOnlySpan<byte>(text + next, length - next);
                    if (escape[1] != 'u') return false;
                    var taken = Decode(escape, out var rune);
                    if (taken <= 0) return false;
                    if (!IsCanonical(escape, rune)) isCanonical = false;
                    at = next + taken;
                    break;
            }
        }

        return true;
    }

    /// <summary>The text of a string whose escapes are valid; <paramref name="output"/> is at least as long as <paramref name="text"/>.</summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var written = 0;
        while (true)
        {
            var escape = text.IndexOf((byte)'\\');
            var plain = escape < 0 ? text : text[..escape];
            plain.CopyTo(output[written..]);
            written += plain.Length;
            if (escape < 0) return written;
            text = text[escape..];
            if (text[1] == 'u')
            {
                var length = Decode(text, out var rune);
                written += rune.EncodeToUtf8(output[written..]);
                text = text[length..];
                continue;
            }

            output[written++] = text[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'f' => (byte)'\f',
                (byte)'r' => (byte)'\r',
                var c => c,
            };
            text = text[2..];
        }
    }

    /// <summary>Whether <paramref name="escaped"/>, with valid escapes, says <paramref name="plain"/>.</summary>
    public static bool SaysSame(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> plain)
    {
        if (plain.Length > escaped.Length) return false;
        var rented = ArrayPool<byte>.Shared.Rent(escaped.Length);
        var same = rented.AsSpan(0, Unescape(escaped, rented)).SequenceEqual(plain);
        ArrayPool<byte>.Shared.Return(rented);
        return same;
    }

    /// <summary>The writer uses \u for control characters without a short escape only, and lower-case digits.</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> escape, Rune rune) =>
        rune.Value < 0x20 && rune.Value is not ('\b' or '\t' or '\n' or '\f' or '\r') && !char.IsAsciiLetterUpper((char)escape[5]);

    /// <summary>The character of an escape that starts with <c>\u</c>.</summary>
    /// <returns>Its length, with the second half of a pair; 0 without four digits, -1 for half a pair.</returns>
    private static int Decode(ReadOnlySpan<byte> escape, out Rune rune)
    {
        rune = default;
        if (!TryReadUnit(escape, out var unit)) return 0;
        if (Rune.TryCreate(unit, out rune)) return 6;
        if (!char.IsHighSurrogate(unit) || escape.Length < 12 || escape[6] != '\\' || escape[7] != 'u') return -1;
        return TryReadUnit(escape[6..], out var low) && Rune.TryCreate(unit, low, out rune) ? 12 : -1;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = '\0';
        if (escape.Length < 6) return false;
        for (var i = 2; i < 6; i++)
        {
            if (!char.IsAsciiHexDigit((char)escape[i])) return false;
            unit = (char)((unit << 4) | (escape[i] <= '9' ? escape[i] - '0' : (escape[i] | 0x20) - 'a' + 10));
        }

        return true;
    }
}
