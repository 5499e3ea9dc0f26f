using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Printing;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>
/// The parts of the parser, and those of the printer, in another language, a small one: <c>select Any from ident [where Any] into ident</c> and
/// <c>define script ident script TopLevel end</c>, with <c>;</c> between.
/// </summary>
public class ComposedParserTests
{
    [Fact]
    public void Expressions_and_scripts_end_where_the_language_around_them_goes_on() => Assert.Equal(
        """
        define script count
        script
          ## How much
          ## one is
          fn one() with
            1
          end;
          let state = state + one();
          emit state
        end;
        define script last
        script
          drop
        end;
        select {"n": event.n + 1, "g": group} from in where event.n > 1 into count;
        select match event of
          case 1 => 2
          case _ => 3
        end from count into out
        """,
        Parse("""
            define script count script
              ## How much
              ## one is
              fn one() with 1 end;
              let state = state + one();
              emit state;
            end;
            define script last script drop end;
            select {"n": event.n + 1, "g": (group)} from in where event.n > 1 into count;
            select match event of case 1 => 2 case _ => 3 end from count into out;
            """));

    [Fact]
    public void What_was_expected_comes_from_both_languages()
    {
        var error = Assert.Single(ErrorsOf("select event form in into out"));
        Assert.Equal("Found the token `form` but expected one of `.`, `[`, `from`, `<operator>`", error.Message);
        Assert.Equal("Did you mean `from`?", error.Hint);
    }

    [Fact]
    public void Every_mistake_is_reported() => Assert.Equal(
        ["UnrecognizedToken 2:9-2:10", "UnrecognizedToken 3:9-3:10", "UnrecognizedToken 6:10-6:11", "UnrecognizedToken 7:28-7:32"],
        ErrorsOf("""
            define script a script
              let x 2;
              emit (;
              3
            end;
            select 1 2 from in into out;
            select event from in where into out;
            select event from in into out
            """).Select(ScriptRun.Describe));

    [Fact]
    public void The_table_of_the_language_says_which_word_has_no_end() => Assert.Equal(
        "The `script` in line 1 has no `end`", Assert.Single(ErrorsOf("define script a script emit event;\n")).Hint);

    /// <summary>The words of a definition are not those of a script: for the table of scripts <c>script</c> opens nothing.</summary>
    [Fact]
    public void Behind_a_lost_block_it_goes_on_at_a_statement() => Assert.Equal(
        ["UnrecognizedToken 2:12-2:15", "UnrecognizedToken 4:10-4:11"],
        ErrorsOf("define script a script\n  let x (2 end;\nselect event from in into out;\nselect 1 2 from in into out").Select(ScriptRun.Describe));

    private static string Parse(string text) => new SmallQueryParser(new SourceText("test", text)).Query();

    private static List<Diagnostic> ErrorsOf(string text) => [.. Assert.Throws<ScriptException>(() => Parse(text)).ToDiagnostics()];

    /// <summary>Prints what it parses.</summary>
    private sealed class SmallQueryParser
    {
        private static readonly BlockTable s_table = new(
            [.. ScriptBlocks.Openers, new BlockOpener(TokenKind.Script, static (before, _) => before == TokenKind.Define)], ScriptBlocks.Members)
        {
            Definitions = TokenSet.Of(TokenKind.Define, TokenKind.Select),
            Ambiguous = default,
            Dividers = TokenSet.Of(
                TokenKind.Of, TokenKind.With, TokenKind.Case, TokenKind.Into, TokenKind.From, TokenKind.Where, TokenKind.End,
                TokenKind.EndOfInput),
            Dependent = TokenSet.Of(TokenKind.Arrow, TokenKind.Let, TokenKind.Emit, TokenKind.Drop, TokenKind.Script),
            Keywords = ["end", "case", "of", "into", "from", "where", "match", "for", "patch", "merge", "fn", "script"],
        };

        private static readonly TokenSet s_end = TokenSet.Of(TokenKind.End);

        private readonly TokenStream _tokens;
        private readonly Recovery _recovery;
        private readonly ExpressionParser _expressions;
        private readonly ScriptParser _scripts;
        private readonly PrintedText _text = new();
        private readonly ExpressionPrinter _expressionPrinter;

        public SmallQueryParser(SourceText source)
        {
            _tokens = new TokenStream(source, Lexer.Tokenize(source), s_table);
            _recovery = new Recovery(_tokens);
            _expressions = new ExpressionParser(_tokens, _recovery);
            _scripts = new ScriptParser(_tokens, _recovery, _expressions);
            _expressionPrinter = new ExpressionPrinter(_text);
        }

        public string Query() => _recovery.Complete(() =>
        {
            while (_recovery.Statement(Statement) && !_tokens.At(TokenKind.EndOfInput))
            {
                _text.Add(";");
                _text.NewLine();
            }

            return _text.ToString();
        });

        private void Statement()
        {
            if (_tokens.At(TokenKind.Define))
            {
                Script();
                return;
            }

            _tokens.Expect(TokenKind.Select);
            _expressionPrinter.Print("select ", _expressions.Immutable(), ExpressionPlace.Immutable);
            _tokens.Expect(TokenKind.From);
            _text.Add($" from {Name()}");
            if (_tokens.Accept(TokenKind.Where)) _expressionPrinter.Print(" where ", _expressions.Immutable(), ExpressionPlace.Immutable);
            _tokens.Expect(TokenKind.Into);
            _text.Add($" into {Name()}");
        }

        private void Script()
        {
            _tokens.Take();
            _tokens.Expect(TokenKind.Script);
            _text.Add($"define script {Name()}");
            _text.NewLine();
            _tokens.Expect(TokenKind.Script);
            var statements = new List<Statement>();
            _recovery.Sequence(() => statements.Add(_scripts.Statement()), s_end);
            _tokens.Expect(TokenKind.End);
            _text.Add("script").Indent();
            _text.NewLine();
            new ScriptPrinter(_text, _expressionPrinter).Script(new ScriptFile([], statements));
            _text.Outdent();
            _text.NewLine();
            _text.Add("end");
        }

        private string Name() => _tokens.Expect(TokenKind.Identifier).Text!;
    }
}
