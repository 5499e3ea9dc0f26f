using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::string</c> (spec: stdlib 2.12). Lengths and positions count code points.</summary>
internal static class StringModule
{
    [Function("string::format", ReportedArity = -2)]
    [Example("string::format(\"{} {} {}\", \"q\", 2.0, [\"s\", null])", "\"q 2.0 [\\\"s\\\",null]\"")]
    [Example("string::format(\"{{x}}\")", "\"{x}\"")]
    public static CallResult Format(Value template, ReadOnlySpan<Value> arguments) =>
        template.IsString ? StringTemplate.Fill(template.Utf8, arguments) : CallResult.Fail("the first argument, the template, is no string");

    [Function("string::is_empty")]
    [Example("string::is_empty(\"\")", "true")]
    public static bool IsEmpty(ReadOnlySpan<byte> text) => text.IsEmpty;

    [Function("string::len")]
    [Example("string::len(\"zürich\")", "6")]
    public static long Len(ReadOnlySpan<byte> text) => CountCodePoints(text);

    [Function("string::bytes")]
    [Example("string::bytes(\"zürich\")", "7")]
    public static long Bytes(ReadOnlySpan<byte> text) => text.Length;

    [Function("string::replace")]
    [Example("string::replace(\"a-b-c\", \"-\", \"+\")", "\"a+b+c\"")]
    [Example("string::replace(\"ab\", \"\", \"-\")", "\"-a-b-\"")]
    public static Value Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var result = new TextBuilder(text.Length);
        if (from.IsEmpty)
        {
            while (!text.IsEmpty)
            {
                var length = LengthOfFirst(text);
                result.Append(to);
                result.Append(text[..length]);
                text = text[length..];
            }

            result.Append(to);
            return result.ToValue();
        }

        for (int at; (at = text.IndexOf(from)) >= 0; text = text[(at + from.Length)..])
        {
            result.Append(text[..at]);
            result.Append(to);
        }

