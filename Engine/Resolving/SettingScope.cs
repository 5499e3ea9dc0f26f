using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The names that a setting may refer to (spec: troy B2).</summary>
/// <param name="Arguments">Null where arguments cannot be used.</param>
/// <param name="Where">For that error: <c>the default of an argument</c>.</param>
internal sealed record SettingScope(ArgumentSet? Arguments, string Where, IReadOnlyList<UseDefinition> Uses);
