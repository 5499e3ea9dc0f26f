using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// Events that have ended, each with its sender: what one message carries back. Used by one caller at a time. What a set of held events settles goes as
/// the runs that the set has kept; of single ranges beyond some hundred the further ones are written down as compactly.
/// </summary>
internal sealed class Settlement
{
    /// <summary>So many ranges are kept one by one, in a list that is used again.</summary>
    private const int MaxRanges = 256;

    /// <summary>Parts at the end among which that of a sender is looked for.</summary>
    private const int MaxLookedAt = 16;

    // Usually there is one range: it needs no list.
    private readonly List<Part> _before = [];
    private readonly List<SettledEvents> _message = [];
    private Part _last;

    public bool IsEmpty => _last.Count == 0;

    /// <summary>Events [first, first + count) of <paramref name="from"/> have ended.</summary>
    public void Add(IUpstream from, long first, long count, Outcome outcome, ulong durationNs)
    {
        if (count == 0) return;
        if (_last.Count > 0)
        {
            if (_last.First + _last.Count == first && _last.IsOf(from, outcome, durationNs) && _last.Runs is null)
            {
                _last.Count += count;
                return;
            }

            if (_before.Count >= MaxRanges && AddToRuns(from, first, count, outcome, durationNs)) return;
            _before.Add(_last);
        }

        _last = new Part { From = from, First = first, Count = count, Outcome = outcome, DurationNs = durationNs };
    }

    /// <summary>The events of a set have ended. The set is handed over.</summary>
    public void Add(IUpstream from, NumberRuns runs, Outcome outcome, ulong durationNs)
    {
        if (runs.IsOneRun(out var first, out var count))
        {
            Add(from, first, count, outcome, durationNs);
            return;
        }

        if (_last.Count > 0) _before.Add(_last);
        _last = new Part { From = from, Count = runs.Count, Runs = runs, Outcome = outcome, DurationNs = durationNs };
    }

    /// <summary>Tells the senders, each by one call, and is empty again. Where one throws, the others are told before that goes on.</summary>
    public void Deliver()
    {
        if (_last.Count == 0) return;
        var last = _last;
        _last = default;
        if (_before.Count > 0 || last.Runs is not null) DeliverAll(last);
        else last.From!.Settle(last.First, last.Count, last.Outcome, last.DurationNs);
    }

    /// <summary>Adds to the newest part of the sender, if that has ended in the same way: the order of what a sender hears stays.</summary>
    private bool AddToRuns(IUpstream from, long first, long count, Outcome outcome, ulong durationNs)
    {
        ref var part = ref _last;
        var before = CollectionsMarshal.AsSpan(_before);
        for (var i = before.Length - 1; !ReferenceEquals(part.From, from); i--)
        {
            if (before.Length - i > MaxLookedAt) return false;
            part = ref before[i];
        }

        if (!part.IsOf(from, outcome, durationNs)) return false;
        if (part.Runs is null)
        {
            part.Runs = new NumberRuns();
            part.Runs.Add(part.First, part.Count);
        }

        part.Runs.Add(first, count);
        part.Count += count;
        return true;
    }

    private void DeliverAll(in Part last)
    {
        _before.Add(last);
        Exception? failure = null;
        for (var i = 0; i < _before.Count; i++)
        {
            if (_before[i].From is not { } from) continue;
            try
            {
                Deliver(from, i);
            }
            catch (Exception e)
            {
                failure ??= e;
            }
        }

        _before.Clear();
        _message.Clear();
        if (_before.Capacity > 4 * MaxRanges) _before.Capacity = _message.Capacity = 0;
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private void Deliver(IUpstream from, int first)
    {
        _message.Clear();
        foreach (ref var part in CollectionsMarshal.AsSpan(_before)[first..])
        {
            if (!ReferenceEquals(part.From, from)) continue;
            part.From = null;
            _message.Add(new SettledEvents(part.First, part.Count, part.Runs, part.Outcome, part.DurationNs));
        }

        from.Settle(CollectionsMarshal.AsSpan(_message));
    }

    private struct Part
    {
        /// <summary>Null when the sender has been told.</summary>
        public IUpstream? From;
        public long First;
        public long Count;
        public NumberRuns? Runs;
        public Outcome Outcome;
        public ulong DurationNs;

        public readonly bool IsOf(IUpstream from, Outcome outcome, ulong durationNs) =>
            Outcome == outcome && DurationNs == durationNs && ReferenceEquals(From, from);
    }
}
