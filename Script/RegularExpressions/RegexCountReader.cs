using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Reads numbers, and how often something is repeated.</summary>
internal sealed class RegexCountReader(RegexScanner scanner)
{
    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; where Oniguruma takes the brace as text, false.</summary>
    public bool Counted(out int min, out int max)
    {
        var start = scanner.At++;
        (min, max) = (0, -1);
        scanner.SkipVerbose();
        var hasMin = BlankedNumber(out min);
        var hasMax = false;
        var comma = !scanner.AtEnd && scanner.Current == ',';
        if (comma)
        {
            scanner.At++;
            scanner.SkipVerbose();
            var isOpen = !scanner.AtEnd && scanner.Current == '}';
            hasMax = !isOpen && BlankedNumber(out max);
            if (!hasMax) max = -1;
            if (!hasMax && !isOpen && !scanner.IsOniguruma) hasMin = false;
        }
        else
        {
            max = min;
        }

        if (!scanner.AtEnd && scanner.Current == '}' && (hasMin || (scanner.IsOniguruma && hasMax)))
        {
            scanner.At++;
            scanner.SkipInside();
            if (max >= 0 && min > max) scanner.Fail($"a repetition of at least {min} and at most {max} times", start);
            return true;
        }

        scanner.At = start;
        if (!scanner.IsOniguruma) scanner.Fail("`{` begins a repetition such as {2}, {2,} or {2,5}; a literal brace is `\\{`");
        return false;
    }

    /// <summary>Reads a number with the blanks that the linear dialect allows around it, verbose or not; false where there is none.</summary>
    private bool BlankedNumber(out int number)
    {
        SkipBlanks();
        var found = Number(out number);
        SkipBlanks();
        scanner.SkipVerbose();
        return found;
    }

    private void SkipBlanks()
    {
        while (!scanner.IsOniguruma && !scanner.AtEnd && Rune.IsWhiteSpace(new Rune(scanner.Current))) scanner.At++;
    }

    /// <summary>Reads a number; false where there is none.</summary>
    public bool Number(out int number)
    {
        number = 0;
        var start = scanner.At;
        while (!scanner.AtEnd && scanner.Current is >= '0' and <= '9')
        {
            number = (number * 10) + (scanner.Take() - '0');
            if (number > 1_000_000) scanner.Fail("a repetition count above 1000000");
            scanner.SkipInside();
        }

        return scanner.At > start;
    }
}
