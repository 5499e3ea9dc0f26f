using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Tests.Compliance;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Operators.Nodes;

/// <summary>The state of a script outlives the batches that its values came in, however they got into it.</summary>
public class ScriptStateTests
{
    [Theory]
    [InlineData("let state = event", """{"text":"some text","list":[1,"two"],"n":1.5}""")]
    [InlineData("let state = event.list", """[1,"two"]""")]
    [InlineData("let event.again = event.text; let state = event", """{"text":"some text","list":[1,"two"],"n":1.5,"again":"some text"}""")]
    [InlineData("let event.n = event.list; let state = event", """{"text":"some text","list":[1,"two"],"n":[1,"two"]}""")]
    [InlineData("let event.text = {\"was\": event.text}; let state = event", """{"text":{"was":"some text"},"list":[1,"two"],"n":1.5}""")]
    [InlineData("let state = {\"a\": event.text, \"b\": [event.list]}", """{"a":"some text","b":[[1,"two"]]}""")]
    [InlineData("let state.a = event.text; let state.b.c = event.list", """{"a":"some text","b":{"c":[1,"two"]}}""")]
    [InlineData("let state = patch event of erase \"n\"; insert \"m\" => event.text end", """{"text":"some text","list":[1,"two"],"m":"some text"}""")]
    [InlineData("let state = merge event of {\"m\": event.text} end", """{"text":"some text","list":[1,"two"],"n":1.5,"m":"some text"}""")]
    public void What_is_kept_is_there_when_the_batch_is_gone(string keep, string expected)
    {
        var node = Node($"match event of case %{{ present text }} => {keep} case _ => state end; state");
        var emitted = new Emitted();
        Send(node, """{"text":"some text","list":[1,"two"],"n":1.5}""", emitted);
        for (var i = 0; i < 4; i++) Send(node, $$"""{"other":"{{new string('x', 50 * i)}}"}""", emitted);
        Assert.Equal(Enumerable.Repeat($"out: {expected} {{}}", 5), emitted.Lines);
    }

    private static IOperator Node(string script)
    {
        var findings = new List<Diagnostic>();
        var create = ScriptLanguage.Instance.CompileScript(
            new ScriptSections(ScriptText.Of(new SourceText("s", script)), new Dictionary<string, ScriptText>(), Value.EmptyRecord),
            new ScriptScope(default, [], NoModules.Instance), findings);
        Assert.True(create is not null, string.Join("\n", findings.Select(static f => f.Message)));
        return create.Create(new OperatorContext(1, "flow::pipeline/node"));
    }

    /// <summary>The memory of the event is gone, and poisoned, when the call is over.</summary>
    private static void Send(IOperator node, string payload, Emitted emitted)
    {
        var piece = Pieces.Of(Encoding.UTF8.GetBytes(payload));
        using var decoded = new Decoded(piece);
        new JsonDecoder().Decode(piece, decoded);
        var e = new Event { Data = decoded.Value, Meta = Value.EmptyRecord };
        node.OnEvent(Port.In, ref e, emitted);
    }
}
