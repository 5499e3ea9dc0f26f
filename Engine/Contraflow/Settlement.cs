using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>Ranges of events that have ended, each with its sender: what one message carries back. Used by one caller at a time.</summary>
internal sealed class Settlement
{
    // Usually there is one range: it needs no list.
    private readonly List<Part> _before = [];
    private Part _last;

    public bool IsEmpty => _last.Count == 0;

    /// <summary>Events [first, first + count) of <paramref name="from"/> have ended.</summary>
    public void Add(IUpstream from, long first, long count, Outcome outcome, ulong durationNs)
    {
        if (count == 0) return;
        if (_last.Count > 0)
        {
            if (_last.First + _last.Count == first && _last.Outcome == outcome && _last.DurationNs == durationNs && ReferenceEquals(_last.From, from))
            {
                _last.Count += count;
                return;
            }

            _before.Add(_last);
        }

        _last = new Part { From = from, First = first, Count = count, Outcome = outcome, DurationNs = durationNs };
    }

    /// <summary>Tells the senders, and is empty again.</summary>
    public void Deliver()
    {
        if (_last.Count == 0) return;
        if (_before.Count > 0) DeliverBefore();
        var last = _last;
        _last = default;
        Tell(last);
    }

    private static void Tell(in Part part) => part.From.Settle(part.First, part.Count, part.Outcome, part.DurationNs);

    private void DeliverBefore()
    {
        try
        {
            foreach (var part in _before) Tell(part);
        }
        finally
        {
            // Also where a sender fails: nothing is told twice.
            _before.Clear();
            if (_before.Capacity > 1024) _before.Capacity = 0;
        }
    }

    private struct Part
    {
        public IUpstream From;
        public long First;
        public long Count;
        public Outcome Outcome;
        public ulong DurationNs;
    }
}