        result.Append(text);
        return result.ToValue();
    }

    [Function("string::trim")]
    [Example("string::trim(\" a b \\n\")", "\"a b\"")]
    public static Value Trim(ReadOnlySpan<byte> text) => Copy(WithoutStart(WithoutEnd(text)));

    [Function("string::trim_start")]
    [Example("string::trim_start(\" a \")", "\"a \"")]
    public static Value TrimStart(ReadOnlySpan<byte> text) => Copy(WithoutStart(text));

    [Function("string::trim_end")]
    [Example("string::trim_end(\" a \")", "\" a\"")]
    public static Value TrimEnd(ReadOnlySpan<byte> text) => Copy(WithoutEnd(text));

    [Function("string::lowercase")]
    [Example("string::lowercase(\"ΟΔΟΣ\")", "\"οδος\"")]
    public static Value Lowercase(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            var lower = new byte[text.Length];
            Ascii.ToLower(text, lower, out _);
            return Value.FromUtf8(lower);
        }

        var result = new TextBuilder(text.Length);
        FullCase.AppendLower(text, result);
        return result.ToValue();
    }

    [Function("string::uppercase")]
    [Example("string::uppercase(\"straße\")", "\"STRASSE\"")]
    public static Value Uppercase(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            var upper = new byte[text.Length];
            Ascii.ToUpper(text, upper, out _);
            return Value.FromUtf8(upper);
        }

        var result = new TextBuilder(text.Length);
        FullCase.AppendUpper(text, result);
        return result.ToValue();
    }

    [Function("string::capitalize")]
    [Example("string::capitalize(\"brass LAMP\")", "\"Brass LAMP\"")]
    public static Value Capitalize(ReadOnlySpan<byte> text)
    {
        var result = new TextBuilder(text.Length + 4);
        if (!text.IsEmpty)
        {
            var length = LengthOfFirst(text);
            FullCase.AppendUpper(text[..length], result);
            result.Append(text[length..]);
        }

        return result.ToValue();
    }

    [Function("string::substr")]
    [Example("string::substr(\"abc\", 1, 99)", "\"bc\"")]
    [Example("string::substr(\"abc\", 2, 1)", "\"abc\"")]
    [Example("string::substr(\"abc\", 5, 1)", "\"a\"")]
    public static Value Substr(ReadOnlySpan<byte> text, ulong start, ulong end)
    {
        var from = OffsetOf(text, start);
        var to = OffsetOf(text, end);
        if (from == text.Length) from = 0;
        return Copy(to < from ? text : text[from..to]);
    }

    [Function("string::split")]
    [Example("string::split(\"a,,b\", \",\")", "[\"a\", \"\", \"b\"]")]
    [Example("string::split(\"ab\", \"\")", "[\"\", \"a\", \"b\", \"\"]")]
    public static Value Split(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        var copy = text.ToArray();
        var pieces = new List<Value>();
        var start = 0;
        if (separator.IsEmpty)
        {
            pieces.Add(Value.EmptyString);
            for (; start < copy.Length; start += pieces[^1].Utf8.Length) pieces.Add(Value.FromUtf8(copy, start, LengthOfFirst(copy.AsSpan(start))));
            pieces.Add(Value.EmptyString);
            return Value.FromArray([.. pieces]);
        }

        for (int at; (at = copy.AsSpan(start).IndexOf(separator)) >= 0; start += at + separator.Length) pieces.Add(Value.FromUtf8(copy, start, at));
        pieces.Add(Value.FromUtf8(copy, start, copy.Length - start));
        return Value.FromArray([.. pieces]);
    }

    [Function("string::contains")]
    [Example("string::contains(\"brass lamp\", \"lamp\")", "true")]
    public static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;

    // Each longest ill-formed sequence becomes one U+FFFD.
    [Function("string::from_utf8_lossy")]
    [Example("string::from_utf8_lossy(<<97, 255, 98>>)", "\"a\\ufffdb\"")]
    public static Value FromUtf8Lossy([Is(Kinds.Binary)] Value binary) =>
        Utf8.IsValid(binary.Bytes) ? Copy(binary.Bytes) : Value.From(Encoding.UTF8.GetString(binary.Bytes));

    [Function("string::into_binary")]
    [Example("string::into_binary(\"ab\")", "<<97, 98>>")]
    public static Value IntoBinary(ReadOnlySpan<byte> text) => Value.FromBytes(text.ToArray());

    [Function("string::reverse")]
    [Example("string::reverse(\"aßc\")", "\"cßa\"")]
    public static Value Reverse(ReadOnlySpan<byte> text)
    {
        var reversed = new byte[text.Length];
        if (Ascii.IsValid(text))
        {
            text.CopyTo(reversed);
            reversed.AsSpan().Reverse();
            return Value.FromUtf8(reversed);
        }

        for (var end = reversed.Length; !text.IsEmpty;)
        {
            var length = LengthOfFirst(text);
            end -= length;
            text[..length].CopyTo(reversed.AsSpan(end));
            text = text[length..];
        }

        return Value.FromUtf8(reversed);
    }

    private static Value Copy(ReadOnlySpan<byte> text) => Value.FromUtf8(text.ToArray());

    /// <summary>In UTF-8, every byte but those of the form 10xxxxxx begins a code point.</summary>
    private static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        var count = text.Length;
        var blocks = MemoryMarshal.Cast<byte, Vector256<sbyte>>(text);
        foreach (var block in blocks) count -= BitOperations.PopCount(Vector256.LessThan(block, Vector256.Create((sbyte)-64)).ExtractMostSignificantBits());
        foreach (var unit in text[(blocks.Length * Vector256<sbyte>.Count)..]) count -= (sbyte)unit < -64 ? 1 : 0;
        return count;
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> text) => text[0] switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };

    /// <summary>The byte offset of a code point; the length of the text when it has no so many.</summary>
    private static int OffsetOf(ReadOnlySpan<byte> text, ulong codePoint)
    {
        if (codePoint <= (ulong)text.Length && Ascii.IsValid(text[..(int)codePoint])) return (int)codePoint;
        var at = 0;
        for (; codePoint > 0 && at < text.Length; codePoint--) at += LengthOfFirst(text[at..]);
        return at;
    }

    private static ReadOnlySpan<byte> WithoutStart(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) text = text[length..];
        return text;
    }

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeLastFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) text = text[..^length];
        return text;
    }
}
