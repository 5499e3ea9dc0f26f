using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>
/// A checked deployment of a flow: every value filled in, nothing started. It is data that says what will run, and holds the means to make each
/// part of it. Every form of a definition ends here.
/// </summary>
public sealed record FlowPlan
{
    /// <summary>Its name in the process.</summary>
    public required string Alias { get; init; }

    /// <summary>The linked ones, in the order of their creation.</summary>
    public required IReadOnlyList<ConnectorPlan> Connectors { get; init; }

    /// <summary>The pipelines, in the order of their creation.</summary>
    public required IReadOnlyList<PipelinePlan> Pipelines { get; init; }

    /// <summary>The links, in the order of the definition.</summary>
    public required IReadOnlyList<LinkPlan> Links { get; init; }
}

/// <summary>A link between connectors and pipelines; one end at least is a pipeline.</summary>
public sealed record LinkPlan(EndpointPlan From, EndpointPlan To);

/// <summary>An end of a link.</summary>
public enum EndpointKind
{
    /// <summary>A connector.</summary>
    Connector,

    /// <summary>A pipeline.</summary>
    Pipeline,
}

/// <summary>One end of a link.</summary>
public sealed record EndpointPlan(EndpointKind Kind, string Alias, Port Port)
{
    /// <summary>Whether it is a connector rather than a pipeline.</summary>
    public bool IsConnector => Kind == EndpointKind.Connector;

    /// <summary>A port of a connector.</summary>
    public static EndpointPlan Connector(string alias, Port port) => new(EndpointKind.Connector, alias, port);

    /// <summary>A port of a pipeline.</summary>
    public static EndpointPlan Pipeline(string alias, Port port) => new(EndpointKind.Pipeline, alias, port);
}
