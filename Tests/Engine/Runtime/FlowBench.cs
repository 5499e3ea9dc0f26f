using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>A runtime on virtual time, and flows made of scripted connectors and pipelines that pass everything on.</summary>
internal sealed class FlowBench : IAsyncDisposable
{
    private readonly List<ConnectorPlan> _connectors = [];
    private readonly List<PipelinePlan> _pipelines = [];
    private readonly List<LinkPlan> _links = [];

    public FlowBench()
    {
        Runtime = new FlowRuntime(new FlowRuntimeOptions
        {
            Time = Time,
            LoggerFactory = Log,
            Process = Process,
            HostName = "here",
            Random = static () => 0.5,
        });
    }

    public static IProcessControl Process { get; } = new NoProcess();

    public VirtualTime Time { get; } = new();

    /// <summary>A log line comes before the timer it speaks of: waits until somebody sleeps besides the tickers of the pipelines.</summary>
    public Task AsleepAsync(int pipelines = 1) => Eventually.True(() => Time.Sleepers > pipelines, "somebody waits");

    public RecordingLog Log { get; } = new();

    public FlowRuntime Runtime { get; }

    public FlowBench Connector(string alias, IConnector connector, ReconnectPlan? reconnect = null) => Connector(alias, _ => connector, reconnect);

    /// <summary>A connector whose streams are lines of text.</summary>
    /// <param name="preprocessors">In place of the one that splits lines.</param>
    public FlowBench Connector(
        string alias, Func<ConnectorContext, IConnector> create, ReconnectPlan? reconnect = null, params IReadOnlyList<Func<IPreprocessor>> preprocessors)
    {
        if (preprocessors.Count == 0) preprocessors = [static () => new SeparatePreprocessor(null)];
        _connectors.Add(new ConnectorPlan
        {
            Alias = alias,
            Kind = "test",
            Create = create,
            Codec = new("string", null, static () => new StringCodec()),
            Preprocessors = [.. preprocessors.Select(static p => new ComponentPlan<IPreprocessor>("test", null, p))],
            Postprocessors = [new("separate", null, static () => new SeparatePostprocessor(new()))],
            Reconnect = reconnect ?? ReconnectPlan.None,
        });
        return this;
    }

    /// <summary>A pipeline with the ports <c>in</c>, <c>out</c> and <c>err</c>; with an operator, everything goes through it.</summary>
    public FlowBench Pipeline(string alias, Func<IOperator>? create = null)
    {
        NodePlan[] nodes =
        [
            NodePlan.Input("in"), NodePlan.Output("out"), NodePlan.Output("err"),
            new("node", NodeRole.Operator, "test") { Work = create is null ? null : new OperatorWork(null, _ => create()) },
        ];
        _pipelines.Add(PipelinePlan.Of(alias, nodes, [new(0, Port.Out, 3, Port.In), new(3, Port.Out, 1, Port.In)]));
        return this;
    }

    /// <param name="path">Such as <c>"source -> pipe -> sink"</c>; connectors and pipelines are told apart by their names. A port behind a slash.</param>
    public FlowBench Link(string path)
    {
        var stops = path.Split("->", StringSplitOptions.TrimEntries);
        for (var i = 1; i < stops.Length; i++)
        {
            var first = stops[i - 1].Split('/')[0];
            _links.Add(new LinkPlan(i > 1 ? End(first, "out") : End(stops[0], "out"), End(stops[i], "in")));
        }

        return this;
    }

    public FlowPlan Plan(string alias) => new() { Alias = alias, Connectors = [.. _connectors], Pipelines = [.. _pipelines], Links = [.. _links] };

    public Task<FlowInstance> DeployAsync(string alias = "flow") => Runtime.DeployAsync(Plan(alias));

    /// <summary>Where a test has failed and left something hanging, its time passes.</summary>
    public async ValueTask DisposeAsync()
    {
        var stopped = Runtime.DisposeAsync().AsTask();
        while (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System)) != stopped) Time.Advance(5000);
        await stopped;
    }

    private EndpointPlan End(string stop, string port)
    {
        var parts = stop.Split('/');
        return new EndpointPlan(
            _connectors.Exists(c => c.Alias == parts[0]) ? EndpointKind.Connector : EndpointKind.Pipeline, parts[0],
            Port.Of(parts.Length > 1 ? parts[1] : port));
    }

    private sealed class NoProcess : IProcessControl
    {
        public Stream StandardInput => Stream.Null;

        public Stream StandardOutput => Stream.Null;

        public Stream StandardError => Stream.Null;

        public void RequestShutdown(bool graceful, string? by)
        {
        }
    }
}
