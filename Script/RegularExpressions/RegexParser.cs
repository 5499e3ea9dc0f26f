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
internal sealed class RegexParser
{
    /// <summary>How deep groups, classes and repetitions may nest.</summary>
    private const int MaxDepth = 250;

    /// <summary>How large a pattern may be once its counted repetitions are written out, in nodes.</summary>
    private const long MaxSize = 200_000;

    private readonly int[] _pattern;
    private readonly RegexDialect _dialect;
    private readonly List<string?> _groupNames = [null];
    private int _at;
    private int _depth;
    private Flags _flags = Flags.Unicode;

    private RegexParser(string pattern, RegexDialect dialect)
    {
        _pattern = [.. pattern.EnumerateRunes().Select(static r => r.Value)];
        _dialect = dialect;
        if (dialect == RegexDialect.Oniguruma) _flags |= Flags.MultiLine;
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        MultiLine = 2,
        DotAll = 4,
        Crlf = 8,
        SwapGreed = 16,
        Unicode = 32,
        Verbose = 64,
    }

    private bool IsOniguruma => _dialect == RegexDialect.Oniguruma;

    private bool AtEnd => _at >= _pattern.Length;

    private int Current => _pattern[_at];

    /// <exception cref="RegexSyntaxException">The pattern is wrong.</exception>
    public static RegexPattern Parse(string pattern, RegexDialect dialect)
    {
        var parser = new RegexParser(pattern, dialect);
        var root = parser.Choice();
        if (!parser.AtEnd) parser.Fail("a closing parenthesis without an opening one");
        if (parser.SizeOf(root) > MaxSize) throw new RegexSyntaxException("the pattern is too large: its counted repetitions multiply");
        return new RegexPattern(root, parser._groupNames);
    }

    private RegexNode Choice()
    {
        if (++_depth > MaxDepth) Fail($"groups nest deeper than {MaxDepth}");
        var branches = new List<RegexNode> { Sequence() };
        while (!AtEnd && Current == '|')
        {
            _at++;
            branches.Add(Sequence());
        }

        _depth--;
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
        var c = _pattern[_at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                _at--;
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
                _at--;
                Fail("a repetition without anything to repeat");
                return null;
            case '{' when !IsOniguruma:
                _at--;
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
                    _at--;
                    break;
                default:
                    return atom;
            }

            _at++;
            if (_depth + levels > MaxDepth) Fail($"repetitions nest deeper than {MaxDepth}");
            var greedy = !Has(Flags.SwapGreed);
            if (!AtEnd && Current == '?')
            {
                _at++;
                greedy = !greedy;
            }
            else if (!AtEnd && Current == '+' && IsOniguruma && _pattern[_at - 1] != '}')
            {
                _at++;
                atom = new RegexAtomic(new RegexRepeat(atom, min, max, true));
                continue;
            }

            atom = new RegexRepeat(atom, min, max, greedy);
        }
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; where Oniguruma takes the brace as text, false.</summary>
    private bool Counted(out int min, out int max)
    {
        var start = _at++;
        (min, max) = (0, -1);
        SkipVerbose();
        var hasMin = Number(out min);
        SkipVerbose();
        var hasMax = false;
        var comma = !AtEnd && Current == ',';
        if (comma)
        {
            _at++;
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
            _at++;
            if (max >= 0 && min > max) Fail($"a repetition of at least {min} and at most {max} times", start);
            return true;
        }

        _at = start;
        if (!IsOniguruma) Fail("`{` begins a repetition such as {2}, {2,} or {2,5}; a literal brace is `\\{`");
        return false;
    }

    private bool Number(out int number)
    {
        number = 0;
        var start = _at;
        while (!AtEnd && Current is >= '0' and <= '9')
        {
            number = (number * 10) + (_pattern[_at++] - '0');
            if (number > 1_000_000) Fail("a repetition count above 1000000");
        }

        return _at > start;
    }

