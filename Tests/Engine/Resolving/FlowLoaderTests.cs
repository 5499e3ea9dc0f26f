using System.Reflection;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

public sealed class FlowLoaderTests
{
    [Fact]
    public void A_chain_links_connectors_and_pipelines_through_their_default_ports()
    {
        var plan = Loads.Plan(Loads.WithPipeline("""{ "links": [["in", "out"]] }"""));
        Assert.Equal("main", plan.Alias);
        Assert.Equal(
            [
                new(EndpointPlan.Connector("in", Port.Out), EndpointPlan.Pipeline("main", Port.In)),
                new(EndpointPlan.Pipeline("main", Port.Out), EndpointPlan.Connector("out", Port.In)),
            ],
            plan.Links);
    }

    [Fact]
    public void A_pipeline_may_feed_itself()
    {
        var plan = Loads.Plan("""
            { "version": 1, "flows": { "main": {
                "connectors": { "in": {"kind": "stdio", "codec": "json"}, "out": {"kind": "null"} },
                "pipelines": { "again": { "outputs": ["out", "more"], "links": [["in", "out"], ["in", "more"]] } },
                "connect": ["connector/in -> pipeline/again -> connector/out", "pipeline/again/more -> pipeline/again"] } } }
            """);
        Assert.Contains(new(EndpointPlan.Pipeline("again", Port.Of("more")), EndpointPlan.Pipeline("again", Port.In)), plan.Links);
    }

    [Fact]
    public void Nodes_and_links_become_a_graph_with_ports_as_nodes()
    {
        var plan = Loads.Plan(Loads.WithPipeline("""
            { "nodes": { "check": {"type": "script", "script": "event"}, "pack": {"type": "operator", "kind": "generic::batch", "config": {"count": 2}} },
              "links": [["in", "check", "pack", "out"], ["check/err", "err"]], "config": {"metrics_interval_s": 10} }
            """));
        var pipeline = Assert.Single(plan.Pipelines);
        Assert.Equal(TimeSpan.FromSeconds(10), pipeline.MetricsInterval);
        Assert.Equal(
            ["in Input input", "out Output output", "err Output output", "check Operator script", "pack Operator generic::batch"], pipeline.Nodes.Select(static n => $"{n.Name} {n.Role} {n.Kind}"));
        Assert.Equal(["in/out->check/in", "check/out->pack/in", "pack/out->out/in", "check/err->err/in"], Edges(pipeline));
    }

    [Fact]
    public void An_interval_of_metrics_that_is_no_number_of_seconds_is_ignored_in_a_pipeline()
    {
        var loaded = Loads.Load(Loads.WithPipeline("""{ "links": [["in", "out"]], "config": {"metrics_interval_s": -1} }""", codec: "string"));
        Assert.Equal(
            ["/flows/main/pipelines/main/config/metrics_interval_s: metrics_interval_s has no effect: it takes a number of seconds, 0 or more"],
            loaded.Diagnostics.Select(Loads.Line));
        Assert.Null(Assert.Single(loaded.Plans).Pipelines.Single().MetricsInterval);
    }

    [Fact]
    public void A_plan_says_what_will_run()
    {
        var plan = Loads.Plan(Loads.WithPipeline("""
            { "args": {"n": 2},
              "nodes": {
                "check": {"type": "script", "script": "event", "ports": {"side": "null"}, "state": {"seen": 0}},
                "pack": {"type": "operator", "kind": "generic::batch", "args": {"size": null}, "with": {"size": {"$arg": "n"}}, "config": {"count": {"$arg": "size"}}} },
              "links": [["in", "check", "pack"], {"from": "pack", "into": "out", "where": "event.n > 1"}, ["check/err", "err"]] }
            """));
        Assert.Equal(["json"], plan.Connectors.Select(static c => c.Codec!.Name).Distinct());
        var nodes = plan.Pipelines[0].Nodes.ToDictionary(static n => n.Name, static n => n.Work);
        Assert.Equal("""{"count":2}""", Assert.IsType<OperatorWork>(nodes["pack"]).Config.ToString());
        var script = Assert.IsType<ScriptWork>(nodes["check"]).Script;
        Assert.Equal(("event", "null", """{"seen":0}"""), (script.Main.Text, script.Ports["side"].Text, script.State.ToString()));
        Assert.Equal("event.n > 1", Assert.IsType<SelectWork>(nodes["select#0"]).Select.Where!.Text);
    }

