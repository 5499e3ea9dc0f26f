using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Runtime;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>Connectors of one process stay out of each other's way.</summary>
public sealed class HoldingTests
{
    private static readonly Holding s_written = new() { Kind = "file", Name = "out", Identity = "1", Use = "empties", Harm = "it would be lost" };
    private static readonly Holding s_read = new() { Kind = "file", Name = "in", Identity = "1", Use = "reads", SharedAs = "read" };
    private static readonly Holding s_appended = s_written with { Use = "appends to", SharedAs = "append" };

    [Fact]
    public async Task A_flow_whose_connectors_are_in_each_others_way_is_not_deployed()
    {
        await using var bench = new FlowBench();
        var (source, sink) = (new ScriptedSource(), new ScriptedSink());
        bench.Connector("source", Held(source, s_read)).Connector("sink", Held(sink, s_written)).Pipeline("pass").Link("source -> pass -> sink");
        var error = await Assert.ThrowsAsync<FlowDeploymentException>(() => bench.DeployAsync());
        Assert.Equal("Error deploying Flow flow: flow::sink empties the file \"out\", which flow::source reads as \"in\": it would be lost", error.Message);
        Assert.Empty(bench.Runtime.Flows);
        Assert.DoesNotContain("connect", sink.Heard);
    }

    [Fact]
    public async Task Flows_deployed_together_start_when_none_is_in_the_way_of_another()
    {
        await using var bench = new FlowBench();
        var (first, second) = (new ScriptedSink(), new ScriptedSink());
        bench.Connector("source", new ScriptedSource()).Connector("sink", Held(first, s_written)).Pipeline("pass").Link("source -> pass -> sink");
        var one = bench.Plan("one");
        await using var other = new FlowBench();
        other.Connector("source", new ScriptedSource()).Connector("sink", Held(second, s_written)).Pipeline("pass").Link("source -> pass -> sink");
        var error = await Assert.ThrowsAsync<FlowDeploymentException>(() => bench.Runtime.DeployAsync([one, other.Plan("two")]));
        Assert.Equal("Error deploying Flow two: one::sink empties the file \"out\", which two::sink empties: it would be lost", error.Message);
        Assert.Empty(bench.Runtime.Flows);
        Assert.DoesNotContain("connect", first.Heard);
        await bench.Runtime.DeployAsync(one);
    }

    [Fact]
    public async Task A_flow_that_runs_keeps_what_it_holds_until_it_has_stopped()
    {
        await using var bench = new FlowBench();
        bench.Connector("source", new ScriptedSource()).Connector("sink", Held(new ScriptedSink(), s_written)).Pipeline("pass").Link("source -> pass -> sink");
        var first = await bench.DeployAsync("first");
        await Assert.ThrowsAsync<FlowDeploymentException>(() => bench.DeployAsync("second"));
        await first.StopAsync();
        await bench.DeployAsync("third");
    }

    [Fact]
    public async Task What_is_shared_the_same_way_is_no_conflict()
    {
        await using var bench = new FlowBench();
        bench.Connector("source", Held(new ScriptedSource(), s_read with { Identity = "2" })).Connector("sink", Held(new ScriptedSink(), s_appended, s_appended))
            .Pipeline("pass").Link("source -> pass -> sink");
        await bench.DeployAsync("first");
        await bench.DeployAsync("second");
    }

    [Fact]
    public async Task A_connector_without_links_holds_nothing()
    {
        await using var bench = new FlowBench();
        bench.Connector("source", new ScriptedSource()).Connector("sink", Held(new ScriptedSink(), s_written)).Connector("idle", Held(new ScriptedSink(), s_written))
            .Pipeline("pass").Link("source -> pass -> sink");
        await bench.DeployAsync();
    }

    [Fact]
    public void The_one_that_does_harm_comes_first_in_the_message()
    {
        string? Message(Holding one, Holding other)
        {
            var table = new HoldingTable();
            Assert.Null(table.Add(new("f::a", one)));
            return table.Add(new("f::b", other))?.Message;
        }

        Assert.Equal("f::b empties the file \"out\", which f::a reads as \"in\": it would be lost", Message(s_read, s_written));
        Assert.Equal("f::a appends to the file \"out\", which f::b reads as \"in\": it would be lost", Message(s_appended, s_read));
        Assert.Equal("f::b empties the file \"out\", which f::a appends to: it would be lost", Message(s_appended, s_written));
        Assert.Null(Message(s_read, s_written with { Kind = "port" }));
    }

    [Fact]
    public void Who_is_defined_somewhere_is_named_with_the_place()
    {
        var place = new SourceSpan(new SourceText("b.json", ""), new Position(7, 5, 60), new Position(7, 8, 63));
        var table = new HoldingTable();
        Assert.Null(table.Add(new("one::a", s_written)));
        Assert.Equal(
            "one::a empties the file \"out\", which two::a (b.json:7:5) empties: it would be lost",
            table.Add(new("two::a", s_written) { Place = place })?.Message);
    }

    private static HoldingConnector Held(IConnector connector, params Holding[] holdings) => new(connector, holdings);

    private sealed class HoldingConnector(IConnector inner, Holding[] holdings) : IConnector
    {
        public ISource? Source => inner.Source;

        public ISink? Sink => inner.Sink;

        public IEnumerable<Holding> Holdings(bool reads, bool writes) => holdings;
    }
}