    private RegexNode? Group()
    {
        var opened = _at - 1;
        var outer = _flags;
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
            var negative = _pattern[_at++] == '!';
            node = new RegexLook(Choice(), behind, negative);
        }
        else if (IsOniguruma && TakeText(">"))
        {
            node = new RegexAtomic(Choice());
        }
        else if (IsOniguruma && TakeText("#"))
        {
            while (!AtEnd && Current != ')') _at++;
            node = RegexNode.Empty;
        }
        else
        {
            if (!FlagList()) return null;
            node = Choice();
        }

        if (AtEnd) Fail("an opening parenthesis without a closing one", opened);
        _at++;
        _flags = outer;
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
        var start = _at;
        while (!AtEnd && Current != '>') _at++;
        if (AtEnd) Fail("a group name without `>`", start);
        var name = Text(start, _at++);
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
        var start = _at;
        var negate = false;
        var seen = Flags.None;
        var flags = _flags;
        for (; !AtEnd; _at++)
        {
            if (Current is ')' or ':')
            {
                if (negate && _pattern[_at - 1] == '-') Fail("a `-` without a flag behind it");
                if (Current == ')' && _at == start) Fail("`(?)` names no flag");
                _flags = flags;
                return _pattern[_at++] == ':';
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
        var c = _pattern[_at];
        switch (c)
        {
            case 'A':
                _at++;
                return new RegexAnchor(Anchor.TextStart, false);
            case 'z':
                _at++;
                return new RegexAnchor(Anchor.TextEnd, false);
            case 'Z' when IsOniguruma:
                _at++;
                return new RegexAnchor(Anchor.TextEndOrLastLine, false);
            case 'B':
                _at++;
                return Word(Anchor.NotWordBoundary);
            case 'b':
                _at++;
                if (TakeText("{start-half}")) return Word(Anchor.WordStartHalf);
                if (TakeText("{end-half}")) return Word(Anchor.WordEndHalf);
                if (TakeText("{start}")) return Word(Anchor.WordStart);
                if (TakeText("{end}")) return Word(Anchor.WordEnd);
                return Word(Anchor.WordBoundary);
            case '<' when !IsOniguruma:
                _at++;
                return Word(Anchor.WordStart);
            case '>' when !IsOniguruma:
                _at++;
                return Word(Anchor.WordEnd);
            case >= '1' and <= '9':
                if (!IsOniguruma) Fail("back-references are not supported", _at - 1);
                Number(out var number);
                if (number >= _groupNames.Count) Fail($"there is no group {number} before its back-reference");
                return new RegexBackReference(number);
            case 'k' when IsOniguruma:
                _at++;
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

    /// <summary>What an escape that stands for code points stands for; the position is behind the backslash.</summary>
    private CodePointSet EscapedSet()
    {
        if (AtEnd) Fail("a backslash at the end");
        var c = _pattern[_at++];
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
                    Fail($"`\\{Show(c)}` is no escape", _at - 2);
                return CodePointSet.Of(c);
        }
    }

    private CodePointSet Property(bool negative)
    {
        var start = _at - 2;
        if (AtEnd) Fail("`\\p` without a name", start);
        string name;
        if (Current == '{')
        {
            var from = ++_at;
            while (!AtEnd && Current != '}') _at++;
            if (AtEnd) Fail("`\\p{` without `}`", start);
            name = Text(from, _at++);
        }
        else
        {
            name = Show(_pattern[_at++]);
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

        var set = UnicodeSets.Property(name.Replace(':', '=')) ?? (IsOniguruma ? UnicodeSets.Posix(name.ToLowerInvariant()) : null);
        if (set is null) Fail($"`{name}` is no Unicode property", start);
        return negative ? set.Complement() : set;
    }

    private int Hex(int digits)
    {
        var start = _at;
        var braces = TakeText("{");
        var value = 0L;
        var count = 0;
        for (; !AtEnd && count < (braces ? 8 : digits) && Current < 0x80 && char.IsAsciiHexDigit((char)Current); count++)
            value = (value * 16) + int.Parse(Show(_pattern[_at++]), NumberStyles.HexNumber);
        var complete = braces ? count > 0 && TakeText("}") : count == digits || (IsOniguruma && count > 0);
        if (!complete) Fail(braces ? "hexadecimal digits up to `}` expected" : $"{digits} hexadecimal digits expected", start);
        if (value > CodePointSet.Max || value is >= 0xD800 and <= 0xDFFF) Fail($"{value:X} is no code point", start);
        if (!Has(Flags.Unicode) && value > 0x7F) Fail("without Unicode mode, only ASCII can match text", start);
        return (int)value;
    }

    /// <summary>A bracketed class, from its <c>[</c>: items, ranges, nested classes and set operations, which all bind alike.</summary>
    private CodePointSet Class()
    {
        var opened = _at++;
        if (++_depth > MaxDepth) Fail($"classes nest deeper than {MaxDepth}");
        var negative = TakeText("^");
        var left = CodePointSet.None;
        var right = new List<(int, int)>();
        char? operation = null;
        SkipVerbose();
        while (!IsOniguruma && !AtEnd && Current == '-' && !PeekText("--"))
        {
            right.Add(('-', '-'));
            _at++;
        }

        if (!AtEnd && Current == ']')
        {
            right.Add((']', ']'));
            _at++;
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
                _at += 2;
                continue;
            }

            ClassItem(right);
        }

        _at++;
        _depth--;
        var set = Combine(operation, left, right);
        return negative ? Inverse(set) : set;
    }

    private CodePointSet Combine(char? operation, CodePointSet left, List<(int, int)> ranges)
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

    private void ClassItem(List<(int, int)> ranges)
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

        var dash = _at++;
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

    private CodePointSet ClassAtom()
    {
        var c = _pattern[_at++];
        if (c != '\\') return CodePointSet.Of(c);
        if (IsOniguruma && !AtEnd && Current == 'b')
        {
            _at++;
            return CodePointSet.Of('\b');
        }

        return EscapedSet();
    }

    /// <summary>Reads <c>[:name:]</c>; null, and nothing read, when it is none.</summary>
    private CodePointSet? PosixClass()
    {
        var start = _at;
        _at += 2;
        var negative = TakeText("^");
        var from = _at;
        while (!AtEnd && Current is >= 'a' and <= 'z') _at++;
        if (UnicodeSets.Posix(Text(from, _at)) is { } set && TakeText(":]")) return negative ? Inverse(set) : set;
        _at = start;
        return null;
    }

    private static void AddAll(List<(int, int)> ranges, CodePointSet set)
    {
        foreach (var range in set.Ranges) ranges.Add(range);
    }

    private CodePointSet Inverse(CodePointSet set)
    {
        if (!Has(Flags.Unicode)) Fail("without Unicode mode, a negated class would match parts of a code point");
        return set.Complement();
    }

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

    private bool Has(Flags flag) => (_flags & flag) != 0;

    private bool PeekText(string text)
    {
        if (_at + text.Length > _pattern.Length) return false;
        for (var i = 0; i < text.Length; i++)
            if (_pattern[_at + i] != text[i]) return false;
        return true;
    }

    private bool TakeText(string text)
    {
        if (!PeekText(text)) return false;
        _at += text.Length;
        return true;
    }

    private void SkipVerbose()
    {
        if (!Has(Flags.Verbose)) return;
        while (!AtEnd)
        {
            if (Current == '#')
            {
                while (!AtEnd && Current != '\n') _at++;
            }
            else if (Rune.IsWhiteSpace(new Rune(Current)))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private string Text(int start, int end) => string.Concat(_pattern[start..end].Select(Show));

    private static string Show(int codePoint) => new Rune(codePoint).ToString();

    [DoesNotReturn]
    private void Fail(string reason, int? at = null) =>
        throw new RegexSyntaxException($"{reason}, at character {Math.Min(at ?? _at, _pattern.Length) + 1} of the pattern");
}
