using System.Globalization;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Reads escapes that stand for one code point out of a set.</summary>
internal sealed class RegexEscapeReader(RegexScanner scanner)
{
    /// <summary>The code points that an escape stands for; the position is behind the backslash.</summary>
    public CodePointSet Set()
    {
        if (scanner.AtEnd) scanner.Fail("a backslash at the end");
        var c = scanner.Take();
        var unicode = scanner.Has(RegexFlags.Unicode);
        switch (c)
        {
            case 'd':
                return unicode ? UnicodeSets.Digit : UnicodeSets.AsciiDigit;
            case 'D':
                return Inverse(unicode ? UnicodeSets.Digit : UnicodeSets.AsciiDigit);
            case 's':
                return unicode ? UnicodeSets.Space : UnicodeSets.AsciiSpace;
            case 'S':
                return Inverse(unicode ? UnicodeSets.Space : UnicodeSets.AsciiSpace);
            case 'w':
                return unicode ? UnicodeSets.Word : UnicodeSets.AsciiWord;
            case 'W':
                return Inverse(unicode ? UnicodeSets.Word : UnicodeSets.AsciiWord);
            case 'h' when scanner.IsOniguruma:
                return UnicodeSets.HexDigit;
            case 'H' when scanner.IsOniguruma:
                return UnicodeSets.HexDigit.Complement();
            case 'p' or 'P':
                return Property(c == 'P');
            case 'a':
                return CodePointSet.Of('\a');
            case 'f':
                return CodePointSet.Of('\f');
            case 't':
                return CodePointSet.Of('\t');
            case 'n':
                return CodePointSet.Of('\n');
            case 'r':
                return CodePointSet.Of('\r');
            case 'v':
                return CodePointSet.Of('\v');
            case 'e' when scanner.IsOniguruma:
                return CodePointSet.Of(0x1B);
            case '0' when scanner.IsOniguruma:
                return CodePointSet.Of(0);
            case 'x':
                return CodePointSet.Of(Hex(2));
            case 'u':
                return CodePointSet.Of(Hex(4));
            case 'U' when !scanner.IsOniguruma:
                return CodePointSet.Of(Hex(8));
            default:
                if (!scanner.IsOniguruma && (c >= 0x80 || char.IsAsciiLetterOrDigit((char)c) || c is '<' or '>'))
                    scanner.Fail($"`\\{RegexScanner.Show(c)}` is no escape", scanner.At - 2);
                return CodePointSet.Of(c);
        }
    }

    private CodePointSet Property(bool negative)
    {
        var start = scanner.At - 2;
        if (!scanner.Has(RegexFlags.Unicode)) scanner.Fail("without Unicode mode, there are no Unicode properties", start);
        scanner.SkipInside();
        if (scanner.AtEnd) scanner.Fail("`\\p` without a name", start);
        var name = RegexScanner.Show(scanner.Take());
        if (name == "{")
        {
            name = "";
            for (scanner.SkipInside(); !scanner.AtEnd && scanner.Current != '}'; scanner.SkipInside()) name += RegexScanner.Show(scanner.Take());
            if (scanner.AtEnd) scanner.Fail("`\\p{` without `}`", start);
            scanner.At++;
        }

        if (name.StartsWith('^') && scanner.IsOniguruma)
        {
            negative = !negative;
            name = name[1..];
        }

        var unequal = name.IndexOf("!=", StringComparison.Ordinal);
        if (unequal > 0)
        {
            negative = !negative;
            name = string.Concat(name.AsSpan(0, unequal), name.AsSpan(unequal + 1));
        }

        var set = UnicodeSets.Property(name.Replace(':', '=')) ?? (scanner.IsOniguruma ? UnicodeSets.WidePosix(name.ToLowerInvariant()) : null);
        if (set is null) scanner.Fail($"`{name}` is no Unicode property", start);
        return negative ? set.Complement() : set;
    }

    private int Hex(int digits)
    {
        var start = scanner.At;
        scanner.SkipInside();
        var braces = scanner.TakeText("{");
        var value = 0L;
        var count = 0;
        if (braces) scanner.SkipInside();
        for (; !scanner.AtEnd && (braces || count < digits) && scanner.Current < 0x80 && char.IsAsciiHexDigit((char)scanner.Current); count++)
        {
            value = Math.Min((value * 16) + int.Parse(RegexScanner.Show(scanner.Take()), NumberStyles.HexNumber), int.MaxValue);
            scanner.SkipInside();
        }

        var complete = braces ? count > 0 && scanner.TakeText("}") : count == digits || (scanner.IsOniguruma && count > 0);
        if (!complete) scanner.Fail(braces ? "hexadecimal digits up to `}` expected" : $"{digits} hexadecimal digits expected", start);
        if (value > CodePointSet.Max || value is >= 0xD800 and <= 0xDFFF) scanner.Fail($"{value:X} is no code point", start);
        if (!scanner.Has(RegexFlags.Unicode) && value > 0x7F && digits == 2 && !braces) scanner.Fail("without Unicode mode, only ASCII can match text", start);
        return (int)value;
    }

    /// <summary>All code points but those of a set.</summary>
    public CodePointSet Inverse(CodePointSet set)
    {
        if (!scanner.Has(RegexFlags.Unicode)) scanner.Fail("without Unicode mode, a negated class would match parts of a code point");
        return set.Complement();
    }
}
