using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>The parts of a flow while its statements are read.</summary>
internal sealed class FlowBody
{
    public List<Use> Uses { get; } = [];

    public List<Definition> Definitions { get; } = [];

    public List<Creation> Connectors { get; } = [];

    public List<Creation> Pipelines { get; } = [];

    public List<Connection> Connections { get; } = [];

    public FlowDefinition Complete(Name name, Place place) => new(name, place)
    {
        Uses = [.. Uses],
        ConnectorDefinitions = [.. Definitions.OfType<ConnectorDefinition>()],
        PipelineDefinitions = [.. Definitions.OfType<PipelineDefinition>()],
        Connectors = [.. Connectors],
        Pipelines = [.. Pipelines],
        Connections = [.. Connections],
    };
}