    [Fact]
    public void A_select_is_a_node_of_its_own_unless_it_passes_everything_on()
    {
        var language = new SampleLanguage();
        var plan = Loads.Plan(
            Loads.WithPipeline("""
                { "args": {"least": 3}, "links": [
                  {"from": "in", "into": "out", "select": "event"},
                  {"from": "in", "into": "out", "select": ["{", "}"], "where": "event.n > args.least", "having": true} ] }
                """),
            language);
        Assert.Equal(["in/out->out/in", "in/out->select#0/in", "select#0/out->out/in"], Edges(plan.Pipelines[0]));
        var (select, scope) = Assert.Single(language.Selects);
        Assert.Equal(
            ("{\n}", "event.n > args.least", "true", """{"least":3}"""),
            (select.Target!.Text, select.Where!.Text, select.Having!.Text, scope.Args.ToString()));
    }

    [Fact]
    public void A_nested_pipeline_is_inlined_with_its_own_arguments_each_time()
    {
        var language = new SampleLanguage();
        var plan = Loads.Plan(
            Loads.WithPipeline("""
                { "args": {"n": 5},
                  "define": { "pipelines": { "limit": { "args": {"max": null}, "inputs": ["a"], "outputs": ["b"],
                    "nodes": { "s": {"type": "script", "args": {"m": null}, "with": {"m": {"$arg": "max"}}, "script": "event"} }, "links": [["a", "s", "b"]] } } },
                  "nodes": { "one": {"type": "pipeline", "from": "limit", "with": {"max": {"$arg": "n"}}}, "two": {"type": "pipeline", "from": "limit", "with": {"max": 7}} },
                  "links": [["in", "one/a"], ["one/b", "two/a"], ["two/b", "out"]] }
                """),
            language);
        Assert.Equal(
            ["one/a/out->one/s/in", "one/s/out->one/b/in", "two/a/out->two/s/in", "two/s/out->two/b/in", "in/out->one/a/in", "one/b/out->two/a/in", "two/b/out->out/in"],
            Edges(plan.Pipelines[0]));
        Assert.Equal(["""{"m":5}""", """{"m":7}"""], language.Scripts.Select(static s => s.Scope.Args.ToString()));
    }

    [Fact]
    public void Every_flow_runs_once_under_its_own_name_unless_deploy_says_otherwise()
    {
        const string flows = """ "version": 1, "flows": { "a": {"args": {"n": 1}}, "b": {} } """;
        Assert.Equal(["a", "b"], Loads.Load($"{{ {flows} }}").Plans.Select(static p => p.Alias));
        Assert.Empty(Loads.Load($$"""{ {{flows}}, "deploy": [] }""").Plans);
        Assert.Equal(["a", "a2"], Loads.Load($$"""{ {{flows}}, "deploy": [{"flow": "a"}, {"flow": "a", "as": "a2", "with": {"n": 2} }] }""").Plans.Select(static p => p.Alias));
    }

    [Fact]
    public void Arguments_travel_from_the_deployment_to_the_connector_through_every_level()
    {
        var plan = Loads.Plan("""
            { "version": 1,
              "flows": { "f": { "args": {"dir": null, "size": 10},
                "define": { "connectors": { "reader": { "kind": "file", "args": {"path": null, "size": 5}, "codec": "json",
                  "config": { "path": {"$str": "#{args.path}/x.log"}, "mode": "read", "chunk_size": {"$arg": "size"} } } } },
                "connectors": { "in": {"from": "reader", "with": {"path": {"$arg": "dir.name"}, "size": {"$expr": "args.size"}}} },
                "pipelines": { "p": { "links": [["in", "out"]] } },
                "connect": [{"from": "connector/in", "to": "pipeline/p"}] } },
              "deploy": [{"flow": "f", "as": "g", "with": {"dir": {"name": "logs"}}}] }
            """);
        var file = Loads.Make<SampleComponents.File>(plan.Connectors[0]);
        Assert.Equal(("g", "logs/x.log", 10), (plan.Alias, file.Settings.Path, file.Settings.ChunkSize));
    }

