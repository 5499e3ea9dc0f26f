namespace Tremor.Dataflow.Script.RegularExpressions;

internal enum RegexDialect
{
    /// <summary>
    /// RE2-like, of the extractors <c>re</c> and <c>rerg</c> and of <c>std::re</c>: everything in it matches in linear time
    /// (spec: stdlib 2.10).
    /// </summary>
    Linear,

    /// <summary>Oniguruma, of <c>grok</c>: look-around, atomic groups and back-references too; <c>^</c> and <c>$</c> match at lines.</summary>
    Oniguruma,
}

/// <summary>A pattern, read: its tree and the names of its groups.</summary>
/// <param name="GroupNames">One for each group, the whole match first; null where a group has no name.</param>
internal sealed record RegexPattern(RegexNode Root, IReadOnlyList<string?> GroupNames);

/// <summary>Reads a pattern in one of the two dialects. All flags end here: the tree's sets and anchors say what they match.</summary>
internal sealed class RegexParser
{
    private readonly RegexScanner _scanner;
    private readonly RegexEscapeReader _escapes;
    private readonly RegexClassReader _classes;
    private readonly RegexCountReader _counts;
    private readonly RegexFlagReader _flags;
    private readonly RegexGroupNames _groups;

    private RegexParser(string pattern, RegexDialect dialect)
    {
        _scanner = new RegexScanner(pattern, dialect);
        _escapes = new RegexEscapeReader(_scanner);
        _classes = new RegexClassReader(_scanner, _escapes);
        _counts = new RegexCountReader(_scanner);
        _flags = new RegexFlagReader(_scanner);
        _groups = new RegexGroupNames(_scanner);
    }

    /// <exception cref="RegexSyntaxException">The pattern is wrong.</exception>
    public static RegexPattern Parse(string pattern, RegexDialect dialect)
    {
        var parser = new RegexParser(pattern, dialect);
        var root = parser.Choice();
        if (!parser._scanner.AtEnd) parser._scanner.Fail("a closing parenthesis without an opening one");
        if (RegexSize.Of(root) > RegexSize.Max) throw new RegexSyntaxException("the pattern is too large: its counted repetitions multiply");
        if (EmptyLoops.DepthIn(root) > EmptyLoops.MaxDepth)
            throw new RegexSyntaxException($"lazy repetitions of what can be empty nest deeper than {EmptyLoops.MaxDepth}");
        return new RegexPattern(root, parser._groups.All);
    }

    private RegexNode Choice()
    {
        _scanner.Enter("groups");
        var branches = new List<RegexNode> { Sequence() };
        while (!_scanner.AtEnd && _scanner.Current == '|')
        {
            _scanner.At++;
            branches.Add(Sequence());
        }

        _scanner.Leave();
        return branches is [var only] ? only : new RegexChoice(branches);
    }

    private RegexNode Sequence()
    {
        var items = new List<RegexNode>();
        while (true)
        {
            _scanner.SkipVerbose();
            if (_scanner.AtEnd || _scanner.Current is '|' or ')') return items is [var only] ? only : new RegexSequence(items);
            if (Atom() is { } atom) items.Add(Repeated(atom));
        }
    }

