using System.Globalization;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Reads what stands for one code point out of a set: escapes and bracketed classes.</summary>
internal abstract class RegexClassReader(string pattern, RegexDialect dialect) : RegexReader(pattern, dialect)
{
    /// <summary>What an escape that stands for code points stands for; the position is behind the backslash.</summary>
    protected CodePointSet EscapedSet()
    {
        if (AtEnd) Fail("a backslash at the end");
        var c = Pattern[At++];
        var unicode = Has(Flags.Unicode);
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
            case 'h' when IsOniguruma:
                return UnicodeSets.HexDigit;
            case 'H' when IsOniguruma:
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
            case 'e' when IsOniguruma:
                return CodePointSet.Of(0x1B);
            case '0' when IsOniguruma:
                return CodePointSet.Of(0);
            case 'x':
                return CodePointSet.Of(Hex(2));
            case 'u':
                return CodePointSet.Of(Hex(4));
            case 'U' when !IsOniguruma:
                return CodePointSet.Of(Hex(8));
            default:
                if (!IsOniguruma && (c >= 0x80 || char.IsAsciiLetterOrDigit((char)c) || c is '<' or '>' || (c <= ' ' && !Has(Flags.Verbose))))
                    Fail($"`\\{Show(c)}` is no escape", At - 2);
                return CodePointSet.Of(c);
        }
    }

    protected CodePointSet Property(bool negative)
    {
        var start = At - 2;
        if (AtEnd) Fail("`\\p` without a name", start);
        string name;
        if (Current == '{')
        {
            var from = ++At;
            while (!AtEnd && Current != '}') At++;
            if (AtEnd) Fail("`\\p{` without `}`", start);
            name = Text(from, At++);
        }
        else
        {
            name = Show(Pattern[At++]);
        }

        if (name.StartsWith('^') && IsOniguruma)
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

        var set = UnicodeSets.Property(name.Replace(':', '=')) ?? (IsOniguruma ? UnicodeSets.WidePosix(name.ToLowerInvariant()) : null);
        if (set is null) Fail($"`{name}` is no Unicode property", start);
        return negative ? set.Complement() : set;
    }

    protected int Hex(int digits)
    {
        var start = At;
        var braces = TakeText("{");
        var value = 0L;
        var count = 0;
        for (; !AtEnd && count < (braces ? 8 : digits) && Current < 0x80 && char.IsAsciiHexDigit((char)Current); count++)
            value = (value * 16) + int.Parse(Show(Pattern[At++]), NumberStyles.HexNumber);
        var complete = braces ? count > 0 && TakeText("}") : count == digits || (IsOniguruma && count > 0);
        if (!complete) Fail(braces ? "hexadecimal digits up to `}` expected" : $"{digits} hexadecimal digits expected", start);
        if (value > CodePointSet.Max || value is >= 0xD800 and <= 0xDFFF) Fail($"{value:X} is no code point", start);
        if (!Has(Flags.Unicode) && value > 0x7F) Fail("without Unicode mode, only ASCII can match text", start);
        return (int)value;
    }

    /// <summary>A bracketed class, from its <c>[</c>: items, ranges, nested classes and set operations, which all bind alike.</summary>
    protected CodePointSet Class()
    {
        var opened = At++;
        if (++Depth > MaxDepth) Fail($"classes nest deeper than {MaxDepth}");
        var negative = TakeText("^");
        var left = CodePointSet.None;
        var right = new List<(int, int)>();
        char? operation = null;
        SkipVerbose();
        while (!IsOniguruma && !AtEnd && Current == '-' && !PeekText("--"))
        {
            right.Add(('-', '-'));
            At++;
        }

        if (!AtEnd && Current == ']')
        {
            right.Add((']', ']'));
            At++;
        }

        while (true)
        {
            SkipVerbose();
            if (AtEnd) Fail("a class without its closing bracket", opened);
            if (Current == ']') break;
            if (PeekText("&&") || (!IsOniguruma && (PeekText("--") || PeekText("~~"))))
            {
                left = Combine(operation, left, right);
                right = [];
                operation = (char)Current;
                At += 2;
                continue;
            }

            ClassItem(right);
        }

        At++;
        Depth--;
        var set = Combine(operation, left, right);
        return negative ? Inverse(set) : set;
    }

    protected CodePointSet Combine(char? operation, CodePointSet left, List<(int, int)> ranges)
    {
        var right = CodePointSet.Of(ranges);
        if (Has(Flags.IgnoreCase)) right = UnicodeSets.IgnoringCase(right, Has(Flags.Unicode));
        return operation switch
        {
            '&' => left.Intersect(right),
            '-' => left.Except(right),
            '~' => left.SymmetricExcept(right),
            _ => right,
        };
    }

    protected void ClassItem(List<(int, int)> ranges)
    {
        if (Current == '[')
        {
            if (PeekText("[:") && PosixClass() is { } posix) AddAll(ranges, posix);
            else AddAll(ranges, Class());
            return;
        }

        var low = ClassAtom();
        SkipVerbose();
        if (low.Single < 0 || AtEnd || Current != '-' || PeekText("-]") || (PeekText("--") && !IsOniguruma))
        {
            AddAll(ranges, low);
            return;
        }

        var dash = At++;
        SkipVerbose();
        if (AtEnd) Fail("a class without its closing bracket", dash);
        if (IsOniguruma && Current == '[')
        {
            AddAll(ranges, low);
            ranges.Add(('-', '-'));
            return;
        }

        var high = ClassAtom();
        if (high.Single < 0)
        {
            if (!IsOniguruma) Fail("a range ends in a class", dash);
            AddAll(ranges, low);
            AddAll(ranges, high);
            ranges.Add(('-', '-'));
            return;
        }

        if (low.Single > high.Single) Fail($"the range {Show(low.Single)}-{Show(high.Single)} is empty", dash);
        ranges.Add((low.Single, high.Single));
    }

    protected CodePointSet ClassAtom()
    {
        var c = Pattern[At++];
        if (c != '\\') return CodePointSet.Of(c);
        if (IsOniguruma && !AtEnd && Current == 'b')
        {
            At++;
            return CodePointSet.Of('\b');
        }

        return EscapedSet();
    }

    /// <summary>Reads <c>[:name:]</c>; null, and nothing read, when it is none.</summary>
    protected CodePointSet? PosixClass()
    {
        var start = At;
        At += 2;
        var negative = TakeText("^");
        var from = At;
        while (!AtEnd && Current is >= 'a' and <= 'z') At++;
        var name = Text(from, At);
        if ((IsOniguruma ? UnicodeSets.WidePosix(name) : UnicodeSets.Posix(name)) is { } set && TakeText(":]")) return negative ? Inverse(set) : set;
        At = start;
        return null;
    }

    protected static void AddAll(List<(int, int)> ranges, CodePointSet set)
    {
        foreach (var range in set.Ranges) ranges.Add(range);
    }

    protected CodePointSet Inverse(CodePointSet set)
    {
        if (!Has(Flags.Unicode)) Fail("without Unicode mode, a negated class would match parts of a code point");
        return set.Complement();
    }
}
