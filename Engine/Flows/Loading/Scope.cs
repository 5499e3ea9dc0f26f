using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>The names that a value may refer to (spec: troy B2, "Which arguments does $arg see").</summary>
/// <param name="Args">Null where <c>$arg</c> is an error.</param>
/// <param name="Where">For that error: <c>the default of an argument</c>.</param>
internal sealed record Scope(Arguments? Args, string Where, IReadOnlyList<UseDefinition> Uses);
