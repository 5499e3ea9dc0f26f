using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>Which code points an input holds; a pattern is compiled for each that occurs, because fewer make it simpler and faster.</summary>
internal enum Repertoire
{
    Ascii,

    /// <summary>Up to U+FFFF: one UTF-16 unit a code point.</summary>
    Basic,
    Full,
}

/// <summary>Writes a pattern's tree in the syntax of <see cref="System.Text.RegularExpressions.Regex"/>, which works on UTF-16.</summary>
internal sealed class RegexEmitter
{
    private readonly StringBuilder _text = new();
    private readonly Repertoire _repertoire;
    private readonly int[] _numbers;
    private readonly bool _platformWords;
    private readonly string?[] _words = new string?[2];

    private RegexEmitter(Repertoire repertoire, int[] numbers, bool platformWords)
    {
        _repertoire = repertoire;
        _numbers = numbers;
        _platformWords = platformWords || repertoire == Repertoire.Ascii;
    }

    private bool NeedsBacktracking { get; set; }

    /// <param name="numbers">The number to capture each group under, by index; those with 0 only group.</param>
    /// <param name="platformWords">
    /// Take the platform's word boundaries, which need no look-around but know other letters: without some marks, letter numbers and all beyond U+FFFF.
    /// </param>
    /// <returns>The text, and whether it uses what only a backtracking engine can do.</returns>
    public static (string Text, bool NeedsBacktracking) Emit(RegexNode root, Repertoire repertoire, int[] numbers, bool platformWords = false)
    {
        var emitter = new RegexEmitter(repertoire, numbers, platformWords);
        emitter.Write(root);
        return (emitter._text.ToString(), emitter.NeedsBacktracking);
    }

    private void Write(RegexNode node)
    {
        switch (node)
        {
            case RegexSet set:
                _text.Append(Text(set.Members));
                break;
            case RegexSequence sequence:
                foreach (var item in sequence.Items)
                {
                    if (item is RegexChoice) Wrap("(?:", item);
                    else Write(item);
                }

                break;
            case RegexChoice choice:
                for (var i = 0; i < choice.Branches.Count; i++)
                {
                    if (i > 0) _text.Append('|');
                    Write(choice.Branches[i]);
                }

                break;
            case RegexRepeat repeat when EmptyLoops.Is(repeat):
                Write(new RegexRepeat(repeat.Body, repeat.Min, repeat.Min, true));
                Write(new RegexRepeat(repeat.Body, 0, repeat.Max < 0 ? -1 : repeat.Max - repeat.Min, false));
                break;
            case RegexRepeat repeat:
                if (repeat.Body is RegexCapture or RegexAtomic) Write(repeat.Body);
                else Wrap("(?:", repeat.Body);
                _text.Append((repeat.Min, repeat.Max) switch
                {
                    (0, -1) => "*",
                    (1, -1) => "+",
                    (0, 1) => "?",
                    (_, -1) => $"{{{repeat.Min},}}",
                    _ => $"{{{repeat.Min},{repeat.Max}}}",
                });
                if (!repeat.Greedy) _text.Append('?');
                break;
            case RegexCapture capture:
                Wrap(_numbers[capture.Index] is > 0 and var number ? $"(?<{number}>" : "(?:", capture.Body);
                break;
            case RegexAnchor anchor:
                Write(anchor);
                break;
            case RegexLook look:
                NeedsBacktracking = true;
                Wrap((look.Behind, look.Negative) switch { (false, false) => "(?=", (false, true) => "(?!", (true, false) => "(?<=", _ => "(?<!" }, look.Body);
                break;
            case RegexAtomic atomic:
                NeedsBacktracking = true;
                Wrap("(?>", atomic.Body);
                break;
            case RegexBackReference reference:
                NeedsBacktracking = true;
                _text.Append(CultureInfo.InvariantCulture, $"\\k<{_numbers[reference.Index]}>");
                break;
        }
    }

    private void Wrap(string open, RegexNode body)
    {
        _text.Append(open);
        Write(body);
        _text.Append(')');
    }

