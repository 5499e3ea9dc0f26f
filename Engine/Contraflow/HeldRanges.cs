using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>Roots that wait for the event that they were merged into: what is behind <see cref="HeldEvents"/>.</summary>
internal sealed class HeldRanges
{
    private readonly List<(Wave Wave, int First, int Count)> _ranges = [];

    public void Add(Wave wave, int root)
    {
        wave.Hold(root);
        if (_ranges.Count > 0 && _ranges[^1] is var last && last.Wave == wave && last.First + last.Count == root)
            _ranges[^1] = last with { Count = last.Count + 1 };
        else _ranges.Add((wave, root, 1));
    }

    public void End(Outcome outcome, ulong durationNs)
    {
        foreach (var (wave, first, count) in _ranges) wave.End(default, first, count, outcome, durationNs);
    }

    /// <summary>Takes everything out of <paramref name="held"/>.</summary>
    public static HeldRanges? TakeFrom(HeldEvents held)
    {
        var ranges = (HeldRanges?)held.Settlements;
        held.Settlements = null;
        return ranges;
    }

    public static HeldRanges Of(HeldEvents held) => (HeldRanges)(held.Settlements ??= new HeldRanges());
}