    /// <summary>The next atom; null for flags, which match nothing and cannot be repeated.</summary>
    private RegexNode? Atom()
    {
        var c = _scanner.Take();
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                _scanner.At--;
                return Set(_classes.Class());
            case '.':
                return new RegexSet(Dot());
            case '^':
                return new RegexAnchor(
                    !_scanner.Has(RegexFlags.MultiLine) ? Anchor.TextStart : _scanner.Has(RegexFlags.Crlf) ? Anchor.LineStartCrlf : Anchor.LineStart,
                    false);
            case '$':
                return new RegexAnchor(
                    !_scanner.Has(RegexFlags.MultiLine) ? Anchor.TextEnd : _scanner.Has(RegexFlags.Crlf) ? Anchor.LineEndCrlf : Anchor.LineEnd,
                    false);
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                _scanner.At--;
                _scanner.Fail("a repetition without anything to repeat");
                return null;
            case '{' when !_scanner.IsOniguruma:
                _scanner.At--;
                _scanner.Fail("a repetition without anything to repeat; a literal brace is `\\{`");
                return null;
            default:
                return Set(CodePointSet.Of(c));
        }
    }

    private RegexNode Repeated(RegexNode atom)
    {
        for (var levels = 1; ; levels++)
        {
            _scanner.SkipVerbose();
            if (_scanner.AtEnd) return atom;
            var (min, max) = (0, -1);
            switch (_scanner.Current)
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
                    if (!_counts.Counted(out min, out max)) return atom;
                    _scanner.At--;
                    break;
                default:
                    return atom;
            }

            _scanner.At++;
            if (_scanner.Depth + levels > RegexScanner.MaxDepth) _scanner.Fail($"repetitions nest deeper than {RegexScanner.MaxDepth}");
            var greedy = !_scanner.Has(RegexFlags.SwapGreed);
            if (!_scanner.AtEnd && _scanner.Current == '?')
            {
                _scanner.At++;
                greedy = !greedy;
            }
            else if (!_scanner.AtEnd && _scanner.Current == '+' && _scanner.IsOniguruma && _scanner.Last != '}')
            {
                _scanner.At++;
                atom = new RegexAtomic(new RegexRepeat(atom, min, max, true));
                continue;
            }

            atom = new RegexRepeat(atom, min, max, greedy);
        }
    }

    private RegexNode? Group()
    {
        var opened = _scanner.At - 1;
        var outer = _scanner.InForce;
        RegexNode node;
        _scanner.SkipInside();
        if (!_scanner.TakeText("?"))
        {
            node = Capture(null);
        }
        else if (_scanner.TakeText("P<") || (_scanner.PeekText("<") && !_scanner.PeekText("<=") && !_scanner.PeekText("<!") && _scanner.TakeText("<")))
        {
            node = Capture(_groups.Read());
        }
        else if (_scanner.PeekText("=") || _scanner.PeekText("!") || _scanner.PeekText("<=") || _scanner.PeekText("<!"))
        {
            if (!_scanner.IsOniguruma) _scanner.Fail("look-ahead and look-behind are not supported", opened);
            var behind = _scanner.TakeText("<");
            var negative = _scanner.Take() == '!';
            node = new RegexLook(Choice(), behind, negative);
        }
        else if (_scanner.IsOniguruma && _scanner.TakeText(">"))
        {
            node = new RegexAtomic(Choice());
        }
        else if (_scanner.IsOniguruma && _scanner.TakeText("#"))
        {
            while (!_scanner.AtEnd && _scanner.Current != ')') _scanner.At++;
            node = RegexNode.Empty;
        }
        else
        {
            if (!_flags.Read()) return null;
            node = Choice();
        }

        if (_scanner.AtEnd) _scanner.Fail("an opening parenthesis without a closing one", opened);
        _scanner.At++;
        _scanner.InForce = outer;
        return node;
    }

    private RegexCapture Capture(string? name)
    {
        var index = _groups.Add(name);
        return new RegexCapture(Choice(), index);
    }

    private RegexNode Escape()
    {
        if (_scanner.AtEnd) _scanner.Fail("a backslash at the end");
        var c = _scanner.Current;
        switch (c)
        {
            case 'A':
                _scanner.At++;
                return new RegexAnchor(Anchor.TextStart, false);
            case 'z':
                _scanner.At++;
                return new RegexAnchor(Anchor.TextEnd, false);
            case 'Z' when _scanner.IsOniguruma:
                _scanner.At++;
                return new RegexAnchor(Anchor.TextEndOrLastLine, false);
            case 'B':
                _scanner.At++;
                return Word(Anchor.NotWordBoundary);
            case 'b':
                _scanner.At++;
                return Word(WordEdge());
            case '<' when !_scanner.IsOniguruma:
                _scanner.At++;
                return Word(Anchor.WordStart);
            case '>' when !_scanner.IsOniguruma:
                _scanner.At++;
                return Word(Anchor.WordEnd);
            case >= '1' and <= '9':
                if (!_scanner.IsOniguruma) _scanner.Fail("back-references are not supported", _scanner.At - 1);
                _counts.Number(out var number);
                if (number >= _groups.All.Count) _scanner.Fail($"there is no group {number} before its back-reference");
                return new RegexBackReference(number);
            case 'k' when _scanner.IsOniguruma:
                _scanner.At++;
                if (!_scanner.TakeText("<")) _scanner.Fail("`\\k` without `<name>`");
                var name = _groups.Read();
                var index = _groups.IndexOf(name);
                if (index < 0) _scanner.Fail($"there is no group `{name}` before its back-reference");
                return new RegexBackReference(index);
            default:
                return Set(_escapes.Set());
        }
    }

    /// <summary>What <c>\b</c> and a name in braces behind it mean.</summary>
    private Anchor WordEdge()
    {
        var start = _scanner.At;
        if (!_scanner.TakeText("{")) return Anchor.WordBoundary;
        var name = "";
        for (_scanner.SkipInside(); !_scanner.AtEnd && (_scanner.Current == '-' || (_scanner.Current < 0x80 && char.IsAsciiLetter((char)_scanner.Current))); _scanner.SkipInside())
            name += RegexScanner.Show(_scanner.Take());
        if (name.Length > 0 && _scanner.TakeText("}"))
        {
            switch (name)
            {
                case "start":
                    return Anchor.WordStart;
                case "end":
                    return Anchor.WordEnd;
                case "start-half":
                    return Anchor.WordStartHalf;
                case "end-half":
                    return Anchor.WordEndHalf;
            }

            if (!_scanner.IsOniguruma) _scanner.Fail($"`\\b{{{name}}}` is no edge of a word; there are start, end, start-half and end-half", start);
        }

        _scanner.At = start;
        return Anchor.WordBoundary;
    }

    private RegexAnchor Word(Anchor anchor) => new(anchor, !_scanner.Has(RegexFlags.Unicode));

    private CodePointSet Dot()
    {
        if (!_scanner.Has(RegexFlags.Unicode)) _scanner.Fail("without Unicode mode, `.` would match parts of a code point");
        if (_scanner.Has(RegexFlags.DotAll)) return CodePointSet.All;
        return CodePointSet.Of(_scanner.Has(RegexFlags.Crlf) ? "\r\n" : "\n").Complement();
    }

    private RegexSet Set(CodePointSet set) =>
        new(_scanner.Has(RegexFlags.IgnoreCase) ? UnicodeSets.IgnoringCase(set, _scanner.Has(RegexFlags.Unicode)) : set);
}
