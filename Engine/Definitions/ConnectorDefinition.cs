namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A connector: <c>define connector name from kind args ... with codec = "json", config = {...} end</c>. In JSON <c>kind</c>, <c>args</c> and each
/// setting are keys (spec: troy A5, troy B4).
/// </summary>
/// <param name="Kind">The component; null where the reader could not read it, and has reported it.</param>
public sealed record ConnectorDefinition(Name Name, Name? Kind, Place Place) : Definition(Name, Place)
{
    /// <summary>The arguments that it declares: <c>args</c>.</summary>
    public Parts<Parameter> Parameters { get; init; }

    /// <summary>
    /// Among <c>codec</c>, <c>config</c>, <c>metrics_interval_s</c>, <c>postprocessors</c>, <c>preprocessors</c>, <c>reconnect</c>. They may refer
    /// to the connector's own arguments.
    /// </summary>
    public Parts<Field> Settings { get; init; }
}
