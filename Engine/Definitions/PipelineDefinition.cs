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

    /// <summary>The arguments that it declares: <c>args</c>.</summary>
    public Parts<Parameter> Parameters { get; init; }

    /// <summary><c>#!config metrics_interval_s = 30</c>; in JSON <c>config</c>. No arguments.</summary>
    public Parts<Field> Directives { get; init; }

    /// <summary>Modules that it sees: <c>use</c>.</summary>
    public Parts<Use> Uses { get; init; }

    /// <summary>Windows that links name: <c>define window ...</c></summary>
    public Parts<WindowDefinition> WindowDefinitions { get; init; }

    /// <summary>Operators that nodes name: <c>define operator ...</c></summary>
    public Parts<OperatorDefinition> OperatorDefinitions { get; init; }

    /// <summary>Scripts that nodes name: <c>define script ...</c></summary>
    public Parts<ScriptDefinition> ScriptDefinitions { get; init; }

    /// <summary>Pipelines that nodes name: <c>define pipeline ...</c></summary>
    public Parts<PipelineDefinition> PipelineDefinitions { get; init; }

    /// <summary>Streams, operators, scripts and nested pipelines: <c>create ...</c></summary>
    public Parts<Creation> Nodes { get; init; }

    /// <summary>How events go from node to node.</summary>
    public Parts<Link> Links { get; init; }

    /// <summary>Further statements as the text of a query, which sees the nodes and windows here; only JSON has it. Null for none.</summary>
    public Text? Query { get; init; }
}
