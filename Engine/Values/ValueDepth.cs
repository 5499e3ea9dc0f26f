namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// How deep arrays and records lie in each other, and how much they stand for. Whoever lets a value live on keeps it flat and small enough for
/// every walk over it.
/// </summary>
public static class ValueDepth
{
    /// <summary>Levels of arrays and records that a value may have when it leaves a script: what the JSON parser takes.</summary>
    public const int Max = 1024;

    /// <summary>Whether a value has more than <paramref name="limit"/> levels or more parts than a walk may come by.</summary>
    public static bool Exceeds(Value value, int limit = Max)
    {
        var parts = ValueTooLargeException.MaxParts;
        return Exceeds(value, limit, ref parts);
    }

    /// <summary>
    /// Whether a value has more than <paramref name="limit"/> levels; looks no deeper than that, and into a document only where it may be too
    /// deep. What it comes by is taken from <paramref name="parts"/>, as <see cref="ValueTooLargeException.MaxParts"/> counts: true also when
    /// that falls below 0.
    /// </summary>
    public static bool Exceeds(Value value, int limit, ref long parts)
    {
        if (value.Kind is not (ValueKind.Array or ValueKind.Record)) return (parts -= value.TextLength >> 4) < 0;
        if (value.TryGetStore(out var store, out var slot) && store.MostLevels(slot) <= limit)
        {
            var (start, end) = store.ExtentOf(slot);
            return (parts -= (end - start) >> 4) < 0;
        }

        return IsDeeper(value, limit, ref parts);
    }

    private static bool IsDeeper(Value container, int limit, ref long parts)
    {
        if (limit == 0 || (parts -= container.Count) < 0) return true;
        if (container.AsOverlay is { } overlay) return IsDeeper(overlay, limit, ref parts);
        foreach (var item in container.Items)
            if (Exceeds(item, limit - 1, ref parts)) return true;
        foreach (var field in container.Fields)
            if (Exceeds(field.Value, limit - 1, ref parts)) return true;
        return false;
    }

    /// <summary>A document that is as a whole flat enough needs no look at its fields: the changes alone count.</summary>
    private static bool IsDeeper(OverlayRecord overlay, int limit, ref long parts)
    {
        foreach (ref readonly var change in overlay.Changes)
            if (Exceeds(change.Value, limit - 1, ref parts)) return true;
        foreach (ref readonly var added in overlay.Added)
            if (Exceeds(added.Value, limit - 1, ref parts)) return true;
        var (start, end) = overlay.Store.ExtentOf(overlay.Base);
        if ((parts -= (end - start) >> 4) < 0) return true;
        if (overlay.Store.MostLevels(overlay.Base) <= limit) return false;
        foreach (var field in Value.FromOverlay(overlay).Fields)
            if (Exceeds(field.Value, limit - 1, ref parts)) return true;
        return false;
    }
}