    private void Write(RegexAnchor anchor)
    {
        switch (anchor.Kind)
        {
            case Anchor.TextStart:
                _text.Append(@"\A");
                break;
            case Anchor.TextEnd:
                _text.Append(@"\z");
                break;
            case Anchor.TextEndOrLastLine:
                _text.Append(@"\Z");
                break;
            case Anchor.LineStart:
                _text.Append("(?m:^)");
                break;
            case Anchor.LineEnd:
                _text.Append("(?m:$)");
                break;
            case Anchor.LineStartCrlf:
                Looking(@"(?:\A|(?<=\n)|(?<=\r)(?!\n))");
                break;
            case Anchor.LineEndCrlf:
                Looking(@"(?:\z|(?=\r)|(?<!\r)(?=\n))");
                break;
            case Anchor.WordBoundary when _platformWords && (!anchor.Ascii || _repertoire == Repertoire.Ascii):
                _text.Append(@"\b");
                break;
            case Anchor.NotWordBoundary when _platformWords && (!anchor.Ascii || _repertoire == Repertoire.Ascii):
                _text.Append(@"\B");
                break;
            case Anchor.WordBoundary:
                Looking($"(?(?<={Word(anchor)})(?!{Word(anchor)})|(?={Word(anchor)}))");
                break;
            case Anchor.NotWordBoundary:
                Looking($"(?(?<={Word(anchor)})(?={Word(anchor)})|(?!{Word(anchor)}))");
                break;
            case Anchor.WordStart:
                Looking($"(?:(?<!{Word(anchor)})(?={Word(anchor)}))");
                break;
            case Anchor.WordEnd:
                Looking($"(?:(?<={Word(anchor)})(?!{Word(anchor)}))");
                break;
            case Anchor.WordStartHalf:
                Looking($"(?<!{Word(anchor)})");
                break;
            case Anchor.WordEndHalf:
                Looking($"(?!{Word(anchor)})");
                break;
        }
    }

    private string Word(RegexAnchor anchor) =>
        _words[anchor.Ascii ? 1 : 0] ??= Text(anchor.Ascii || _repertoire == Repertoire.Ascii ? UnicodeSets.AsciiWord : UnicodeSets.Word);

    private void Looking(string text)
    {
        NeedsBacktracking = true;
        _text.Append(text);
    }

    private string Text(CodePointSet set)
    {
        var astral = _repertoire == Repertoire.Full ? set.Intersect(CodePointSet.Of(0x10000, CodePointSet.Max)) : CodePointSet.None;
        return astral.IsEmpty ? Class(set) : $"(?:{Class(set)}{Pairs(astral)})";
    }

    /// <summary>The surrogate pairs of a set as further branches: one for each first half, and for first halves in a row with the same second ones.</summary>
    private static string Pairs(CodePointSet astral)
    {
        const int PerHalf = 0x400;
        var branches = new List<(int Low, int High, string Second)>();
        for (var start = 0x10000; start <= CodePointSet.Max; start += PerHalf)
        {
            var second = new StringBuilder();
            foreach (var (low, high) in astral.Intersect(CodePointSet.Of(start, start + PerHalf - 1)).Ranges)
                second.Append(CultureInfo.InvariantCulture, $"\\u{0xDC00 + low - start:X4}-\\u{0xDC00 + high - start:X4}");
            if (second.Length == 0) continue;
            var first = 0xD800 + ((start - 0x10000) / PerHalf);
            if (branches is [.., var last] && last.High == first - 1 && last.Second == second.ToString()) branches[^1] = last with { High = first };
            else branches.Add((first, first, second.ToString()));
        }

        return string.Concat(branches.Select(static b => string.Create(CultureInfo.InvariantCulture, $"|[\\u{b.Low:X4}-\\u{b.High:X4}][{b.Second}]")));
    }

    /// <summary>The members up to U+FFFF as one bracketed class, or as a literal. Where no surrogate can occur, a short negation may include them.</summary>
    private string Class(CodePointSet set)
    {
        if (set.Single is >= 0 and <= 0xFFFF and var single) return Literal(single);
        var limit = _repertoire == Repertoire.Ascii ? 0x7F : 0xFFFF;
        var members = set.Intersect(CodePointSet.Of(0, limit));
        if (members.IsEmpty) return @"[^\u0000-\uFFFF]";
        var others = CodePointSet.Of(0, limit).Except(members);
        var text = new StringBuilder();
        if (others.Ranges.Length <= members.Ranges.Length && members.Contains(limit))
        {
            if (_repertoire != Repertoire.Full && others.IsEmpty) return @"[\s\S]";
            text.Append("[^");
            foreach (var (low, high) in others.Ranges) Range(low, high);
            if (_repertoire == Repertoire.Full) Range(0xD800, 0xDFFF);
        }
        else
        {
            text.Append('[');
            foreach (var (low, high) in members.Ranges) Range(low, high);
        }

        return text.Append(']').ToString();

        void Range(int low, int high)
        {
            text.Append(Literal(low));
            if (high > low) text.Append('-').Append(Literal(high));
        }
    }

    private static string Literal(int unit) =>
        char.IsAsciiLetterOrDigit((char)unit) ? ((char)unit).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
}
