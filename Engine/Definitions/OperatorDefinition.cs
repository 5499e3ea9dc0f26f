namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// An operator: <c>define operator name from generic::batch args ... with count = 10 end</c>; in JSON <c>kind</c>, <c>args</c> and <c>config</c>.
/// </summary>
/// <param name="Kind">The component: <c>namespace::name</c>; null where the reader could not read it, and has reported it.</param>
public sealed record OperatorDefinition(Name Name, Name? Kind, Place Place) : Definition(Name, Place)
{
    /// <summary>The arguments that it declares: <c>args</c>.</summary>
    public Parts<Parameter> Parameters { get; init; }

    /// <summary>Its configuration, a record; it may refer to the operator's own arguments. Null for none.</summary>
    public Setting? Config { get; init; }
}
