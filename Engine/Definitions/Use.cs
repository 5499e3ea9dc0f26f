namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// Imports a module into a scope: <c>use std::time::nanos as ns</c>; in JSON <c>"std::time::nanos"</c> or
/// <c>{"module": "std::time::nanos", "as": "ns"}</c> in the list <c>use</c>.
/// </summary>
/// <param name="As">The alias; null for the last segment of the path.</param>
public sealed record Use(string Module, Name? As, Place Place);
