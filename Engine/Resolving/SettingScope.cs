using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The names that a setting may refer to (spec: troy B2).</summary>
/// <param name="Arguments">Null where arguments cannot be used.</param>
/// <param name="Where">For that error: <c>the default of an argument</c>.</param>
internal sealed record SettingScope(ArgumentSet? Arguments, string Where, IReadOnlyList<UseDefinition> Uses)
{
    /// <summary>The module around it, whose constants and functions it sees; null for none.</summary>
    public SourceText? Module { get; init; }

    /// <summary>The scope of what is defined in this one.</summary>
    public SettingScope Inside(ArgumentSet? arguments, string where) => this with { Arguments = arguments, Where = where };
}
