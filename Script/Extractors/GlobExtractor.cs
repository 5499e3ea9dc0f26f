using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>Matches the whole string against a pattern with wildcards (spec: language 9.1). Extracts <c>true</c>.</summary>
/// <remarks>
/// <para>
/// <c>?</c> stands for one character, <c>*</c> for any number of any characters, <c>[a-z]</c> for one of a set and <c>[!a-z]</c> for one
/// that is not in it. <c>**</c> stands for any number of path components, between slashes or at an end.
/// </para>
/// <para>
/// In a pattern whose only wildcard is one <c>*</c> at its start or its end, brackets stand for themselves: such a pattern is a test for a
/// suffix or prefix.
/// </para>
/// </remarks>
[ExtractorExample("/cart/*", "/cart/items/7", "true")]
[ExtractorExample("img_?[0-9].*", "img_42.png", "true")]
[ExtractorExample("*.png", "photo.jpg", null)]
[Extractor("glob")]
internal sealed class GlobExtractor : IExtractor
{
    private const int MaxOnStack = 512;

    private readonly byte[]? _prefix;
    private readonly byte[]? _suffix;
    private readonly Token[] _tokens = [];
    private readonly bool _hasComponents;

    public GlobExtractor(string argument)
    {
        var wild = argument.Count(static c => c is '*' or '?');
        if (wild == 1 && argument.EndsWith('*'))
        {
            _prefix = Encoding.UTF8.GetBytes(argument[..^1]);
        }
        else if (wild == 1 && argument.StartsWith('*'))
        {
            _suffix = Encoding.UTF8.GetBytes(argument[1..]);
        }
        else
        {
            _tokens = Parse(argument);
            _hasComponents = _tokens.Any(static t => t.Kind == TokenKind.AnyComponents);
        }
    }

    private enum TokenKind
    {
        Byte,
        AnyOne,
        OneOf,
        NoneOf,
        Any,

