using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>The parts of a pipeline while its statements are read.</summary>
internal sealed class PipelineBody
{
    public List<Field> Directives { get; } = [];

    public List<Use> Uses { get; } = [];

    public List<Definition> Definitions { get; } = [];

    public List<Creation> Nodes { get; } = [];

    public List<Link> Links { get; } = [];

    public PipelineDefinition Complete(Name name, Place place) => new(name, place)
    {
        Directives = [.. Directives],
        Uses = [.. Uses],
        WindowDefinitions = [.. Definitions.OfType<WindowDefinition>()],
        OperatorDefinitions = [.. Definitions.OfType<OperatorDefinition>()],
        ScriptDefinitions = [.. Definitions.OfType<ScriptDefinition>()],
        PipelineDefinitions = [.. Definitions.OfType<PipelineDefinition>()],
        Nodes = [.. Nodes],
        Links = [.. Links],
    };
}
