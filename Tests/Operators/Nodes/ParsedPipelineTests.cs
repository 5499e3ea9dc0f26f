using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Operators.Nodes;

/// <summary>Pipelines of which nothing has a text of its own: scripts and expressions are trees of one longer text, as in a query.</summary>
public sealed class ParsedPipelineTests
{
    private static readonly ResolveContext s_context = new(SampleComponents.Registry, ScriptLanguage.Instance, new());

    [Fact]
    public void A_pipeline_of_trees_runs()
    {
        var (plan, findings) = Resolve("select event + args.n where event > args.n from in; script event * 2 end");
        Assert.Empty(findings);
        Assert.Equal(["7"], Run(plan!, "select", "3", "4"));
        Assert.Equal(["8"], Run(plan!, "script", "4"));
    }

    [Fact]
    public void Its_errors_have_places_in_the_whole_text_and_come_in_its_order()
    {
        var (_, findings) = Resolve("select\n  event + nope where event > local from in; script\n nope::nope(event) end");
        Assert.Equal(["NoLocalsAllowed 2:3", "NoLocalsAllowed 2:22", "MissingFunction 3:2"], findings);
    }

    [Fact]
    public void A_select_of_a_tree_that_passes_everything_on_is_no_node()
    {
        var (plan, findings) = Resolve("select event from in; script event end");
        Assert.Empty(findings);
        Assert.DoesNotContain(plan!.Nodes, static n => n.Kind == "select");
    }

    [Theory]
    [InlineData("select 2 + 3 from in", "5")]
    [InlineData("select {\"a\": [1, args.n]} from in", """{"a":[1,3]}""")]
    public void A_setting_may_be_a_tree(string text, string value)
    {
        var source = new SourceText("test", text);
        var findings = new DefinitionFindings();
        var setting = new ExpressionSetting(Clause(Tokens(source), source, TokenKind.Select), Place.None);
        Assert.Equal(value, s_context.Settings.Evaluate(setting, new(Arguments(), "a test", []), findings).Value.ToString());
        Assert.Empty(findings.InOrder);
    }

    [Fact]
    public void A_tree_of_another_language_is_refused() => Assert.Throws<ArgumentException>(
        static () => ScriptLanguage.Instance.EvaluateConstant(ScriptText.Of(new ForeignTree()), new(Value.EmptyRecord, [], NoModules.Instance), []));

    /// <summary>A pipeline with a select and a script beside each other, from a text that looks like a query.</summary>
    private static (PipelinePlan? Plan, IEnumerable<string> Errors) Resolve(string text)
    {
        var source = new SourceText("test", text);
        var tokens = Tokens(source);
        var target = Clause(tokens, source, TokenKind.Select);
        var where = tokens.At(TokenKind.Where) ? Clause(tokens, source, TokenKind.Where) : null;
        while (!tokens.At(TokenKind.Script)) tokens.Take();
        var script = Script(tokens, source);
        var pipeline = new PipelineDefinition(Named("main"), Place.None)
        {
            Nodes = [new(CreationKind.Script, Named("s"), Place.None) { Definition = new ScriptDefinition(Named("s"), script, script.Place) }],
            Links =
            [
                new SelectLink(At("in"), At("out"), target.Place) { Target = target, Where = where },
                new ChainLink([At("in"), At("s"), At("out")], Place.None),
            ],
        };
        var findings = new DefinitionFindings();
        var resolved = PipelineResolver.Resolve(s_context, Named("main"), "flow::main", pipeline, Arguments(), findings);
        var errors = findings.InOrder.Where(static f => f.Severity == Severity.Error).Select(static f => $"{f.Code} {f.Span?.Start.Line}:{f.Span?.Start.Column}");
        return (findings.ErrorCount == 0 ? resolved.ToPlan() : null, errors);
    }

    private static IEnumerable<string> Run(PipelinePlan plan, string kind, params string[] payloads)
    {
        var emitted = new Emitted();
        var node = plan.Nodes.Single(n => n.Kind == kind).Work!.Create(new OperatorContext(1, "flow::main/node"));
        foreach (var payload in payloads)
        {
            var e = new Event { Data = JsonText.Parse(payload), Meta = Value.EmptyRecord };
            node.OnEvent(Port.In, ref e, emitted);
        }

        return emitted.Events.Select(static e => e.Data.ToString());
    }

    private static TokenStream Tokens(SourceText source) => new(source, Lexer.Tokenize(source), ScriptBlocks.Table);

    private static ParsedText Clause(TokenStream tokens, SourceText source, TokenKind keyword)
    {
        tokens.Expect(keyword);
        var tree = new ParsedExpression(source, new ExpressionParser(tokens, new Recovery(tokens)).Immutable());
        return new(tree, Place.At(tree.Span));
    }

    private static ParsedText Script(TokenStream tokens, SourceText source)
    {
        tokens.Expect(TokenKind.Script);
        var recovery = new Recovery(tokens);
        var parser = new ScriptParser(tokens, recovery, new ExpressionParser(tokens, recovery));
        var statements = new List<Statement>();
        var start = tokens.Current.Start;
        recovery.Sequence(() => statements.Add(parser.Statement()), TokenSet.Of(TokenKind.End));
        var tree = new ParsedScript(source, new ScriptFile([], statements), tokens.From(start));
        return new(tree, Place.At(tree.Span));
    }

    private static ArgumentSet Arguments()
    {
        var arguments = new ArgumentSet();
        arguments.Add("n", Value.From(3L));
        return arguments;
    }

    private static Name Named(string name) => new(name, Place.None);

    private static Endpoint At(string node) => new(node, null, Place.None);

    private sealed class ForeignTree : IScriptTree
    {
        public SourceSpan Span => new(new SourceText("test", "null"), Position.Start, Position.Start);
    }
}