    [Fact]
    public void Modules_bring_the_console_and_the_pipeline_that_passes_everything_on()
    {
        var plan = Loads.Plan("""
            { "version": 1, "flows": { "f": { "use": ["tremor::connectors", {"module": "tremor::pipelines", "as": "p"}],
              "connectors": { "console": {"from": "connectors::console"} },
              "pipelines": { "main": {"from": "p::passthrough"} },
              "connect": ["connector/console -> pipeline/main -> connector/console/stderr"] } } }
            """);
        Assert.Equal("stdio", plan.Connectors[0].Kind);
        Assert.Equal("string", plan.Connectors[0].Codec!.Name);
        Assert.Equal(["separate"], plan.Connectors[0].Preprocessors.Select(static p => p.Name));
        Assert.Equal(["in/out->out/in"], Edges(plan.Pipelines[0]));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(""", "reconnect": "none" """, null)]
    [InlineData(""", "reconnect": {"retry": {"interval_ms": 5}}""", "5 1.5  True")]
    [InlineData(""", "reconnect": {"retry": {"interval_ms": 5, "growth_rate": 2, "max_retries": 3, "randomized": false}}""", "5 2 3 False")]
    [InlineData(""", "reconnect": {"$literal": {"retry": {"interval_ms": 9}}}""", "9 1.5  True")]
    public void A_reconnect_strategy_is_read(string setting, string? expected)
    {
        var plan = Loads.Plan(Loads.WithConnector($$"""{"kind": "stdio", "codec": "json" {{setting}} }"""));
        var retry = plan.Connectors[0].Reconnect.Retry;
        Assert.Equal(expected, retry is null ? null : $"{retry.IntervalMs} {retry.GrowthRate} {retry.MaxRetries} {retry.Randomized}");
    }

