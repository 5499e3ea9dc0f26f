using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Walks along the tokens of a text with an eye for what opens and closes, where a mistake has made that the question.</summary>
internal sealed class BlockScanner(Token[] tokens, BlockTable table)
{
    /// <summary>How often all tokens may be looked at in search of places to go on: recovery stays linear.</summary>
    private const int MaxScans = 64;

    public BlockTable Table => table;

    /// <summary>How many tokens were looked at.</summary>
    public long Scans { get; private set; }

    /// <summary>Counts a look at a token; false when there were too many.</summary>
    public bool TryLook() => ++Scans <= (long)MaxScans * tokens.Length;

    /// <summary>Opens or closes what a token opens or closes.</summary>
    /// <param name="open">What is open, the innermost last: the tokens that opened it.</param>
    /// <param name="around">The block that all this is in.</param>
    /// <returns>False when it closes what is not open, or cannot stand there.</returns>
    public bool Track(Stack<TokenKind> open, int at, TokenKind around)
    {
        var block = open.TryPeek(out var innermost) ? innermost : around;
        var kind = tokens[at].Kind;
        if (table.Opens(kind, at > 0 ? tokens[at - 1].Kind : TokenKind.EndOfInput, block))
        {
            open.Push(kind);
            return true;
        }

        return BlockTable.IsCloser(kind) ? open.TryPop(out var opener) && table.CloserOf(opener) == kind : table.Fits(kind, block);
    }

    /// <summary>Whether all brackets and blocks from a token on are closed in order.</summary>
    public bool IsComplete(int from)
    {
        var open = new Stack<TokenKind>();
        for (var i = from; i < tokens.Length; i++)
            if (!TryLook() || !Track(open, i, TokenKind.EndOfInput)) return false;
        return open.Count == 0;
    }

    /// <summary>The index of what opened the innermost bracket or block around a token; -1 for none.</summary>
    public int InnermostOpen(int at)
    {
        var open = new Stack<TokenKind>();
        var openers = new Stack<int>();
        for (var i = 0; i < at; i++)
        {
            TryLook();
            Track(open, i, TokenKind.EndOfInput);
            if (open.Count > openers.Count) openers.Push(i);
            else if (open.Count < openers.Count) openers.Pop();
        }

        return openers.TryPeek(out var innermost) ? innermost : -1;
    }
}
