using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Buffers.Text;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Base64 as the language reads it (spec: stdlib 2.2): standard alphabet, padding complete, partial or absent, nothing else let through.</summary>
internal static class Base64Text
{
    private static readonly SearchValues<byte> s_alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        var symbols = Symbols(text);
        var padding = text.Length - symbols.Length;
        var loose = symbols.Length % 4;
        if (loose == 1 || (padding > 0 && padding > (4 - loose) % 4)) return false;
        if (symbols.ContainsAnyExcept(s_alphabet)) return false;
        // The bits of the last symbol that belong to no byte must be zero.
        return loose == 0 || (ValueOf(symbols[^1]) & (loose == 2 ? 0x0F : 0x03)) == 0;
    }

    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!IsValid(text)) return false;
        var symbols = Symbols(text);
        var whole = symbols.Length & ~3;
        var loose = symbols.Length - whole;
        bytes = new byte[(whole / 4 * 3) + (loose == 0 ? 0 : loose - 1)];
        Base64.DecodeFromUtf8(symbols[..whole], bytes, out _, out var written);
        if (loose == 0) return true;

        Span<byte> last = [(byte)'=', (byte)'=', (byte)'=', (byte)'='];
        Span<byte> tail = stackalloc byte[3];
        symbols[whole..].CopyTo(last);
        Base64.DecodeFromUtf8(last, tail, out _, out var count);
        tail[..count].CopyTo(bytes.AsSpan(written));
        return true;
    }

    private static ReadOnlySpan<byte> Symbols(ReadOnlySpan<byte> text) => text.TrimEnd((byte)'=');

    private static int ValueOf(byte symbol) => symbol switch
    {
        >= (byte)'a' => symbol - 'a' + 26,
        >= (byte)'A' => symbol - 'A',
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => symbol - '0' + 52,
    };
}
