namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>A running total that an operator keeps besides the counts of its ports (spec: runtime 14.4).</summary>
/// <param name="Name">Of the measurement.</param>
/// <param name="Tags">What tells it apart from others of that name at this node.</param>
/// <param name="Count">The total.</param>
public readonly record struct Measurement(string Name, IReadOnlyList<(string Tag, string Value)> Tags, long Count);
