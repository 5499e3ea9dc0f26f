using Tremor.Dataflow.Engine.Json;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>How deep arrays and records lie in each other. Whoever lets a value live on keeps it flat enough for every walk over it.</summary>
public static class ValueDepth
{
    /// <summary>Levels of arrays and records that a value may have when it leaves a script: what the JSON parser takes.</summary>
    public const int Max = JsonParser.MaxDepth;

    /// <summary>Whether a value has more than <paramref name="limit"/> levels; looks no deeper than that, and into a document only where it may be too deep.</summary>
    public static bool Exceeds(Value value, int limit = Max)
    {
        if (value.Kind is not (ValueKind.Array or ValueKind.Record)) return false;
        if (value.TryGetStore(out var store, out var slot) && store.MostLevels(slot) <= limit) return false;
        return IsDeeper(value, limit);
    }

    private static bool IsDeeper(Value container, int limit)
    {
        if (limit == 0) return true;
        if (container.AsOverlay is { } overlay) return IsDeeper(overlay, limit);
        foreach (var item in container.Items)
            if (Exceeds(item, limit - 1)) return true;
        foreach (var field in container.Fields)
            if (Exceeds(field.Value, limit - 1)) return true;
        return false;
    }

    /// <summary>A document that is as a whole flat enough needs no look at its fields: the changes alone count.</summary>
    private static bool IsDeeper(OverlayRecord overlay, int limit)
    {
        foreach (ref readonly var change in overlay.Changes)
            if (Exceeds(change.Value, limit - 1)) return true;
        foreach (ref readonly var added in overlay.Added)
            if (Exceeds(added.Value, limit - 1)) return true;
        if (overlay.Store.MostLevels(overlay.Base) <= limit) return false;
        foreach (var field in Value.FromOverlay(overlay).Fields)
            if (Exceeds(field.Value, limit - 1)) return true;
        return false;
    }
}
