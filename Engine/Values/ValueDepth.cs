using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Trees;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>Whether a value keeps to limits, and which it exceeds.</summary>
public enum ValueExtent
{
    /// <summary>It keeps to both.</summary>
    Fits,

    /// <summary>Arrays and records lie in each other deeper than they may.</summary>
    TooDeep,

    /// <summary>It stands for more parts than it may.</summary>
    TooLarge,
}

/// <summary>
/// How deep arrays and records lie in each other, and how much they stand for: each item and field is a part, and each 16 bytes of a text. Both are the
/// same for equal values, parsed or built. Whoever lets a value live on keeps it flat and small enough for every walk over it.
/// </summary>
/// <remarks>
/// A document says in no time how much it can be at most; it is counted only where that might be too much. What was counted of an array or record
/// that is no view of a document is kept with it (<see cref="ContainerFacts"/>).
/// </remarks>
public static class ValueDepth
{
    /// <summary>Levels of arrays and records that a value may have when it leaves a script: what the JSON parser takes.</summary>
    public const int Max = 1024;

    /// <summary>Whether a value has more than <paramref name="levels"/> levels, or else more than <paramref name="parts"/> parts.</summary>
    public static ValueExtent Check(Value value, long parts = ValueTooLargeException.MaxParts, int levels = Max)
    {
        var bounds = new Walk(parts, isExact: false);
        if (bounds.LevelsOf(value, levels) >= 0) return ValueExtent.Fits;
        var exact = new Walk(parts, isExact: true);
        if (exact.LevelsOf(value, levels) >= 0) return ValueExtent.Fits;
        return exact.Left < 0 ? ValueExtent.TooLarge : ValueExtent.TooDeep;
    }

    /// <summary>Whether a value has more than <paramref name="limit"/> levels or more parts than a walk may come by.</summary>
    public static bool Exceeds(Value value, int limit = Max) => Check(value, levels: limit) != ValueExtent.Fits;

    /// <summary>
    /// Whether a value has more than <paramref name="limit"/> levels; looks no deeper than that. Its parts are taken from
    /// <paramref name="parts"/>: true also when that falls below 0.
    /// </summary>
    public static bool Exceeds(Value value, int limit, ref long parts)
    {
        var walk = new Walk(parts, isExact: true);
        var exceeds = walk.LevelsOf(value, limit) < 0;
        parts = walk.Left;
        return exceeds;
    }

    /// <summary>One look at a value, which ends at the first limit.</summary>
    /// <param name="isExact">Whether documents are walked over, or taken for the most that they can be.</param>
    private struct Walk(long parts, bool isExact)
    {
        private const int Exceeded = -1;

        /// <summary>The documents that were taken for the most that they can be.</summary>
        private int _estimates;

        /// <summary>Parts that may still come; below 0 when they were too many.</summary>
        public long Left { get; private set; } = parts;

        /// <summary>The levels of a value; <see cref="Exceeded"/> where it has more than <paramref name="most"/>, or too many parts.</summary>
        public int LevelsOf(Value value, int most)
        {
            if (value.Kind is not (ValueKind.Array or ValueKind.Record)) return Take(value.TextLength >> 4) ? 0 : Exceeded;
            if (most == 0) return Exceeded;
            if (value.AsTree is { } tree) return LevelsOf(tree.Fields, most);
            if (value.TryGetStore(out var store, out var slot)) return isExact ? LevelsInside(value, most) : EstimateOf(store, slot, most);
            ref var facts = ref value.Facts;
            if (TryTake(facts, most, out var levels)) return levels;
            var (before, estimates) = (Left, _estimates);
            levels = value.AsArray is { } array ? LevelsInside(array, most)
                : !isExact && value.AsOverlay is { } overlay ? LevelsInside(overlay, most)
                : LevelsInside(value, most);
            if (levels > 0) facts.SetExtent(levels, before - Left, estimates == _estimates);
            return levels;
        }

        /// <summary>As for a record of the fields of a node, of which what others found out is kept, too.</summary>
        private int LevelsOf(FieldNode node, int most)
        {
            if (TryTake(node.Facts, most, out var levels)) return levels;
            var (before, estimates) = (Left, _estimates);
            levels = LevelsInside(node, most);
            if (levels > 0) node.Facts.SetExtent(levels, before - Left, estimates == _estimates);
            return levels;
        }

        private bool TryTake(ContainerFacts facts, int most, out int levels)
        {
            if (!facts.TryGetExtent(out levels, out var parts, out var isKnown) || (isExact && !isKnown)) return false;
            if (!isKnown) _estimates++;
            if (levels > most || !Take(parts)) levels = Exceeded;
            return true;
        }

        private int LevelsInside(ArrayValue array, int most)
        {
            ReadOnlySpan<Value> items = array.Items;
            var deepest = 0;
            if (TryTake(array.Head, most, out var levels))
            {
                if (levels < 0) return Exceeded;
                deepest = levels - 1;
                items = items[array.HeadLength..];
            }

            if (!Take(items.Length)) return Exceeded;
            foreach (ref readonly var item in items)
                if (!Deepen(item, most, ref deepest)) return Exceeded;
            return deepest + 1;
        }

        private int LevelsInside(Value container, int most)
        {
            if (!Take(container.Count)) return Exceeded;
            var deepest = 0;
            foreach (var item in container.Items)
                if (!Deepen(item, most, ref deepest)) return Exceeded;
            foreach (var field in container.Fields)
                if (!Deepen(field.Value, most, ref deepest)) return Exceeded;
            return deepest + 1;
        }

        private int LevelsInside(FieldNode node, int most)
        {
            var deepest = 0;
            foreach (var child in node.Children)
            {
                if (child is null) break;
                var levels = LevelsOf(child, most);
                if (levels < 0) return Exceeded;
                deepest = Math.Max(deepest, levels - 1);
            }

            for (var i = 0; i < node.Values.Length; i++)
                if (node.Names[i] is not null && !(Take(1) && Deepen(node.Values[i], most, ref deepest))) return Exceeded;
            return deepest + 1;
        }

        /// <summary>Of a document with changes: it at most, and the changes.</summary>
        private int LevelsInside(OverlayRecord overlay, int most)
        {
            if (!Take(overlay.Added.Length)) return Exceeded;
            var deepest = 0;
            foreach (ref readonly var change in overlay.Changes)
                if (!Deepen(change.Value, most, ref deepest)) return Exceeded;
            foreach (ref readonly var added in overlay.Added)
                if (!Deepen(added.Value, most, ref deepest)) return Exceeded;
            var levels = EstimateOf(overlay.Store, overlay.Base, most);
            return levels < 0 ? Exceeded : Math.Max(levels, deepest + 1);
        }

        private bool Deepen(Value value, int most, ref int deepest)
        {
            var levels = LevelsOf(value, most - 1);
            deepest = Math.Max(deepest, levels);
            return levels >= 0;
        }

        private int EstimateOf(JsonStore store, Slot slot, int most)
        {
            _estimates++;
            var (start, end) = store.ExtentOf(slot);
            var levels = store.MostLevels(slot);
            return levels <= most && Take(store.MostParts(slot) + ((end - start) >> 4)) ? levels : Exceeded;
        }

        private bool Take(long count) => (Left -= count) >= 0;
    }
}
