namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A pipeline: <c>define pipeline name from in into out args ... pipeline ... end</c>; a free-standing query is the same without a frame. In JSON
/// its parts are keys of one record (spec: troy B4).
/// </summary>
public sealed record PipelineDefinition(Name Name, Place Place) : Definition(Name, Place)
{
    /// <summary>Ports that can be fed: <c>from</c>, in JSON <c>inputs</c>; null for <c>in</c>.</summary>
    public Parts<Name>? Inputs { get; init; }

    /// <summary>Ports that can be read: <c>into</c>, in JSON <c>outputs</c>; null for <c>out</c> and <c>err</c>.</summary>
    public Parts<Name>? Outputs { get; init; }

    public Parts<Parameter> Parameters { get; init; }

    /// <summary><c>#!config metrics_interval_s = 30</c>; in JSON <c>config</c>. No arguments.</summary>
    public Parts<Field> Directives { get; init; }

    public Parts<Use> Uses { get; init; }

    public Parts<WindowDefinition> WindowDefinitions { get; init; }

    public Parts<OperatorDefinition> OperatorDefinitions { get; init; }

    public Parts<ScriptDefinition> ScriptDefinitions { get; init; }

    public Parts<PipelineDefinition> PipelineDefinitions { get; init; }

    /// <summary>Streams, operators, scripts and nested pipelines: <c>create ...</c></summary>
    public Parts<Creation> Nodes { get; init; }

    public Parts<Link> Links { get; init; }
}