        /// <summary><c>**</c>: empty, or up to and with a slash, or to the end.</summary>
        AnyComponents,
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context)
    {
        if (_prefix is not null) return utf8.StartsWith(_prefix);
        if (_suffix is not null) return utf8.EndsWith(_suffix);
        return _hasComponents ? MatchStates(utf8) : MatchGreedily(utf8);
    }

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = Value.True;
        return Match(utf8, context);
    }

    /// <summary>Without <c>**</c> only the last star needs to be taken back.</summary>
    private bool MatchGreedily(ReadOnlySpan<byte> text)
    {
        var (token, at) = (0, 0);
        var (starToken, starAt) = (-1, 0);
        while (true)
        {
            if (token < _tokens.Length && _tokens[token].Kind == TokenKind.Any)
            {
                starToken = ++token;
                starAt = at;
                continue;
            }

            if (token == _tokens.Length && at == text.Length) return true;
            if (token < _tokens.Length && _tokens[token].Takes(text[at..]) is > 0 and var taken)
            {
                token++;
                at += taken;
                continue;
            }

            if (starToken < 0 || starAt >= text.Length) return false;
            token = starToken;
            at = ++starAt;
        }
    }

    /// <summary>With <c>**</c> all ways are followed at once: which tokens are due at each position, and which <c>**</c> have been entered.</summary>
    private bool MatchStates(ReadOnlySpan<byte> text)
    {
        // A character has up to four bytes, so that what becomes due lies at most four positions ahead: a ring of five rows.
        const int Rows = 5;
        var width = _tokens.Length + 1;
        var rows = Rows * width <= MaxOnStack ? stackalloc bool[MaxOnStack] : new bool[Rows * width];
        var due = rows[..(Rows * width)];
        var entered = width <= MaxOnStack ? stackalloc bool[MaxOnStack] : new bool[width];
        due[0] = true;
        for (var at = 0; ; at++)
        {
            var row = due.Slice(at % Rows * width, width);
            var next = due.Slice((at + 1) % Rows * width, width);
            for (var token = 0; token < _tokens.Length; token++)
            {
                if (entered[token] && at < text.Length && text[at] == '/') next[token + 1] = true;
                if (!row[token]) continue;
                switch (_tokens[token].Kind)
                {
                    case TokenKind.Any:
                        row[token + 1] = true;
                        next[token] = true;
                        break;
                    case TokenKind.AnyComponents:
                        row[token + 1] = true;
                        entered[token] = true;
                        if (at < text.Length && text[at] == '/') next[token + 1] = true;
                        break;
                    default:
                        if (_tokens[token].Takes(text[at..]) is > 0 and var taken) due[((at + taken) % Rows * width) + token + 1] = true;
                        break;
                }
            }

            if (at == text.Length) return row[^1] || (_tokens[^1].Kind == TokenKind.AnyComponents && entered[width - 2]);
            row.Clear();
        }
    }

    private static Token[] Parse(string pattern)
    {
        var tokens = new List<Token>();
        int[] points = [.. pattern.EnumerateRunes().Select(static r => r.Value)];
        for (var at = 0; at < points.Length;)
        {
            switch (points[at])
            {
                case '?':
                    tokens.Add(new Token(TokenKind.AnyOne));
                    at++;
                    break;
                case '*':
                    at = Stars(points, at, tokens);
                    break;
                case '[':
                    at = Class(points, at, tokens);
                    break;
                default:
                    foreach (var unit in Encoding.UTF8.GetBytes(new Rune(points[at++]).ToString())) tokens.Add(new Token(TokenKind.Byte, unit));
                    break;
            }
        }

        return [.. tokens];
    }

    private static int Stars(int[] points, int at, List<Token> tokens)
    {
        var start = at;
        while (at < points.Length && points[at] == '*') at++;
        switch (at - start)
        {
            case 1:
                tokens.Add(new Token(TokenKind.Any));
                return at;
            case 2 when (start == 0 || points[start - 1] == '/') && (at == points.Length || points[at] == '/'):
                if (tokens is not [.., { Kind: TokenKind.AnyComponents }]) tokens.Add(new Token(TokenKind.AnyComponents));
                return Math.Min(points.Length, at + 1);
            case 2:
                throw new InvalidExtractorException($"`**` at character {start + 1} is no path component of its own");
            default:
                throw new InvalidExtractorException($"more than two `*` in a row at character {start + 1}");
        }
    }

    private static int Class(int[] points, int at, List<Token> tokens)
    {
        var negative = at + 1 < points.Length && points[at + 1] == '!';
        var from = at + (negative ? 2 : 1);
        var close = from + 1 < points.Length ? Array.IndexOf(points, ']', from + 1) : -1;
        if (close < 0) throw new InvalidExtractorException($"the `[` at character {at + 1} is not closed");
        var ranges = new List<(int, int)>();
        for (var i = from; i < close; i++)
        {
            if (i + 2 < close && points[i + 1] == '-')
            {
                ranges.Add((points[i], points[i + 2]));
                i += 2;
            }
            else
            {
                ranges.Add((points[i], points[i]));
            }
        }

        tokens.Add(new Token(negative ? TokenKind.NoneOf : TokenKind.OneOf, 0, [.. ranges]));
        return close + 1;
    }

    private readonly record struct Token(TokenKind Kind, byte Unit = 0, (int Low, int High)[]? Ranges = null)
    {
        /// <summary>How many bytes it takes at the start of a text; 0 when it does not match there, or there is no start of a character.</summary>
        public int Takes(ReadOnlySpan<byte> text)
        {
            if (text.IsEmpty) return 0;
            if (Kind == TokenKind.Byte) return text[0] == Unit ? 1 : 0;
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != System.Buffers.OperationStatus.Done) return 0;
            if (Kind == TokenKind.AnyOne) return length;
            var member = false;
            foreach (var (low, high) in Ranges!) member |= rune.Value >= low && rune.Value <= high;
            return member == (Kind == TokenKind.OneOf) ? length : 0;
        }
    }
}
