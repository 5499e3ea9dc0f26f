using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// Where to go on behind an error: only where the brackets and blocks around it are known to be complete. That is at the end of the statement,
/// clause or operation that has it, else at the next definition of the file if all behind it is complete.
/// </summary>
internal sealed class Resumption(TokenStream tokens)
{
    private static readonly TokenSet s_statementEnd = TokenSet.Of(TokenKind.Semicolon);

    private readonly BlockScanner _blocks = tokens.Blocks;

    /// <summary>The first token behind an error that may follow the item that has it, outside of all brackets and blocks in it; -1 for none.</summary>
    /// <param name="start">Where the item begins.</param>
    /// <param name="stops">What may follow an item.</param>
    /// <param name="around">The block, where it matters to what its words mean.</param>
    public int AfterItem(int start, TokenSet stops, TokenKind around = TokenKind.EndOfInput)
    {
        if (IsMisspelt()) return -1;
        var open = new Stack<TokenKind>();
        for (var i = start; i < tokens.All.Count; i++)
        {
            if (!_blocks.TryLook()) return -1;
            var kind = tokens.All[i].Kind;
            if (open.Count == 0)
            {
                if (i == tokens.Position && stops.Contains(kind)) return EndsItem(i, isEmpty: i == start) ? i : -1;
                if (i > tokens.Position && stops.Contains(kind)) return i;
                if (_blocks.Table.Dividers.Contains(kind)) return -1;
            }

            if (!_blocks.Track(open, i, around)) return -1;
        }

        return -1;
    }

    /// <summary>Where the next statement of the file begins, behind an error in the one from <paramref name="start"/>; -1 for none.</summary>
    public int NextStatement(int start)
    {
        var stop = AfterItem(start, s_statementEnd);
        if (stop >= 0) return _blocks.IsComplete(stop + 1) ? stop + 1 : -1;

        // Something is missing or too much. A definition can stand nowhere else.
        var (definitions, ambiguous) = (_blocks.Table.Definitions.With(TokenKind.Doc), _blocks.Table.Ambiguous);
        for (var i = tokens.Position; i < tokens.All.Count; i++)
        {
            var isFirst = i > start && (tokens.All[i - 1].Kind == TokenKind.Semicolon || (i == tokens.Position && !ambiguous.Contains(tokens.All[i].Kind)));
            if (isFirst && definitions.Contains(tokens.All[i].Kind)) return _blocks.IsComplete(i) ? i : -1;
        }

        return -1;
    }

    /// <summary>Whether the current token is probably a keyword of a block, misspelt.</summary>
    private bool IsMisspelt() =>
        tokens.Current is { Kind: TokenKind.Identifier, Text: { Length: > 1 } text } && NearestName.Find(text, _blocks.Table.Keywords) is not null;

    /// <summary>Whether an unexpected token that could end an item is meant to: as lines are usually broken, or a <c>;</c> before it is the mistake.</summary>
    private bool EndsItem(int at, bool isEmpty)
    {
        var before = at > 0 ? tokens.All[at - 1] : default;
        var token = tokens.All[at];
        if (token.Kind is TokenKind.Semicolon or TokenKind.Comma)
            return (!isEmpty || before.Kind == TokenKind.Semicolon)
                && HasLineEnd(token.End, at + 1 < tokens.All.Count ? tokens.All[at + 1].Start : tokens.Source.Text.Length);
        return before.Kind == TokenKind.Semicolon || (!isEmpty && before.Kind != TokenKind.Arrow && HasLineEnd(before.End, token.Start));
    }

    private bool HasLineEnd(int from, int to) => tokens.Source.Text.AsSpan(from, Math.Max(0, to - from)).Contains('\n');
}
