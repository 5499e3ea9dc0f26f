using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>
/// Going on behind a syntax error, so that one look at a script shows all that is wrong with it. The first error is the one that a parser
/// without this reports. After it, parsing goes on only where brackets and blocks around the error are known to be complete: at the end of
/// the statement, clause or operation that has it, else at the next statement of the file if all behind it is complete. An error that may be
/// a consequence of an earlier one is not reported.
/// </content>
internal sealed partial class Parser
{
    private const int MaxErrors = 20;

    /// <summary>How often all tokens may be looked at in search of places to go on: recovery stays linear.</summary>
    private const int MaxScans = 64;

    private static readonly TokenSet s_definitions = TokenSet.Of(TokenKind.Use, TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic, TokenKind.Doc);

    /// <summary>
    /// Tokens that hold blocks together, or that one kind of block only may hold: unexpected after an error, they may be its consequence.
    /// </summary>
    private static readonly TokenSet s_structure = TokenSet.Of(
        TokenKind.EndOfInput, TokenKind.End, TokenKind.Case, TokenKind.Into, TokenKind.Of, TokenKind.With, TokenKind.Arrow, TokenKind.RightParen,
        TokenKind.RightBracket, TokenKind.RightBrace, TokenKind.InterpolationEnd, TokenKind.Let, TokenKind.Emit, TokenKind.Drop).With(s_definitions);

    private readonly List<ScriptError> _errors = [];
    private long _scans;

    /// <summary>Whether nothing before the current statement of the file can make it wrong.</summary>
    private bool _isClean = true;

    /// <summary>Runs a whole parser.</summary>
    /// <exception cref="ScriptException">With everything that it found.</exception>
    private T Complete<T>(Func<T> parse)
    {
        T? result = default;
        try
        {
            result = parse();
        }
        catch (ScriptException e)
        {
            Note(e.Error);
        }

        return _errors.Count == 0 ? result! : throw new ScriptException(_errors[0], _errors.GetRange(1, _errors.Count - 1));
    }

    /// <summary>One statement of a file and the <c>;</c> behind it.</summary>
    /// <returns>Whether another one may follow.</returns>
    private bool TopLevel(Action statement)
    {
        var start = _at;
        try
        {
            statement();
            if (!At(TokenKind.Semicolon) && !At(TokenKind.EndOfInput)) throw Unexpected();
        }
        catch (ScriptException e)
        {
            Note(e.Error);
            var next = e.Error.Kind == ErrorKind.UnrecognizedToken && _errors.Count < MaxErrors ? NextStatement(start) : -1;
            if (next < 0) return false;
            (_at, _nesting, _expected, _isClean) = (next, 0, default, true);
            return true;
        }

        _isClean = true;
        return Accept(TokenKind.Semicolon);
    }

    /// <summary>One item of a block and what must follow it. When it has an error, goes on at what follows, if that is certain.</summary>
    /// <param name="around">The block, where it matters to what its words mean.</param>
    private void Guarded(Action item, TokenSet stops, TokenKind around = TokenKind.EndOfInput)
    {
        var (start, nesting, stop) = (_at, _nesting, -1);
        try
        {
            item();
            if (!AtAny(stops)) throw Unexpected();
        }
        catch (ScriptException e) when (IsInside(e.Error) && (stop = Stop(start, stops, around)) >= 0)
        {
            Note(e.Error);
            (_at, _nesting, _expected, _isClean) = (stop, nesting, default, false);
        }
    }

    /// <summary>Whether an error leaves the block around it alone: a definition in it may be the next one of the file.</summary>
    private bool IsInside(ScriptError error) =>
        error.Kind == ErrorKind.UnrecognizedToken && _errors.Count < MaxErrors && !IsDoubtful()
        && Current.Kind is not (TokenKind.Const or TokenKind.Fn or TokenKind.Intrinsic or TokenKind.Use);

    private void Note(ScriptError error)
    {
        if (_errors.Count == 0 || (_errors.Count < MaxErrors && !IsDoubtful())) _errors.Add(error);
    }

    /// <summary>Whether the current token, which is unexpected, may be so because of an earlier error; or may have lost a block its end.</summary>
    private bool IsDoubtful() =>
        (_errors.Count > 0 && !_isClean && (s_structure.Contains(Current.Kind) || (_at > 0 && _tokens[_at - 1].Kind == TokenKind.End)))
        || (_errors.Count > 0 && Current.Kind == TokenKind.EndOfInput);

    /// <summary>Whether the current token is probably a keyword of a block, misspelt.</summary>
    private bool IsMisspelt() =>
        Current is { Kind: TokenKind.Identifier, Text: { Length: > 1 } text }
        && NearestName.Find(text, ["end", "case", "of", "with", "into", "match", "for", "patch", "merge", "fn"]) is not null;

