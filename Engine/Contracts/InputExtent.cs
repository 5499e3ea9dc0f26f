namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>How far the reading of an input is that has an end, in bytes as they lie there: before anything is decompressed.</summary>
/// <param name="Read">From the start on.</param>
/// <param name="Total">How long it is as far as is known now; null where nobody can know, as for a pipe.</param>
public readonly record struct InputExtent(long Read, long? Total);
