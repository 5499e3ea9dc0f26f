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

    private RegexEmitter(Repertoire repertoire, int[] numbers)
    {
        _repertoire = repertoire;
        _numbers = numbers;
    }

    private bool NeedsBacktracking { get; set; }

    /// <param name="numbers">The number to capture each group under, by index; those with 0 only group.</param>
    /// <returns>The text, and whether it uses what only a backtracking engine can do.</returns>
    public static (string Text, bool NeedsBacktracking) Emit(RegexNode root, Repertoire repertoire, int[] numbers)
    {
        var emitter = new RegexEmitter(repertoire, numbers);
        emitter.Write(root);
        return (emitter._text.ToString(), emitter.NeedsBacktracking);
    }

    private void Write(RegexNode node)
    {
        switch (node)
        {
            case RegexSet set:
                Write(set.Members);
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
        var word = anchor.Ascii || _repertoire == Repertoire.Ascii ? UnicodeSets.AsciiWord : UnicodeSets.Word;
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
            case Anchor.WordBoundary when !anchor.Ascii || _repertoire == Repertoire.Ascii:
                _text.Append(@"\b");
                break;
            case Anchor.NotWordBoundary when !anchor.Ascii || _repertoire == Repertoire.Ascii:
                _text.Append(@"\B");
                break;
            case Anchor.WordBoundary:
                Looking($"(?:(?<={Class(word)})(?!{Class(word)})|(?<!{Class(word)})(?={Class(word)}))");
                break;
            case Anchor.NotWordBoundary:
                Looking($"(?:(?<={Class(word)})(?={Class(word)})|(?<!{Class(word)})(?!{Class(word)}))");
                break;
            case Anchor.WordStart:
                Looking($"(?:(?<!{Class(word)})(?={Class(word)}))");
                break;
            case Anchor.WordEnd:
                Looking($"(?:(?<={Class(word)})(?!{Class(word)}))");
                break;
            case Anchor.WordStartHalf:
                Looking($"(?<!{Class(word)})");
                break;
            case Anchor.WordEndHalf:
                Looking($"(?!{Class(word)})");
                break;
        }
    }

    private void Looking(string text)
    {
        NeedsBacktracking = true;
        _text.Append(text);
    }

    private void Write(CodePointSet set)
    {
        var astral = _repertoire == Repertoire.Full ? set.Intersect(CodePointSet.Of(0x10000, CodePointSet.Max)) : CodePointSet.None;
        if (astral.IsEmpty)
        {
            _text.Append(Class(set));
            return;
        }

        _text.Append("(?:").Append(Class(set));
        foreach (var (low, high) in astral.Ranges) WritePairs(low, high);
        _text.Append(')');
    }

    /// <summary>Writes the surrogate pairs of a range as further branches.</summary>
    private void WritePairs(int low, int high)
    {
        var (firstHigh, firstLow) = Pair(low);
        var (lastHigh, lastLow) = Pair(high);
        if (firstHigh == lastHigh)
        {
            Branch(firstHigh, firstHigh, firstLow, lastLow);
            return;
        }

        if (firstLow > 0xDC00) Branch(firstHigh, firstHigh++, firstLow, 0xDFFF);
        if (lastLow < 0xDFFF) Branch(lastHigh, lastHigh--, 0xDC00, lastLow);
        if (firstHigh <= lastHigh) Branch(firstHigh, lastHigh, 0xDC00, 0xDFFF);

        static (int High, int Low) Pair(int codePoint) => (0xD800 + ((codePoint - 0x10000) >> 10), 0xDC00 + ((codePoint - 0x10000) & 0x3FF));

        void Branch(int high1, int high2, int low1, int low2) =>
            _text.Append(CultureInfo.InvariantCulture, $"|[\\u{high1:X4}-\\u{high2:X4}][\\u{low1:X4}-\\u{low2:X4}]");
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
