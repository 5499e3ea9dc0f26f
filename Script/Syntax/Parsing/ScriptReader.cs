using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>From text to tree: lexer and parser, put together. A text of another language that has expressions in it composes the same parts.</summary>
internal static class ScriptReader
{
    /// <summary>A script (spec: language 2.2).</summary>
    /// <param name="acceptsModuleDoc">Whether <c>###</c> may stand in front: in a file, not in a script inside a definition.</param>
    /// <exception cref="ScriptException">With the lexical errors, else the syntax errors; never with an error that only follows from another.</exception>
    public static ScriptFile Script(SourceText source, bool acceptsModuleDoc = true) =>
        new Composition(source, Lexer.Tokenize(source)).Script(acceptsModuleDoc);

    /// <summary>One expression that changes nothing: a clause of a <c>select</c>.</summary>
    /// <inheritdoc cref="Script"/>
    public static Expression Clause(SourceText source)
    {
        var parts = new Composition(source, Lexer.Tokenize(source));
        return parts.Whole(parts.Expressions.Immutable);
    }

    /// <summary>One expression without <c>match</c> and <c>for</c>, but in parentheses: what can be constant.</summary>
    /// <inheritdoc cref="Script"/>
    public static Expression Simple(SourceText source)
    {
        var parts = new Composition(source, Lexer.Tokenize(source));
        return parts.Whole(parts.Expressions.Simple);
    }

    /// <summary>The inside of a string literal.</summary>
    /// <inheritdoc cref="Script"/>
    public static StringExpression Template(SourceText source)
    {
        var parts = new Composition(source, Lexer.TokenizeTemplate(source));
        return parts.Whole(parts.Expressions.Strings.String);
    }

    /// <summary>How often parsing a script looks at a token, recovery included; valid or not.</summary>
    public static long CountLooks(SourceText source)
    {
        var parts = new Composition(source, Lexer.Tokenize(source));
        try
        {
            parts.Script(acceptsModuleDoc: true);
        }
        catch (ScriptException)
        {
            // The work counts, not what comes of it.
        }

        return parts.Tokens.Looks + parts.Tokens.Blocks.Scans;
    }

    /// <summary>The parts of a parser over one text.</summary>
    private readonly struct Composition
    {
        public Composition(SourceText source, Token[] tokens)
        {
            Tokens = new TokenStream(source, tokens, ScriptBlocks.Table);
            Recovery = new Recovery(Tokens);
            Expressions = new ExpressionParser(Tokens, Recovery);
        }

        public TokenStream Tokens { get; }

        public Recovery Recovery { get; }

        public ExpressionParser Expressions { get; }

        public ScriptFile Script(bool acceptsModuleDoc)
        {
            var script = new ScriptParser(Tokens, Recovery, Expressions);
            return Recovery.Complete(() => script.File(acceptsModuleDoc));
        }

        /// <summary>Something that is the whole text.</summary>
        public T Whole<T>(Func<T> parse)
        {
            var tokens = Tokens;
            return Recovery.Complete(() =>
            {
                var whole = parse();
                tokens.Expect(TokenKind.EndOfInput);
                return whole;
            });
        }
    }
}
