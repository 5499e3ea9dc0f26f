using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>A sink that writes strings behind postprocessors, and what is heard of its events.</summary>
public abstract class SinkRunnerTestBase
{
    private protected RecordingUpstream Sender { get; } = new();

    private protected ConnectorStatistics Statistics { get; } = new();

    private protected List<(FailureKind Kind, bool AtFirstUse)> Disconnections { get; } = [];

    private protected string Outcomes() => string.Join(", ", Sender.Outcomes.Select(static o => $"{o.Key} {o.Value}"));

    private protected string Losses() => string.Join("; ", Statistics.Losses.Losses.Select(static l => $"{l.Place} {l.Events} {l.Reason} ({l.First?.Event})"));

    /// <summary>The runner of the sink, not started, and its input for events of <see cref="Sender"/>.</summary>
    private protected (SinkRunner Runner, IEventTarget Input) Runner(ISink sink, params Func<IPostprocessor>[] postprocessors)
    {
        var plan = new ConnectorPlan
        {
            Alias = "f::to",
            Kind = "test",
            Create = static _ => throw new NotSupportedException(),
            Codec = new("string", null, static () => new StringCodec()),
            Postprocessors = [.. postprocessors.Select(static create => new ComponentPlan<IPostprocessor>("test", null, create))],
        };
        var context = new ConnectorContext
        {
            Alias = "f::to",
            Id = 1,
            Time = new VirtualTime(),
            Logger = new RecordingLog(),
            Process = FlowBench.Process,
            HostName = "here",
        };
        var runner = new SinkRunner(sink, plan, context, Statistics) { Disconnected = (failure, first) => Disconnections.Add((failure.Kind, first)) };
        return (runner, runner.AddInput(Port.In, Sender, [4]));
    }
}