    /// <summary>The first token behind an error that may follow the item that has it, outside of all brackets and blocks in it.</summary>
    /// <param name="start">Where the item begins.</param>
    private int Stop(int start, TokenSet stops, TokenKind around = TokenKind.EndOfInput)
    {
        if (IsMisspelt()) return -1;
        var blocks = new Stack<TokenKind>();
        for (var i = start; i < _tokens.Length; i++)
        {
            if (++_scans > (long)MaxScans * _tokens.Length) return -1;
            var kind = _tokens[i].Kind;
            if (blocks.Count == 0)
            {
                if (i == _at && stops.Contains(kind)) return EndsItem(i, isEmpty: i == start) ? i : -1;
                if (i > _at && stops.Contains(kind)) return i;
                if (kind is TokenKind.Of or TokenKind.With or TokenKind.Case or TokenKind.Into or TokenKind.End or TokenKind.EndOfInput) return -1;
            }

            if (!Track(blocks, i, around)) return -1;
        }

        return -1;
    }

    /// <summary>Whether an unexpected token that could end an item is meant to: as lines are usually broken, or a <c>;</c> before it is the mistake.</summary>
    private bool EndsItem(int at, bool isEmpty)
    {
        var before = at > 0 ? _tokens[at - 1] : default;
        if (_tokens[at].Kind is TokenKind.Semicolon or TokenKind.Comma)
            return (!isEmpty || before.Kind == TokenKind.Semicolon) && HasLineEnd(_tokens[at].End, at + 1 < _tokens.Length ? _tokens[at + 1].Start : _source.Text.Length);
        return before.Kind == TokenKind.Semicolon || (!isEmpty && before.Kind != TokenKind.Arrow && HasLineEnd(before.End, _tokens[at].Start));

        bool HasLineEnd(int from, int to) => _source.Text.AsSpan(from, Math.Max(0, to - from)).Contains('\n');
    }

    /// <summary>Where the next statement of the file begins, behind an error in the one from <paramref name="start"/>.</summary>
    private int NextStatement(int start)
    {
        var stop = Stop(start, TokenSet.Of(TokenKind.Semicolon));
        if (stop >= 0) return IsComplete(stop + 1) ? stop + 1 : -1;

        // Something is missing or too much. A definition can stand nowhere else.
        for (var i = _at; i < _tokens.Length; i++)
        {
            var isFirst = i > start && (_tokens[i - 1].Kind == TokenKind.Semicolon || (i == _at && _tokens[i].Kind != TokenKind.Use));
            if (isFirst && s_definitions.Contains(_tokens[i].Kind)) return IsComplete(i) ? i : -1;
        }

        return -1;
    }

    /// <summary>Whether all brackets and blocks from a token on are closed in order.</summary>
    private bool IsComplete(int from)
    {
        var blocks = new Stack<TokenKind>();
        for (var i = from; i < _tokens.Length; i++)
        {
            if (++_scans > (long)MaxScans * _tokens.Length || !Track(blocks, i, TokenKind.EndOfInput)) return false;
        }

        return blocks.Count == 0;
    }

    /// <summary>The index of what opened the innermost bracket or block around the current token; -1 for none.</summary>
    private int InnermostOpen()
    {
        var blocks = new Stack<TokenKind>();
        var openers = new Stack<int>();
        for (var i = 0; i < _at; i++)
        {
            _scans++;
            Track(blocks, i, TokenKind.EndOfInput);
            if (blocks.Count > openers.Count) openers.Push(i);
            else if (blocks.Count < openers.Count) openers.Pop();
        }

        return openers.TryPeek(out var innermost) ? innermost : -1;
    }

    /// <summary>Opens or closes what a token opens or closes.</summary>
    /// <returns>False when it closes what is not open.</returns>
    /// <param name="around">The block that all this is in.</param>
    private bool Track(Stack<TokenKind> blocks, int at, TokenKind around)
    {
        var block = blocks.TryPeek(out var innermost) ? innermost : around;
        var before = at > 0 ? _tokens[at - 1].Kind : TokenKind.EndOfInput;
        var kind = _tokens[at].Kind;
        switch (kind)
        {
            case TokenKind.LeftParen or TokenKind.TuplePattern:
                blocks.Push(TokenKind.RightParen);
                return true;
            case TokenKind.LeftBracket or TokenKind.ArrayPattern:
                blocks.Push(TokenKind.RightBracket);
                return true;
            case TokenKind.LeftBrace or TokenKind.RecordPattern:
                blocks.Push(TokenKind.RightBrace);
                return true;
            case TokenKind.InterpolationStart:
                blocks.Push(TokenKind.InterpolationEnd);
                return true;
            case TokenKind.Match or TokenKind.For:
            case TokenKind.Fn when before != TokenKind.Intrinsic:
                blocks.Push(TokenKind.End);
                return true;
            case TokenKind.Patch:
                blocks.Push(TokenKind.Patch);
                return true;
            case TokenKind.Merge when block != TokenKind.Patch || before is not (TokenKind.Of or TokenKind.Semicolon):
                blocks.Push(TokenKind.End);
                return true;
            case TokenKind.Insert or TokenKind.Upsert or TokenKind.Update or TokenKind.Erase or TokenKind.Move or TokenKind.Copy or TokenKind.Default:
                return block == TokenKind.Patch;
            case TokenKind.End:
                return blocks.TryPop(out var opened) && opened is TokenKind.End or TokenKind.Patch;
            case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace or TokenKind.InterpolationEnd:
                return blocks.TryPop(out var open) && open == kind;
            default:
                return true;
        }
    }
}
