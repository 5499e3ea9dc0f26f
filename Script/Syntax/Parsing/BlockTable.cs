using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// The facts about a language that the search for the end of a mistake needs: which tokens open and close, which divide a block or begin a statement.
/// A language has one. Only hints and recovery look into it: it says nothing about a text without mistakes.
/// </summary>
internal sealed class BlockTable
{
    private const int Kinds = (int)TokenKind.Xor + 1;

    private static readonly TokenSet s_closers =
        TokenSet.Of(TokenKind.RightParen, TokenKind.RightBracket, TokenKind.RightBrace, TokenKind.InterpolationEnd, TokenKind.End);

    private readonly Func<TokenKind, TokenKind, bool>?[] _conditions = new Func<TokenKind, TokenKind, bool>?[Kinds];
    private readonly TokenKind[] _closers = new TokenKind[Kinds];
    private readonly TokenKind[] _owners = new TokenKind[Kinds];

    /// <param name="blocks">What opens a block that ends in <c>end</c>. Brackets open in every language.</param>
    public BlockTable(IEnumerable<BlockOpener> blocks, IEnumerable<BlockMember> members)
    {
        _closers[(int)TokenKind.LeftParen] = _closers[(int)TokenKind.TuplePattern] = TokenKind.RightParen;
        _closers[(int)TokenKind.LeftBracket] = _closers[(int)TokenKind.ArrayPattern] = TokenKind.RightBracket;
        _closers[(int)TokenKind.LeftBrace] = _closers[(int)TokenKind.RecordPattern] = TokenKind.RightBrace;
        _closers[(int)TokenKind.InterpolationStart] = TokenKind.InterpolationEnd;
        foreach (var block in blocks) (_closers[(int)block.Token], _conditions[(int)block.Token]) = (TokenKind.End, block.When);
        foreach (var member in members) _owners[(int)member.Token] = member.Block;
    }

    /// <summary>Tokens that begin a definition: a statement of a file, where nothing else can.</summary>
    public required TokenSet Definitions { get; init; }

    /// <summary>Those of the definitions that have a place elsewhere as well.</summary>
    public required TokenSet Ambiguous { get; init; }

    /// <summary>Tokens that divide a block, or end it: what is outside of all blocks of an item and one of these is not part of the item.</summary>
    public required TokenSet Dividers { get; init; }

    /// <summary>Tokens that only one kind of block, or only a whole one, may hold: unexpected behind an error, they may be its consequence.</summary>
    public required TokenSet Dependent { get; init; }

    /// <summary>Keywords that hold blocks together. Where one of them is misspelt, nothing is known about the blocks around.</summary>
    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>Whether a token opens something here.</summary>
    /// <param name="before">The token before it.</param>
    /// <param name="block">What opened the innermost bracket or block around it; the end of input for none.</param>
    public bool Opens(TokenKind token, TokenKind before, TokenKind block) =>
        CloserOf(token) != TokenKind.EndOfInput && _conditions[(int)token]?.Invoke(before, block) != false;

    /// <summary>The token that closes what another one opens; the end of input where it opens nothing.</summary>
    public TokenKind CloserOf(TokenKind opener) => _closers[(int)opener];

    public bool OpensBlock(TokenKind token) => CloserOf(token) == TokenKind.End;

    public static bool IsCloser(TokenKind token) => s_closers.Contains(token);

    /// <summary>Whether a token may stand in a block.</summary>
    public bool Fits(TokenKind token, TokenKind block) => _owners[(int)token] is var owner && (owner == TokenKind.EndOfInput || owner == block);
}

/// <summary>A token that opens a block.</summary>
/// <param name="When">For a token with other uses: whether it opens one behind a token and in a block; null for always.</param>
internal sealed record BlockOpener(TokenKind Token, Func<TokenKind, TokenKind, bool>? When = null);

/// <summary>A token that stands in blocks of one kind only.</summary>
/// <param name="Block">What opens those.</param>
internal sealed record BlockMember(TokenKind Token, TokenKind Block);
