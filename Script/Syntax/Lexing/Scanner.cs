using System.Buffers;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>A text under the eye of its lexer: how far it is read, and what has come of it, tokens and errors.</summary>
internal sealed class Scanner(SourceText source)
{
    private const int MaxErrors = 20;

    private readonly List<Token> _tokens = new((source.Text.Length / 4) + 4);
    private readonly List<LexicalException> _errors = [];

    public string Text => source.Text;

    /// <summary>The index of the character that is read next.</summary>
    public int At { get; set; }

    public bool IsAtEnd => At >= source.Text.Length;

    public char Current => source.Text[At];

    /// <summary>The text that is not read yet.</summary>
    public ReadOnlySpan<char> Rest => source.Text.AsSpan(At);

    /// <summary>Whether a name or keyword begins here.</summary>
    public bool IsAtName => Rune.DecodeFromUtf16(Rest, out var rune, out _) == OperationStatus.Done && CharacterClasses.IsNameStart(rune);

    public Token LastToken => _tokens[^1];

    /// <summary>A character further on; NUL behind the end.</summary>
    public char Peek(int ahead) => At + ahead < source.Text.Length ? source.Text[At + ahead] : '\0';

    /// <summary>The text read since an index.</summary>
    public ReadOnlySpan<char> Since(int start) => source.Text.AsSpan(start, At - start);

    /// <summary>Where the line ends that an index is in.</summary>
    public int EndOfLine(int from)
    {
        var end = source.Text.IndexOf('\n', from);
        return end < 0 ? source.Text.Length : end;
    }

    public void Skip(Func<char, bool> matches)
    {
        while (!IsAtEnd && matches(Current)) At++;
    }

    /// <summary>Adds a token of the next characters, which are read with it.</summary>
    public void Take(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, At, At + length));
        At += length;
    }

    public void Add(Token token) => _tokens.Add(token);

    /// <summary>Notes an error behind which the text can be read on, from <see cref="At"/>.</summary>
    public void Report(LexicalException error)
    {
        if (_errors.Count == MaxErrors - 1) throw error;
        _errors.Add(error);
    }

    /// <summary>Runs a lexer on the whole text.</summary>
    /// <returns>The tokens, the end of input behind them.</returns>
    /// <exception cref="ScriptException">With the lexical errors.</exception>
    public Token[] Complete(Action lex)
    {
        try
        {
            lex();
            _tokens.Add(new Token(TokenKind.EndOfInput, source.Text.Length, source.Text.Length));
        }
        catch (LexicalException e)
        {
            // What does not end on the line of an earlier error may not end because of it: a quote was taken for an escape.
            if (_errors.Count == 0 || source.Text.AsSpan(_errors[^1].Span.End..Math.Max(_errors[^1].Span.End, e.Span.Start)).Contains('\n')) _errors.Add(e);
        }

        if (_errors.Count == 0) return [.. _tokens];
        var all = _errors.ConvertAll(e => new ScriptError(e.Kind, new Site(source, e.Span), e.Message, e.Hint, 2));
        throw new ScriptException(all[0], all.GetRange(1, all.Count - 1));
    }
}
