using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

internal enum RegexDialect
{
    /// <summary>RE2-like, of the extractors <c>re</c> and <c>rerg</c> and of <c>std::re</c>: everything in it matches in linear time (spec: stdlib 2.10).</summary>
    Linear,

    /// <summary>Oniguruma, of <c>grok</c>: look-around, atomic groups and back-references too; <c>^</c> and <c>$</c> match at lines.</summary>
    Oniguruma,
}

/// <summary>A pattern, read: its tree and the names of its groups.</summary>
/// <param name="GroupNames">One a group, the whole match first; null where a group has no name.</param>
internal sealed record RegexPattern(RegexNode Root, IReadOnlyList<string?> GroupNames);

/// <summary>Reads a pattern in one of the two dialects. All flags end here: the tree's sets and anchors say what they match.</summary>
internal sealed class RegexParser : RegexClassReader
{
    /// <summary>How large a pattern may be once its counted repetitions are written out, in nodes.</summary>
    private const long MaxSize = 200_000;

    private readonly List<string?> _groupNames = [null];

    private RegexParser(string pattern, RegexDialect dialect)
        : base(pattern, dialect)
    {
    }

    /// <exception cref="RegexSyntaxException">The pattern is wrong.</exception>
    public static RegexPattern Parse(string pattern, RegexDialect dialect)
    {
        var parser = new RegexParser(pattern, dialect);
        var root = parser.Choice();
        if (!parser.AtEnd) parser.Fail("a closing parenthesis without an opening one");
        if (parser.SizeOf(root) > MaxSize) throw new RegexSyntaxException("the pattern is too large: its counted repetitions multiply");
        if (EmptyLoops.DepthIn(root) > EmptyLoops.MaxDepth)
            throw new RegexSyntaxException($"lazy repetitions of what can be empty nest deeper than {EmptyLoops.MaxDepth}");
        return new RegexPattern(root, parser._groupNames);
    }

    private RegexNode Choice()
    {
        if (++Depth > MaxDepth) Fail($"groups nest deeper than {MaxDepth}");
        var branches = new List<RegexNode> { Sequence() };
        while (!AtEnd && Current == '|')
        {
            At++;
            branches.Add(Sequence());
        }

        Depth--;
        return branches is [var only] ? only : new RegexChoice(branches);
    }

    private RegexNode Sequence()
    {
        var items = new List<RegexNode>();
        while (true)
        {
            SkipVerbose();
            if (AtEnd || Current is '|' or ')') return items is [var only] ? only : new RegexSequence(items);
            if (Atom() is { } atom) items.Add(Repeated(atom));
        }
    }

    /// <summary>The next atom; null for flags, which match nothing and cannot be repeated.</summary>
    private RegexNode? Atom()
    {
        var c = Pattern[At++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                At--;
                return Set(Class());
            case '.':
                return new RegexSet(Dot());
            case '^':
                return new RegexAnchor(!Has(Flags.MultiLine) ? Anchor.TextStart : Has(Flags.Crlf) ? Anchor.LineStartCrlf : Anchor.LineStart, false);
            case '$':
                return new RegexAnchor(!Has(Flags.MultiLine) ? Anchor.TextEnd : Has(Flags.Crlf) ? Anchor.LineEndCrlf : Anchor.LineEnd, false);
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                At--;
                Fail("a repetition without anything to repeat");
                return null;
            case '{' when !IsOniguruma:
                At--;
                Fail("a repetition without anything to repeat; a literal brace is `\\{`");
                return null;
            default:
                return Set(CodePointSet.Of(c));
        }
    }

