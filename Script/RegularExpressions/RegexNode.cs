namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>A regular expression as a tree, after flags and case have been worked into its sets.</summary>
internal abstract record RegexNode
{
    public static readonly RegexNode Empty = new RegexSequence([]);
}

/// <summary>One code point out of a set.</summary>
internal sealed record RegexSet(CodePointSet Members) : RegexNode;

internal sealed record RegexSequence(IReadOnlyList<RegexNode> Items) : RegexNode;

/// <summary>The first that matches wins.</summary>
internal sealed record RegexChoice(IReadOnlyList<RegexNode> Branches) : RegexNode;

/// <param name="Max">-1 for no limit.</param>
internal sealed record RegexRepeat(RegexNode Body, int Min, int Max, bool Greedy) : RegexNode;

/// <param name="Index">1 for the first group.</param>
internal sealed record RegexCapture(RegexNode Body, int Index) : RegexNode;

internal enum Anchor
{
    TextStart,
    TextEnd,

    /// <summary>The end, or before a final line feed (Oniguruma's <c>\Z</c>).</summary>
    TextEndOrLastLine,
    LineStart,
    LineEnd,

    /// <summary>As <see cref="LineStart"/>, where CR, LF and CR LF each end a line.</summary>
    LineStartCrlf,
    LineEndCrlf,
    WordBoundary,
    NotWordBoundary,
    WordStart,
    WordEnd,
    WordStartHalf,
    WordEndHalf,
}

/// <param name="Ascii">Whether only ASCII counts as word.</param>
internal sealed record RegexAnchor(Anchor Kind, bool Ascii) : RegexNode;

/// <summary>Looks ahead or behind without consuming; only where the dialect has it.</summary>
internal sealed record RegexLook(RegexNode Body, bool Behind, bool Negative) : RegexNode;

/// <summary>A group that is not entered again once left; only where the dialect has it.</summary>
internal sealed record RegexAtomic(RegexNode Body) : RegexNode;

/// <summary>A back-reference: the text that a group captured; only where the dialect has it.</summary>
internal sealed record RegexBackReference(int Index) : RegexNode;

/// <summary>A pattern is wrong. <see cref="Exception.Message"/> says what and where, counting code points from 1.</summary>
internal sealed class RegexSyntaxException(string message) : FormatException(message);
