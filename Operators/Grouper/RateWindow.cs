namespace Tremor.Dataflow.Operators.Grouper;

/// <summary>Counts what comes within a span of time, slot by slot, and says when it is too much (spec: query 17.4).</summary>
internal sealed class RateWindow
{
    private const ulong NsPerMs = 1_000_000;

    private readonly ulong _rate;
    private readonly ulong _slotNs;
    private readonly ulong[] _slots;
    private int _current;
    private ulong _sum; // of all slots
    private ulong _lastNs;

    /// <param name="rate">Events within the time.</param>
    /// <param name="timeMs">The time, in milliseconds; at least one.</param>
    /// <param name="slots">The parts that it is counted in; at least one, at most one a millisecond.</param>
    public RateWindow(ulong rate, ulong timeMs, ulong slots)
    {
        timeMs = Math.Clamp(timeMs, 1, ulong.MaxValue / NsPerMs);
        slots = Math.Clamp(slots, 1, Math.Min(timeMs, 1 << 16));
        (_rate, _slotNs, _slots) = (rate, timeMs * NsPerMs / slots, new ulong[slots]);
    }

    /// <summary>Counts one event, unless there are too many already. A time before the last one counts as that one.</summary>
    public bool TryCount(ulong nowNs)
    {
        var gone = nowNs > _lastNs ? nowNs - _lastNs : 0;
        if (gone > (ulong)_slots.Length * _slotNs)
        {
            Array.Clear(_slots);
            (_sum, _lastNs) = (0, nowNs);
        }
        else if (gone > _slotNs)
        {
            for (; gone > _slotNs; gone -= _slotNs)
            {
                _current = (_current + 1) % _slots.Length;
                _sum -= _slots[_current];
                _slots[_current] = 0;
            }

            _lastNs = nowNs;
        }

        if (_sum >= _rate) return false;
        _slots[_current]++;
        _sum++;
        return true;
    }
}
