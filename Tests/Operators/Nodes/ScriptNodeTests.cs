using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Compliance;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Operators.Nodes;

public class ScriptNodeTests : OperatorCompliance
{
    /// <summary>One event late, so that the state outlives the batch that it came in.</summary>
    private const string EventBefore = "let before = state; let state = event; match before of case %{ present n } => ";

    internal override string[] Outputs => ["out", "side"];

    internal override IOperator Create(OperatorContext context) =>
        Node(EventBefore + "before case _ => drop end", new() { ["other"] = EventBefore + "emit before => \"side\" case _ => drop end" });

    /// <summary>Where nobody reads the port in the end, it is lost; who wants that drops it.</summary>
    [Theory]
    [InlineData("event")]
    [InlineData("emit event => \"side\"")]
    [InlineData("emit event => \"err\"")]
    [InlineData("event.missing")]
    public void An_error_stays_one_whatever_a_script_makes_of_it(string script)
    {
        var emitted = new Emitted();
        var e = new Event { Data = JsonText.Parse("{}"), Meta = Value.EmptyRecord, IsError = true };
        Node(script).OnEvent(Port.In, ref e, emitted);
        Assert.True(Assert.Single(emitted.Events).IsError);
    }

    [Theory]
    [InlineData("event", true)]
    [InlineData("[event[1]]", true)]
    [InlineData("event[0]", false)]
    [InlineData("[event[0], 5]", false)]
    [InlineData("[{\"data\": {\"value\": 1}}]", false)]
    [InlineData("[1, 2]", false)]
    [InlineData("[]", false)]
    [InlineData("42", false)]
    [InlineData("event.n", false)]
    public void A_batch_stays_one_while_every_element_is_that_of_one(string script, bool isBatch)
    {
        var emitted = new Emitted();
        var e = new Event
        {
            Data = JsonText.Parse("""[{"data":{"value":1,"meta":{}}},{"data":{"value":2,"meta":{}}}]"""),
            Meta = Value.EmptyRecord,
            IsBatch = true,
        };
        Node(script).OnEvent(Port.In, ref e, emitted);
        Assert.Equal(isBatch, Assert.Single(emitted.Events).IsBatch);
    }

    [Fact]
    public void The_value_of_the_last_expression_goes_out()
    {
        var node = Node("let $class = event.a; event.a + 1");
        Assert.Equal(["out: 2 {\"class\":1}"], Send(node, "{\"a\":1}"));
    }

    [Fact]
    public void A_drop_emits_nothing() => Assert.Empty(Send(Node("match event of case 1 => drop case _ => event end"), "1"));

    [Fact]
    public void An_emit_names_its_port_in_lower_case() => Assert.Equal(["slow: {\"a\":1} {}"], Send(Node("emit => \"Slow\""), "{\"a\":1}"));

    [Fact]
    public void A_failure_goes_to_err_with_the_event_as_far_as_it_was_changed()
    {
        var line = Assert.Single(Send(Node("let event.b = 2;\nlet $m = 1;\nevent.nope"), "{\"a\":1}"));
        var text = "Error: \n    3 | event.nope\n      |       ^^^^ Trying to access a non existing event key `nope`\n\n";
        Assert.Equal($"err: {{\"error\":{Value.From(text)},\"event\":{{\"a\":1,\"b\":2}}}} {{\"m\":1}}", line);
    }