    private RegexNode Repeated(RegexNode atom)
    {
        for (var levels = 1; ; levels++)
        {
            SkipVerbose();
            if (AtEnd) return atom;
            var (min, max) = (0, -1);
            switch (Current)
            {
                case '*':
                    break;
                case '+':
                    min = 1;
                    break;
                case '?':
                    max = 1;
                    break;
                case '{':
                    if (!Counted(out min, out max)) return atom;
                    At--;
                    break;
                default:
                    return atom;
            }

            At++;
            if (Depth + levels > MaxDepth) Fail($"repetitions nest deeper than {MaxDepth}");
            var greedy = !Has(Flags.SwapGreed);
            if (!AtEnd && Current == '?')
            {
                At++;
                greedy = !greedy;
            }
            else if (!AtEnd && Current == '+' && IsOniguruma && Pattern[At - 1] != '}')
            {
                At++;
                atom = new RegexAtomic(new RegexRepeat(atom, min, max, true));
                continue;
            }

            atom = new RegexRepeat(atom, min, max, greedy);
        }
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; where Oniguruma takes the brace as text, false.</summary>
    private bool Counted(out int min, out int max)
    {
        var start = At++;
        (min, max) = (0, -1);
        SkipVerbose();
        var hasMin = Number(out min);
        SkipVerbose();
        var hasMax = false;
        var comma = !AtEnd && Current == ',';
        if (comma)
        {
            At++;
            SkipVerbose();
            hasMax = Number(out max);
            if (!hasMax) max = -1;
            SkipVerbose();
        }
        else
        {
            max = min;
        }

        if (!AtEnd && Current == '}' && (hasMin || (IsOniguruma && hasMax)))
        {
            At++;
            if (max >= 0 && min > max) Fail($"a repetition of at least {min} and at most {max} times", start);
            return true;
        }

        At = start;
        if (!IsOniguruma) Fail("`{` begins a repetition such as {2}, {2,} or {2,5}; a literal brace is `\\{`");
        return false;
    }

    private bool Number(out int number)
    {
        number = 0;
        var start = At;
        while (!AtEnd && Current is >= '0' and <= '9')
        {
            number = (number * 10) + (Pattern[At++] - '0');
            if (number > 1_000_000) Fail("a repetition count above 1000000");
        }

        return At > start;
    }

    private RegexNode? Group()
    {
        var opened = At - 1;
        var outer = InForce;
        RegexNode node;
        if (!TakeText("?"))
        {
            node = Capture(null);
        }
        else if (TakeText("P<") || (PeekText("<") && !PeekText("<=") && !PeekText("<!") && TakeText("<")))
        {
            node = Capture(GroupName());
        }
        else if (PeekText("=") || PeekText("!") || PeekText("<=") || PeekText("<!"))
        {
            if (!IsOniguruma) Fail("look-ahead and look-behind are not supported", opened);
            var behind = TakeText("<");
            var negative = Pattern[At++] == '!';
            node = new RegexLook(Choice(), behind, negative);
        }
        else if (IsOniguruma && TakeText(">"))
        {
            node = new RegexAtomic(Choice());
        }
        else if (IsOniguruma && TakeText("#"))
        {
            while (!AtEnd && Current != ')') At++;
            node = RegexNode.Empty;
        }
        else
        {
            if (!FlagList()) return null;
            node = Choice();
        }

        if (AtEnd) Fail("an opening parenthesis without a closing one", opened);
        At++;
        InForce = outer;
        return node;
    }

    private RegexCapture Capture(string? name)
    {
        var index = _groupNames.Count;
        _groupNames.Add(name);
        return new RegexCapture(Choice(), index);
    }

    private string GroupName()
    {
        var start = At;
        while (!AtEnd && Current != '>') At++;
        if (AtEnd) Fail("a group name without `>`", start);
        var name = Text(start, At++);
        if (name.Length == 0) Fail("an empty group name", start);
        if (IsOniguruma) return name;
        var first = true;
        foreach (var rune in name.EnumerateRunes())
        {
            var fits = rune.Value == '_' || Rune.IsLetter(rune) || (!first && (Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '[' or ']'));
            if (!fits) Fail($"the group name `{name}` contains `{rune}`", start);
            first = false;
        }

        if (_groupNames.Contains(name)) Fail($"the group name `{name}` is given twice", start);
        return name;
    }

    /// <summary>Reads <c>i-s:</c> of a group, or <c>i-s)</c> for the rest of the surrounding one (then false).</summary>
    private bool FlagList()
    {
        var start = At;
        var negate = false;
        var seen = Flags.None;
        var flags = InForce;
        for (; !AtEnd; At++)
        {
            if (Current is ')' or ':')
            {
                if (negate && Pattern[At - 1] == '-') Fail("a `-` without a flag behind it");
                if (Current == ')' && At == start) Fail("`(?)` names no flag");
                InForce = flags;
                return Pattern[At++] == ':';
            }

            if (Current == '-')
            {
                if (negate) Fail("a second `-` among flags");
                negate = true;
                continue;
            }

            var flag = Current switch
            {
                'i' => Flags.IgnoreCase,
                'm' => IsOniguruma ? Flags.DotAll : Flags.MultiLine,
                's' when !IsOniguruma => Flags.DotAll,
                'R' when !IsOniguruma => Flags.Crlf,
                'U' when !IsOniguruma => Flags.SwapGreed,
                'u' when !IsOniguruma => Flags.Unicode,
                'x' => Flags.Verbose,
                _ => Flags.None,
            };
            if (flag == Flags.None) Fail(Current is '>' ? "atomic groups are not supported" : $"`{Show(Current)}` is no flag");
            if ((seen & flag) != 0) Fail($"the flag `{Show(Current)}` is given twice");
            seen |= flag;
            flags = negate ? flags & ~flag : flags | flag;
        }

        Fail("a group without an end", start - 2);
        return false;
    }

    private RegexNode Escape()
    {
        if (AtEnd) Fail("a backslash at the end");
        var c = Pattern[At];
        switch (c)
        {
            case 'A':
                At++;
                return new RegexAnchor(Anchor.TextStart, false);
            case 'z':
                At++;
                return new RegexAnchor(Anchor.TextEnd, false);
            case 'Z' when IsOniguruma:
                At++;
                return new RegexAnchor(Anchor.TextEndOrLastLine, false);
            case 'B':
                At++;
                return Word(Anchor.NotWordBoundary);
            case 'b':
                At++;
                if (TakeText("{start-half}")) return Word(Anchor.WordStartHalf);
                if (TakeText("{end-half}")) return Word(Anchor.WordEndHalf);
                if (TakeText("{start}")) return Word(Anchor.WordStart);
                if (TakeText("{end}")) return Word(Anchor.WordEnd);
                return Word(Anchor.WordBoundary);
            case '<' when !IsOniguruma:
                At++;
                return Word(Anchor.WordStart);
            case '>' when !IsOniguruma:
                At++;
                return Word(Anchor.WordEnd);
            case >= '1' and <= '9':
                if (!IsOniguruma) Fail("back-references are not supported", At - 1);
                Number(out var number);
                if (number >= _groupNames.Count) Fail($"there is no group {number} before its back-reference");
                return new RegexBackReference(number);
            case 'k' when IsOniguruma:
                At++;
                if (!TakeText("<")) Fail("`\\k` without `<name>`");
                var name = GroupName();
                var index = _groupNames.LastIndexOf(name);
                if (index < 0) Fail($"there is no group `{name}` before its back-reference");
                return new RegexBackReference(index);
            default:
                return Set(EscapedSet());
        }
    }

    private RegexAnchor Word(Anchor anchor) => new(anchor, !Has(Flags.Unicode));

    private CodePointSet Dot()
    {
        if (!Has(Flags.Unicode)) Fail("without Unicode mode, `.` would match parts of a code point");
        if (Has(Flags.DotAll)) return CodePointSet.All;
        return CodePointSet.Of(Has(Flags.Crlf) ? "\r\n" : "\n").Complement();
    }

    private RegexSet Set(CodePointSet set)
    {
        if (!Has(Flags.Unicode) && set.Ranges is [.., (_, > 0x7F)]) Fail("without Unicode mode, only ASCII can be matched");
        return new RegexSet(Has(Flags.IgnoreCase) ? UnicodeSets.IgnoringCase(set, Has(Flags.Unicode)) : set);
    }

    private long SizeOf(RegexNode node)
    {
        switch (node)
        {
            case RegexSequence sequence:
                return 1 + sequence.Items.Sum(SizeOf);
            case RegexChoice choice:
                return 1 + choice.Branches.Sum(SizeOf);
            case RegexRepeat repeat:
                var body = SizeOf(repeat.Body);
                var times = Math.Max(1, Math.Max(repeat.Min, repeat.Max));
                return body > MaxSize ? body : 1 + (body * times);
            case RegexCapture capture:
                return 1 + SizeOf(capture.Body);
            case RegexLook look:
                return 1 + SizeOf(look.Body);
            case RegexAtomic atomic:
                return 1 + SizeOf(atomic.Body);
            default:
                return 1;
        }
    }
}
