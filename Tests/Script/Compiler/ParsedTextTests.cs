using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Trees that are parts of a longer text: here what stands between <c>select</c> and <c>from</c>, and between <c>script</c> and <c>end</c>.</summary>
public class ParsedTextTests
{
    private static readonly ScriptSurroundings s_surroundings = new() { Modules = NoModules.Instance, Args = Value.From(5L) };

    [Fact]
    public void A_clause_of_a_longer_text_runs()
    {
        var findings = new List<Diagnostic>();
        var clause = ScriptCompiler.CompileClause(Clause("select event * args\nfrom in"), s_surroundings, findings);
        Assert.Empty(findings);
        var instance = clause!.NewInstance(new CallContext());
        var (payload, meta, state) = (Value.From(3L), Value.EmptyRecord, Value.Null);
        instance.Run(ref payload, ref meta, ref state);
        Assert.Equal("15", instance.Value.ToString());
    }

    [Fact]
    public void Its_errors_are_placed_in_the_whole_text()
    {
        var findings = new List<Diagnostic>();
        Assert.Null(ScriptCompiler.CompileClause(Clause("select\n  event + nope\nfrom in"), s_surroundings, findings));
        Assert.Equal("NoLocalsAllowed 2:3-2:15", ScriptRun.Describe(Assert.Single(findings)));
    }

    [Fact]
    public void A_constant_of_a_longer_text_has_a_value()
    {
        var findings = new List<Diagnostic>();
        Assert.Equal("6", ScriptCompiler.Evaluate(Clause("select args + 1 from in"), s_surroundings, findings)?.ToString());
        Assert.Empty(findings);
        Assert.Null(ScriptCompiler.Evaluate(Clause("select [1,\n  event] from in"), s_surroundings, findings));
        Assert.Equal("NotConstant 2:1-2:9", ScriptRun.Describe(Assert.Single(findings)));
    }

    [Fact]
    public void A_script_of_a_longer_text_is_placed_as_a_whole()
    {
        var source = new SourceText("test", "define script a\nscript\n  let x = 1;\n  x.y;\n  nope()\nend");
        var tokens = new TokenStream(source, Lexer.Tokenize(source), ScriptBlocks.Table);
        while (tokens.Take().Kind != TokenKind.Identifier)
        {
        }

        tokens.Expect(TokenKind.Script);
        var recovery = new Recovery(tokens);
        var parser = new ScriptParser(tokens, recovery, new ExpressionParser(tokens, recovery));
        var statements = new List<Statement>();
        var start = tokens.Current.Start;
        recovery.Sequence(() => statements.Add(parser.Statement()), TokenSet.Of(TokenKind.End));
        var script = new ParsedScript(source, new ScriptFile([], statements), tokens.From(start));
        var findings = new List<Diagnostic>();
        Assert.Equal((3, 5), (script.Span.Start.Line, script.Span.End.Line));
        Assert.Null(ScriptCompiler.Compile(script, s_surroundings, findings));
        Assert.Equal("MissingFunction 5:3-5:9", ScriptRun.Describe(Assert.Single(findings)));
    }

    private static ParsedExpression Clause(string text)
    {
        var source = new SourceText("test", text);
        var tokens = new TokenStream(source, Lexer.Tokenize(source), ScriptBlocks.Table);
        tokens.Expect(TokenKind.Select);
        return new ParsedExpression(source, new ExpressionParser(tokens, new Recovery(tokens)).Immutable());
    }
}
