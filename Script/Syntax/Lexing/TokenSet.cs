using System.Numerics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>A set of token kinds.</summary>
internal readonly struct TokenSet(ulong low, ulong high)
{
    private readonly ulong _low = low;
    private readonly ulong _high = high;

    public static TokenSet Of(params ReadOnlySpan<TokenKind> kinds)
    {
        var set = default(TokenSet);
        foreach (var kind in kinds) set = set.With(kind);
        return set;
    }

    public TokenSet With(TokenKind kind) =>
        (int)kind < 64 ? new TokenSet(_low | (1UL << (int)kind), _high) : new TokenSet(_low, _high | (1UL << ((int)kind - 64)));

    public TokenSet With(TokenSet other) => new(_low | other._low, _high | other._high);

    public bool Contains(TokenKind kind) => (((int)kind < 64 ? _low >> (int)kind : _high >> ((int)kind - 64)) & 1) != 0;

    /// <summary>Whether all kinds of another set are in this one.</summary>
    public bool Contains(TokenSet other) => (other._low & ~_low) == 0 && (other._high & ~_high) == 0;

    public bool Intersects(TokenSet other) => (_low & other._low) != 0 || (_high & other._high) != 0;

    public TokenSet Without(TokenSet other) => new(_low & ~other._low, _high & ~other._high);

    public IEnumerable<TokenKind> Kinds()
    {
        for (var bits = _low; bits != 0; bits &= bits - 1) yield return (TokenKind)BitOperations.TrailingZeroCount(bits);
        for (var bits = _high; bits != 0; bits &= bits - 1) yield return (TokenKind)(64 + BitOperations.TrailingZeroCount(bits));
    }
}
