namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A flow: <c>define flow name args ... flow ... end</c>; in JSON an entry of <c>flows</c> (spec: troy B4).
/// </summary>
public sealed record FlowDefinition(Name Name, Place Place) : Definition(Name, Place)
{
    /// <summary>The arguments that it declares: <c>args</c>.</summary>
    public Parts<Parameter> Parameters { get; init; }

    /// <summary>Modules that it sees: <c>use</c>.</summary>
    public Parts<Use> Uses { get; init; }

    /// <summary>Connectors that creations name: <c>define connector ...</c>; in JSON <c>define.connectors</c>.</summary>
    public Parts<ConnectorDefinition> ConnectorDefinitions { get; init; }

    /// <summary>Pipelines that creations name: <c>define pipeline ...</c>; in JSON <c>define.pipelines</c>.</summary>
    public Parts<PipelineDefinition> PipelineDefinitions { get; init; }

    /// <summary><c>create connector ...</c></summary>
    public Parts<Creation> Connectors { get; init; }

    /// <summary><c>create pipeline ...</c></summary>
    public Parts<Creation> Pipelines { get; init; }

    /// <summary>How its connectors and pipelines are connected: <c>connect ...</c></summary>
    public Parts<Connection> Connections { get; init; }
}
