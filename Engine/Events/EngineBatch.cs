using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Events;

/// <summary>The payload of an engine batch: an array of <c>{"data": {"value": V, "meta": M, ..}}</c>, not empty (spec: query 18).</summary>
public static class EngineBatch
{
    /// <summary>
    /// Whether every element of a payload is one of a batch. Only then it may be taken apart: whatever else a script makes of a batch is one event, for
    /// nothing of it may be passed over.
    /// </summary>
    public static bool IsPayload(Value payload)
    {
        if (!payload.IsArray || payload.Count == 0) return false;
        foreach (var element in payload.Items)
            if (!element.TryGetField("data"u8, out var data) || !data.TryGetField("value"u8, out _) || !data.TryGetField("meta"u8, out _)) return false;
        return true;
    }

    /// <summary>An engine batch counts as its elements, also where it is what an error is about.</summary>
    internal static long EventsIn(in Event e)
    {
        if (!e.IsBatch && !e.IsError) return 1;
        var elements = e.IsError && e.Data.TryGetField("event"u8, out var original) ? original : e.Data;
        return IsPayload(elements) ? elements.Count : 1;
    }

    /// <summary>Of errors that were merged each counts as what it was about.</summary>
    internal static long ErrorsIn(in Event e) => Math.Max(EventsIn(e), e.Id.Tracked?.Errors ?? 0);

    /// <summary>How many of the events in one that <see cref="Event.IsUnique"/> no source can send again; of errors that were merged each counts.</summary>
    internal static long UniqueIn(in Event e)
    {
        var all = e.IsError ? ErrorsIn(e) : EventsIn(e);
        return e is { Transactional: true, IsOnlyAwaited: false } ? Math.Min(e.Id.Tracked!.Unique, all) : all;
    }
}
