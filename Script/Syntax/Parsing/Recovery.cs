using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// Going on behind a syntax error, so that one look at a text shows all that is wrong with it. The first error is the one that a parser
/// without this reports. After it, parsing goes on only where <see cref="Resumption"/> finds a place that is certain. An error that may be
/// a consequence of an earlier one is not reported.
/// </summary>
internal sealed class Recovery(TokenStream tokens)
{
    private const int MaxErrors = 20;

    private static readonly TokenSet s_statementEnd = TokenSet.Of(TokenKind.Semicolon, TokenKind.EndOfInput);

    private readonly BlockTable _table = tokens.Blocks.Table;
    private readonly Resumption _resumption = new(tokens);
    private readonly List<ScriptError> _errors = [];

    /// <summary>Whether nothing before the current statement of the file can make it wrong.</summary>
    private bool _isClean = true;

    /// <summary>Runs the parser of a whole text.</summary>
    /// <exception cref="ScriptException">With everything that was found.</exception>
    public T Complete<T>(Func<T> parse)
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
    public bool Statement(Action statement)
    {
        var start = tokens.Position;
        try
        {
            statement();
            tokens.ExpectAny(s_statementEnd);
        }
        catch (ScriptException e)
        {
            Note(e.Error);
            var next = e.Error.Kind == ErrorKind.UnrecognizedToken && _errors.Count < MaxErrors ? _resumption.NextStatement(start) : -1;
            if (next < 0) return false;
            tokens.GoOn(next, 0);
            _isClean = true;
            return true;
        }

        _isClean = true;
        return tokens.Accept(TokenKind.Semicolon);
    }

    /// <summary>One item of a block and what must follow it. When it has an error, goes on at what follows, if that is certain.</summary>
    /// <param name="stops">What may follow.</param>
    /// <param name="around">The block, where it matters to what its words mean.</param>
    public void Item(Action item, TokenSet stops, TokenKind around = TokenKind.EndOfInput)
    {
        var (start, nesting, stop) = (tokens.Position, tokens.Nesting, -1);
        try
        {
            item();
            tokens.ExpectAny(stops);
        }
        catch (ScriptException e) when (IsInside(e.Error) && (stop = _resumption.AfterItem(start, stops, around)) >= 0)
        {
            Note(e.Error);
            tokens.GoOn(stop, nesting);
            _isClean = false;
        }
    }

    /// <summary>Items of a block with <c>;</c> between them; one more may stand behind the last.</summary>
    /// <param name="ends">What ends the block, and stays.</param>
    public void Sequence(Action item, TokenSet ends)
    {
        var stops = ends.With(TokenKind.Semicolon);
        do Item(item, stops);
        while (tokens.Accept(TokenKind.Semicolon) && !tokens.AtAny(ends));
    }

    /// <summary>Whether an error leaves the block around it alone: a definition in it may be the next one of the file.</summary>
    private bool IsInside(ScriptError error) =>
        error.Kind == ErrorKind.UnrecognizedToken && _errors.Count < MaxErrors && !IsDoubtful() && !_table.Definitions.Contains(tokens.Current.Kind);

    private void Note(ScriptError error)
    {
        if (_errors.Count == 0 || (_errors.Count < MaxErrors && !IsDoubtful())) _errors.Add(error);
    }

    /// <summary>Whether the current token, which is unexpected, may be so because of an earlier error; or may have lost a block its end.</summary>
    private bool IsDoubtful()
    {
        if (_errors.Count == 0) return false;
        var kind = tokens.Current.Kind;
        return kind == TokenKind.EndOfInput || (!_isClean && (IsStructure(kind) || tokens.Last.Kind == TokenKind.End));
    }

    /// <summary>Whether a token holds blocks together, or statements.</summary>
    private bool IsStructure(TokenKind kind) =>
        BlockTable.IsCloser(kind) || kind == TokenKind.Doc || _table.Dividers.Contains(kind) || _table.Dependent.Contains(kind)
            || _table.Definitions.Contains(kind);
}
