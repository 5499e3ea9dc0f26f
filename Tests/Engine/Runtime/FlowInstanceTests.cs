using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class FlowInstanceTests
{
    [Fact]
    public async Task A_flow_carries_lines_from_source_to_sink_and_completes_at_the_end()
    {
        var source = new ScriptedSource();
        var sink = new ScriptedSink();
        await using var bench = new FlowBench().Connector("from", source).Connector("to", sink).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\nb\nhal");
        source.SendText("f\nrest");
        source.Send(SourceReply.EndStream(0));
        source.Send(SourceReply.Finished);

        var flow = await bench.DeployAsync();
        await Eventually.Done(bench.Runtime.Completion);

        Assert.Equal(["a", "b", "half", "rest"], sink.Received);
        Assert.Equal(RunState.Running, flow.State);
        Assert.Equal(4, flow.Connectors.First().Statistics.EventsRead);
        Assert.Equal(13, flow.Connectors.First().Statistics.BytesRead);
        Assert.Equal(4, flow.Connectors.Last().Statistics.EventsWritten);
    }
}