    [Fact]
    public void State_lives_from_event_to_event_and_survives_failures()
    {
        var node = Node("let state = state + 1; match state of case 2 => 1 / event case _ => state end", state: Value.From(0L));
        Assert.Equal(["out: 1 {}", "out: 3 {}"], Send(node, "0", "0", "0").Where(static l => l.StartsWith("out", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_port_has_its_own_section_and_shares_the_state()
    {
        var node = Node("let state = event; event", ports: new() { ["Ctl"] = "[state, event]" });
        var emitted = new Emitted();
        Send(node, Port.In, "7", emitted);
        Send(node, Port.Of("ctl"), "8", emitted);
        Assert.Equal(["out: 7 {}", "out: [7,8] {}"], emitted.Lines);
    }

    [Fact]
    public void An_event_on_a_port_without_section_goes_to_err()
    {
        var emitted = new Emitted();
        Send(Node("event"), Port.Of("x"), "5", emitted);
        Assert.Equal(["err: {\"error\":\"unknown port: `x`\",\"event\":5} {}"], emitted.Lines);
    }

    /// <summary>As in a flow; elsewhere nothing has a name.</summary>
    [Fact]
    public void A_record_of_an_error_says_which_event_it_is_and_where_the_script_failed()
    {
        var emitted = new Emitted();
        var context = new OperatorContext(1, "flow::pipeline/node") { NameOf = static id => new EventName("flow::source", id.Stream, id.Event + 1, false) };
        var e = new Event { Id = new(7, 2, 41, 9), Data = JsonText.Parse("{}"), Meta = Value.EmptyRecord };
        var node = Compile("let a = 1;\nevent.x", [], Value.Null, Value.EmptyRecord, [])!.Create(context);
        node.OnEvent(Port.In, ref e, emitted);
        node.OnEvent(Port.Of("x"), ref e, emitted);
        Assert.Equal(
            ["""{"event":{},"source":"flow::source","stream_id":2,"number":42,"place":"s:2:7"}""", """{"error":"unknown port: `x`","source":"flow::source","stream_id":2,"number":42}"""],
            emitted.Events.Select(static (e, i) => e.Data.Without(new FieldName(i == 0 ? "error" : "event")).ToString()));
    }

    [Fact]
    public void Arguments_are_constants_of_the_script() =>
        Assert.Equal(["out: 3 {}"], Send(Node("args.n + event", args: JsonText.Parse("{\"n\":1}")), "2"));

    [Fact]
    public void A_missing_argument_is_an_error_of_the_definition()
    {
        var findings = new List<Diagnostic>();
        Assert.Null(Compile("args.m", [], Value.Null, JsonText.Parse("{\"n\":1}"), findings));
        Assert.Equal("BadAccessInLocal 1:6-1:7", ScriptRun.Describe(Assert.Single(findings)));
    }

    [Theory]
    [InlineData("In", "port `in` is reserved for the `script` section")]
    public void A_port_may_not_be_in(string port, string message)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(Compile("event", new() { [port] = "event" }, default, default, findings));
        Assert.Equal(message, Assert.Single(findings).Message);
    }

    private static IOperator Node(string script, Dictionary<string, string>? ports = null, Value state = default, Value args = default)
    {
        var findings = new List<Diagnostic>();
        var create = Compile(script, ports ?? [], state, args, findings);
        Assert.True(create is not null, string.Join("\n", findings.Select(static f => f.Message)));
        return create.Create(new OperatorContext(1, "flow::pipeline/node"));
    }

    private static CompiledSections? Compile(
        string script, Dictionary<string, string> ports, Value state, Value args, List<Diagnostic> findings) =>
        ScriptLanguage.Instance.CompileScript(
            new ScriptSections(
                ScriptText.Of(new SourceText("s", script)),
                ports.ToDictionary(static p => p.Key, static p => ScriptText.Of(new SourceText(p.Key, p.Value))),
                state),
            new ScriptScope(args, [], NoModules.Instance),
            findings);

    private static List<string> Send(IOperator node, params string[] payloads)
    {
        var emitted = new Emitted();
        foreach (var payload in payloads) Send(node, Port.In, payload, emitted);
        return emitted.Lines;
    }

    private static void Send(IOperator node, Port port, string payload, Emitted emitted)
    {
        var e = new Event { Data = JsonText.Parse(payload), Meta = Value.EmptyRecord };
        node.OnEvent(port, ref e, emitted);
    }
}
