namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A flow: <c>define flow name args ... flow ... end</c>; in JSON an entry of <c>flows</c> (spec: troy B4).
/// </summary>
public sealed record FlowDefinition(Name Name, Place Place) : Definition(Name, Place)
{
    public Parts<Parameter> Parameters { get; init; }

    public Parts<Use> Uses { get; init; }

    public Parts<ConnectorDefinition> ConnectorDefinitions { get; init; }

    public Parts<PipelineDefinition> PipelineDefinitions { get; init; }

    /// <summary><c>create connector ...</c></summary>
    public Parts<Creation> Connectors { get; init; }

    /// <summary><c>create pipeline ...</c></summary>
    public Parts<Creation> Pipelines { get; init; }

    public Parts<Connection> Connections { get; init; }
}
