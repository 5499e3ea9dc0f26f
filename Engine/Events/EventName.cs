namespace Tremor.Dataflow.Engine.Events;

/// <summary>By what people find an event again: the source that it came from and its place in it.</summary>
/// <param name="Source">Who made it, <c>flow::connector</c>; null when that is not known.</param>
/// <param name="Stream">Stream of the source, 0 where there is one only.</param>
/// <param name="Number">Which event of the stream it is, from 1.</param>
/// <param name="IsMerged">Whether the event was made of several; this is the name of the first of them.</param>
public readonly record struct EventName(string? Source, ulong Stream, ulong Number, bool IsMerged)
{
    /// <summary>In words: <c>event 3 of flow::connector, stream 2</c>.</summary>
    public override string ToString() =>
        $"{(IsMerged ? "several in one, the first is " : "")}event {Number}{(Source is null ? "" : $" of {Source}")}{(Stream == 0 ? "" : $", stream {Stream}")}";
}
