using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>A checked deployment of a flow: everything resolved, nothing started. Every front end (JSON, Troy) ends here.</summary>
public sealed record FlowPlan(
    string Alias, IReadOnlyList<ConnectorPlan> Connectors, IReadOnlyList<PipelinePlan> Pipelines, IReadOnlyList<LinkPlan> Links);

/// <summary>A component by name with its configuration; <see cref="Config"/> is null when none was given.</summary>
public sealed record ComponentPlan(string Name, Value? Config);

/// <summary>When to try again after a lost connection (runtime.md 7.2); <see cref="Retry"/> null stands for the strategy <i>none</i>.</summary>
public sealed record ReconnectPlan(RetryPlan? Retry)
{
    public static ReconnectPlan None { get; } = new((RetryPlan?)null);
}

/// <param name="MaxRetries">Null for no limit.</param>
public sealed record RetryPlan(ulong IntervalMs, double GrowthRate = 1.5, ulong? MaxRetries = null, bool Randomized = true);

/// <param name="Create">Makes the connector; its configuration is already bound and checked.</param>
/// <param name="CreateCodec">Makes a codec for a stream; null for structured connectors.</param>
public sealed record ConnectorPlan(
    string Alias,
    string Kind,
    Func<ConnectorContext, IConnector> Create,
    Func<ICodec>? CreateCodec,
    IReadOnlyList<Func<IPreprocessor>> Preprocessors,
    IReadOnlyList<Func<IPostprocessor>> Postprocessors,
    ReconnectPlan Reconnect,
    int? MetricsIntervalS,
    SourceSpan? Place);

/// <summary>A pipeline graph: input and output ports are nodes too.</summary>
public sealed record PipelinePlan(
    string Alias, IReadOnlyList<NodePlan> Nodes, IReadOnlyList<EdgePlan> Edges, int? MetricsIntervalS, SourceSpan? Place);

public enum NodeRole
{
    Input,
    Output,
    Operator,
}

/// <summary>A node. <paramref name="Create"/> makes its operator; null for inputs, outputs and streams, which pass everything on to <c>out</c>.</summary>
/// <param name="Kind">For people: <c>stream</c>, <c>script</c>, <c>select</c>, <c>generic::batch</c> ...</param>
public sealed record NodePlan(string Name, NodeRole Role, string Kind, Func<OperatorContext, IOperator>? Create, SourceSpan? Place)
{
    /// <summary>Output ports that an edge may start from, where an operator says which it has; null for any.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    internal bool HasOutput(Port port) => Create is null ? port.Equals(Port.Out) : Outputs is null || Outputs.Contains(port.Name);
}

/// <summary>From an output port of one node to an input port of another, by index into <see cref="PipelinePlan.Nodes"/>.</summary>
public sealed record EdgePlan(int From, Port FromPort, int To, Port ToPort);

/// <summary>One end of a link between connectors and pipelines.</summary>
public sealed record EndpointPlan(bool IsConnector, string Alias, Port Port);

public sealed record LinkPlan(EndpointPlan From, EndpointPlan To);
