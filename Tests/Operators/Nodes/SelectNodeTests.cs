using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Compliance;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Operators.Nodes;

public class SelectNodeTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) =>
        Compile("{\"n\": event.n, \"at\": $}", "event.n % 2 == 0", "event.n % 3 == 0", [])!(context);

    [Theory]
    [InlineData("event.a", null, null, "out: 1 {}")]
    [InlineData("event", null, null, "out: {\"a\":1} {}")]
    [InlineData("event", "event.a == 1", null, "out: {\"a\":1} {}")]
    [InlineData("event", "event.a == 2", null, "")]
    [InlineData("event.a", null, "event == 1", "out: 1 {}")]
    [InlineData("event.a", null, "event == 2", "")]
    [InlineData("group", null, null, "out: [null,\"[null]\"] {}")]
    [InlineData("event", "group == null", null, "out: {\"a\":1} {}")]
    [InlineData("{\"n\": args.n, \"x\": match event of case r = %{ present a } => r case _ => 0 end}", null, null, "out: {\"n\":5,\"x\":{\"a\":1}} {}")]
    public void Clauses_run_in_order(string target, string? where, string? having, string expected)
    {
        var emitted = new Emitted();
        var e = new Event { Data = JsonText.Parse("{\"a\":1}"), Meta = Value.EmptyRecord };
        Compile(target, where, having, [])!(new OperatorContext(1, "n")).OnEvent(Port.In, ref e, emitted);
        Assert.Equal(expected, string.Join("; ", emitted.Lines));
    }

    [Theory]
    [InlineData("event", "event.nope", "BadAccessInEvent 1:7-1:11")]
    [InlineData("event", " event.a", "TypeConflict 1:2-1:9")]
    [InlineData("1 / (event.a - 1)", "true", "DivisionByZero 1:1-1:18")]
    public void A_failing_clause_ends_the_event(string target, string where, string expected)
    {
        var node = Compile(target, where, null, [])!(new OperatorContext(1, "n"));
        var failure = Assert.Throws<SelectException>(() =>
        {
            var e = new Event { Data = JsonText.Parse("{\"a\":1}"), Meta = Value.EmptyRecord };
            node.OnEvent(Port.In, ref e, new Emitted());
        });
        Assert.Equal(expected, ScriptRun.Describe(failure.Finding));
    }

    [Theory]
    [InlineData("x + 1", "NoLocalsAllowed 1:1-1:6")]
    [InlineData("aggr::stats::nope(1)", "MissingFunction 1:1-1:21")]
    public void A_clause_that_may_not_stand_is_an_error_of_the_definition(string target, string expected)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(Compile(target, null, null, findings));
        Assert.Equal(expected, ScriptRun.Describe(Assert.Single(findings)));
    }

    [Fact]
    public void A_payload_that_is_no_batch_any_more_is_not_called_one()
    {
        var emitted = new Emitted();
        var e = new Event { Data = JsonText.Parse("[{\"data\":{}}]"), Meta = Value.EmptyRecord, IsBatch = true };
        Compile("event[0]", null, null, [])!(new OperatorContext(1, "n")).OnEvent(Port.In, ref e, emitted);
        Assert.False(Assert.Single(emitted.Events).IsBatch);
    }

    private static Func<OperatorContext, IOperator>? Compile(string target, string? where, string? having, List<Diagnostic> findings) =>
        ScriptLanguage.Instance.CompileSelect(
            new SelectClauses(Text(target), Text(where), Text(having)), new ScriptScope(JsonText.Parse("{\"n\":5}"), [], NoModules.Instance), findings);

    private static ScriptText? Text(string? text) => text is null ? null : ScriptText.Of(new SourceText("select", text));
}