    /// <summary>Pauses that shrink end in none: attempts without a pause.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("0.9")]
    public void A_strategy_whose_pauses_shrink_is_refused(string rate)
    {
        var result = Loads.Load(Loads.WithConnector($$"""{"kind": "stdio", "codec": "json", "reconnect": {"retry": {"interval_ms": 5, "growth_rate": {{rate}} } } }"""));
        Assert.Contains(result.Diagnostics, static d => Loads.Line(d).Contains("growth_rate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_connector_without_a_link_is_left_out_with_a_warning()
    {
        var result = Loads.Load("""{ "version": 1, "flows": { "f": { "connectors": { "idle": {"kind": "null"} } } } }""");
        Assert.Empty(Assert.Single(result.Plans).Connectors);
        Assert.Equal("/flows/f/connectors/idle: the connector \"idle\" is in no link: it is never started", Loads.Line(Assert.Single(result.Diagnostics)));
    }

    [Fact]
    public void A_script_with_a_mistake_is_an_error_although_it_would_not_run()
    {
        var result = Loads.Load(Loads.WithPipeline("""
            { "nodes": { "loose": {"type": "script", "script": "wrong"} }, "links": [["in", "out"], ["in", "loose"]] }
            """, codec: "string"));
        Assert.False(result.IsValid);
        Assert.Equal(
            ["/flows/main/pipelines/main/nodes/loose: the node \"loose\" is never read: it does not run", "/flows/main/pipelines/main/nodes/loose/script: `wrong` is wrong"],
            result.Diagnostics.Select(Loads.Line));
    }

    [Theory]
    [InlineData("""{"type": "operator", "kind": "generic::bach"}""", "Unknown operator: generic::bach")]
    [InlineData("""{"type": "operator", "kind": "generic::batch", "config": {"count": "3"} }""", "found")]
    [InlineData("""{"type": "operator", "kind": "generic::batch"}""", "main::main/loose Missing Configuration")]
    public void An_operator_that_cannot_be_made_is_an_error_although_it_would_not_run(string @operator, string error)
    {
        foreach (var links in new[] { """["in", "out"]""", """["in", "out"], ["in", "loose"]""" })
            Assert.Contains(error, Assert.Single(Loads.Errors(Loads.WithPipeline($$"""{ "nodes": { "loose": {{@operator}} }, "links": [{{links}}] }"""))), StringComparison.Ordinal);
        var nested = $$"""{ "nodes": { "sub": {"type": "pipeline", "nodes": { "loose": {{@operator}} }, "links": [["in", "out"]] } }, "links": [["in", "out"]] }""";
        Assert.Contains(error.Replace("main/loose", "main/sub/loose", StringComparison.Ordinal), Assert.Single(Loads.Errors(Loads.WithPipeline(nested))), StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_that_nobody_uses_are_checked_without_their_arguments()
    {
        Assert.Equal(
            ["/flows/f/define/connectors/c/config/mode: expected one of \"read\", \"write\", \"append\" but found \"raed\""],
            Loads.Errors("""
                { "version": 1, "deploy": [], "flows": { "f": { "args": {"x": null},
                  "define": { "connectors": { "c": {"kind": "file", "codec": "json", "args": {"p": null}, "config": {"path": {"$arg": "p"}, "mode": "raed"}} } } } } }
                """));
    }

    [Fact]
    public void Pipelines_that_each_create_two_of_the_next_are_refused_before_they_fill_the_memory()
    {
        var pipeline = """{ "links": [["in", "out"]] }""";
        for (var i = 0; i < 30; i++)
        {
            pipeline = $$"""
                { "define": {"pipelines": {"p": {{pipeline}} } },
                  "nodes": {"a": {"type": "pipeline", "from": "p"}, "b": {"type": "pipeline", "from": "p"} }, "links": [["in", "a", "b", "out"]] }
                """;
        }

        Assert.Contains(
            Loads.Errors(Loads.WithPipeline(pipeline)),
            static e => e.EndsWith("the definition nests more than 500 pipelines", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[\"in\", \"n\", \"out\"]", "/flows/main/pipelines/main/nodes/n/nodes/a: Cycle detected in graph: a -> b -> a")]
    [InlineData("[\"in\", \"out\"]", "/flows/main/pipelines/main: Cycle detected in graph: n/a -> n/b -> n/a")]
    public void A_cycle_in_a_nested_pipeline_is_one_error_whether_it_is_fed_or_not(string link, string error) =>
        Assert.Equal([error], Loads.Errors(Loads.WithPipeline($$"""
            {
              "nodes": { "n": {
                "type": "pipeline",
                "nodes": { "a": { "type": "stream" }, "b": { "type": "stream" } },
                "links": [["in", "a", "b", "a"], ["b", "out"]]
              } },
              "links": [{{link}}]
            }
            """)));

    [Fact]
    public void A_wrong_link_in_a_nested_pipeline_is_an_error()
    {
        Assert.Equal(
            ["/flows/main/pipelines/main/nodes/sub/links/0/1: Stream used in `from` or `into` is not defined: outt/in"],
            Loads.Errors(Loads.WithPipeline("""{ "nodes": {"sub": {"type": "pipeline", "links": [["in", "outt"]]} }, "links": [["in", "sub", "out"]] }""")));
    }

    [Fact]
    public void A_definition_with_the_components_of_the_product_has_nothing_wrong()
    {
        var registry = ComponentRegistry.Discover(Assembly.Load("Tremor.Dataflow.Connectors"), Assembly.Load("Tremor.Dataflow.Operators"));
        var result = FlowLoader.LoadText(
            "flow.json",
            """
            { "version": 1, "flows": { "logs": {
              "connectors": {
                "in": { "kind": "file", "codec": "string", "preprocessors": ["separate"], "config": { "path": "in.log", "mode": "read" } },
                "out": { "kind": "stdio", "codec": { "name": "string" }, "postprocessors": [{ "name": "separate", "config": { "separator": "|" } }] }
              },
              "pipelines": { "main": {
                "inputs": ["in", "undecodable"],
                "nodes": { "pack": { "type": "operator", "kind": "generic::batch", "config": { "count": 3 } } },
                "links": [["in", "pack", "out"], ["undecodable", "err"]]
              } },
              "connect": [
                "connector/in -> pipeline/main -> connector/out",
                "connector/in/err -> pipeline/main/undecodable",
                "pipeline/main/err -> connector/out"
              ]
            } } }
            """,
            registry,
            new SampleLanguage());
        Assert.Empty(result.Diagnostics.Select(Loads.Line));
        Assert.NotNull(result.Plans[0].Connectors[0].Codec!.Create());
        Assert.NotNull(Loads.Make<IOperator>(result.Plans[0].Pipelines[0].Nodes[4]));
    }

    [Fact]
    public async Task A_long_string_takes_no_longer_than_many_short_ones()
    {
        var text = $$"""{ "version": 1, "doc": "{{new string('y', 16_000_000)}}\ud83d\ude00", "flows": {} }""";
        var result = await Task.Run(() => Loads.Load(text)).WaitAsync(Eventually.Patience);
        Assert.Equal(["/flows: expected at least one member but found none"], result.Diagnostics.Select(Loads.Line));
    }

    private static IEnumerable<string> Edges(PipelinePlan plan) =>
        plan.Edges.Select(e => $"{plan.Nodes[e.From].Name}/{e.FromPort}->{plan.Nodes[e.To].Name}/{e.ToPort}");
}
