namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Reads the flags of a group.</summary>
internal sealed class RegexFlagReader(RegexScanner scanner)
{
    /// <summary>Reads <c>i-s:</c> of a group, or <c>i-s)</c> for the rest of the surrounding one (then false).</summary>
    public bool Read()
    {
        var start = scanner.At;
        var negate = false;
        var seen = RegexFlags.None;
        var flags = scanner.InForce;
        for (; !scanner.AtEnd; scanner.At++)
        {
            if (scanner.Current is ')' or ':')
            {
                if (negate && scanner.Last == '-') scanner.Fail("a `-` without a flag behind it");
                if (scanner.Current == ')' && scanner.At == start) scanner.Fail("`(?)` names no flag");
                scanner.InForce = flags;
                return scanner.Take() == ':';
            }

            if (scanner.Current == '-')
            {
                if (negate) scanner.Fail("a second `-` among flags");
                negate = true;
                continue;
            }

            var flag = scanner.Current switch
            {
                'i' => RegexFlags.IgnoreCase,
                'm' => scanner.IsOniguruma ? RegexFlags.DotAll : RegexFlags.MultiLine,
                's' when !scanner.IsOniguruma => RegexFlags.DotAll,
                'R' when !scanner.IsOniguruma => RegexFlags.Crlf,
                'U' when !scanner.IsOniguruma => RegexFlags.SwapGreed,
                'u' when !scanner.IsOniguruma => RegexFlags.Unicode,
                'x' => RegexFlags.Verbose,
                _ => RegexFlags.None,
            };
            if (flag == RegexFlags.None) scanner.Fail(scanner.Current is '>' ? "atomic groups are not supported" : $"`{RegexScanner.Show(scanner.Current)}` is no flag");
            if ((seen & flag) != 0) scanner.Fail($"the flag `{RegexScanner.Show(scanner.Current)}` is given twice");
            seen |= flag;
            flags = negate ? flags & ~flag : flags | flag;
        }

        scanner.Fail("a group without an end", start - 2);
        return false;
    }
}
