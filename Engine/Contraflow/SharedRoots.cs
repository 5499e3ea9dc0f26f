using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The waves with roots that an operator holds and that something else waits for, too: each root has a number of its own here.</summary>
internal sealed class SharedRoots
{
    private readonly Lock _gate = new();
    private readonly NumberedList<Wave> _waves = new();

    /// <returns>The number of the first root; those of the others follow.</returns>
    public long Add(Wave wave)
    {
        lock (_gate)
        {
            var first = _waves.Next;
            _waves.Add(wave, first, wave.Roots);
            return first;
        }
    }

    public void Remove(long first)
    {
        lock (_gate) _waves.Remove(first);
    }

    /// <summary>A set that held these roots has ended.</summary>
    public void Settle(long first, long count, Outcome outcome, ulong durationNs, Settlement into)
    {
        while (count > 0)
        {
            Wave wave;
            long begin;
            lock (_gate) wave = _waves.Find(first, out begin, out _)!;
            var inWave = (int)Math.Min(count, begin + wave.Roots - first);
            wave.Settle(default, (int)(first - begin), inWave, outcome, durationNs, into);
            (first, count) = (first + inWave, count - inWave);
        }
    }
}
