namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Reads bracketed classes.</summary>
internal sealed class RegexClassReader(RegexScanner scanner, RegexEscapeReader escapes)
{
    /// <summary>A bracketed class, from its <c>[</c>: items, ranges, nested classes and set operations, which all bind alike.</summary>
    public CodePointSet Class()
    {
        var opened = scanner.At++;
        scanner.Enter("classes");
        scanner.SkipInside();
        var negative = scanner.TakeText("^");
        var left = CodePointSet.None;
        var right = new List<(int, int)>();
        char? operation = null;
        scanner.SkipVerbose();
        for (; !scanner.IsOniguruma && !scanner.AtEnd && scanner.Current == '-'; scanner.SkipVerbose())
        {
            right.Add(('-', '-'));
            scanner.At++;
        }

        if (right.Count == 0 && !scanner.AtEnd && scanner.Current == ']')
        {
            right.Add((']', ']'));
            scanner.At++;
        }

        while (true)
        {
            scanner.SkipVerbose();
            if (scanner.AtEnd) scanner.Fail("a class without its closing bracket", opened);
            if (scanner.Current == ']') break;
            if (scanner.PeekText("&&") || (!scanner.IsOniguruma && (scanner.PeekText("--") || scanner.PeekText("~~"))))
            {
                left = Combine(operation, left, right);
                right = [];
                operation = (char)scanner.Current;
                scanner.At += 2;
                continue;
            }

            ClassItem(right);
        }

        scanner.At++;
        scanner.Leave();
        var set = Combine(operation, left, right);
        return negative ? escapes.Inverse(set) : set;
    }

    private CodePointSet Combine(char? operation, CodePointSet left, List<(int, int)> ranges)
    {
        var right = CodePointSet.Of(ranges);
        if (scanner.Has(RegexFlags.IgnoreCase)) right = UnicodeSets.IgnoringCase(right, scanner.Has(RegexFlags.Unicode));
        return operation switch
        {
            '&' => left.Intersect(right),
            '-' => left.Except(right),
            '~' => left.SymmetricExcept(right),
            _ => right,
        };
    }

    private void ClassItem(List<(int, int)> ranges)
    {
        if (scanner.Current == '[')
        {
            if (scanner.PeekText("[:") && PosixClass() is { } posix) AddAll(ranges, posix);
            else AddAll(ranges, Class());
            return;
        }

        var low = ClassAtom(out var isLiteral);
        scanner.SkipVerbose();
        var isRange = !scanner.AtEnd && scanner.Current == '-' && scanner.PeekBehind() is not ']' and var behind && (behind != '-' || scanner.IsOniguruma);
        if (isRange && !isLiteral && !scanner.IsOniguruma) scanner.Fail("a range begins with a class");
        if (!isRange || !isLiteral)
        {
            AddAll(ranges, low);
            return;
        }

        var dash = scanner.At++;
        scanner.SkipVerbose();
        if (scanner.AtEnd) scanner.Fail("a class without its closing bracket", dash);
        if (scanner.IsOniguruma && scanner.Current == '[')
        {
            AddAll(ranges, low);
            ranges.Add(('-', '-'));
            return;
        }

        var high = ClassAtom(out isLiteral);
        if (!isLiteral)
        {
            if (!scanner.IsOniguruma) scanner.Fail("a range ends in a class", dash);
            AddAll(ranges, low);
            AddAll(ranges, high);
            ranges.Add(('-', '-'));
            return;
        }

        if (low.Single > high.Single) scanner.Fail($"the range {RegexScanner.Show(low.Single)}-{RegexScanner.Show(high.Single)} is empty", dash);
        ranges.Add((low.Single, high.Single));
    }

    /// <param name="isLiteral">Whether it stands for one code point, and may begin or end a range.</param>
    private CodePointSet ClassAtom(out bool isLiteral)
    {
        var c = scanner.Take();
        isLiteral = c != '\\' || scanner.AtEnd || scanner.Current is not ('d' or 'D' or 's' or 'S' or 'w' or 'W' or 'h' or 'H' or 'p' or 'P');
        var set = c == '\\' ? EscapedAtom() : CodePointSet.Of(c);
        if (isLiteral && set.Single > 0x7F && !scanner.Has(RegexFlags.Unicode)) scanner.Fail("without Unicode mode, a class has ASCII only", scanner.At - 1);
        return set;
    }

    private CodePointSet EscapedAtom()
    {
        if (scanner.IsOniguruma && !scanner.AtEnd && scanner.Current == 'b')
        {
            scanner.At++;
            return CodePointSet.Of('\b');
        }

        return escapes.Set();
    }

    /// <summary>Reads <c>[:name:]</c>; null, and nothing read, when it is none.</summary>
    private CodePointSet? PosixClass()
    {
        var start = scanner.At;
        scanner.At += 2;
        var negative = scanner.TakeText("^");
        var from = scanner.At;
        while (!scanner.AtEnd && scanner.Current is >= 'a' and <= 'z') scanner.At++;
        var name = scanner.Text(from, scanner.At);
        if ((scanner.IsOniguruma ? UnicodeSets.WidePosix(name) : UnicodeSets.Posix(name)) is { } set && scanner.TakeText(":]"))
            return negative ? escapes.Inverse(set) : set;
        scanner.At = start;
        return null;
    }

    private static void AddAll(List<(int, int)> ranges, CodePointSet set)
    {
        foreach (var range in set.Ranges) ranges.Add(range);
    }
}
