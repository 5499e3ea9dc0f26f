using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>A batch that a sink is working on, and what it said of each event. Reused.</summary>
internal sealed class Delivery(SinkRunner runner) : IDelivery
{
    private enum Said : byte
    {
        Nothing,
        Failed,
        Ignored,
        Deferred,
        Kept,
    }

    private readonly Lock _lock = new();
    private Said[] _said = new Said[64];
    private bool _hasSaid;
    private List<Deferred>? _deferred;
    private Dictionary<int, string>? _reasons; // why events have failed, by index
    private bool _isGivenUp; // guarded by _lock: it is over, though the sink does not know
    private EventBatch? _batch;
    private IUpstream _from = null!;
    private long _firstNumber;

    public Port Port { get; private set; } = Port.In;

    /// <summary>When it began: a timestamp of the clock.</summary>
    public long Started { get; private set; }

    /// <summary>Bytes that the serializer has given meanwhile.</summary>
    public long Bytes { get; set; }

    public EventBatch Batch => _batch ?? throw new InvalidOperationException("the delivery is over: answer later through IDeferred");

    public ReadOnlySpan<Event> Events => Batch.Events;

    public void Begin(Port port, EventBatch batch, IUpstream from, long firstNumber, long started)
    {
        (Port, _batch, _from, _firstNumber, Started) = (port, batch, from, firstNumber, started);
        if (_said.Length < batch.Count) _said = new Said[batch.Count];
    }

    public void Fail(int index, string? reason = null)
    {
        Say(index, Said.Failed);
        if (reason is not null) (_reasons ??= [])[index] = reason;
    }

    /// <summary>Why the first of those failed of which the sink has said it alone, and how many these are; null for none.</summary>
    public (string First, int Count)? Reasons => _reasons is { Count: > 0 } all ? (all.MinBy(static r => r.Key).Value, all.Count) : null;

    public void Ignore(int index) => Say(index, Said.Ignored);

    public IDeferred Defer(int index)
    {
        // What is given up and what is deferred must not be answered by both.
        lock (_lock)
        {
            Say(index, Said.Deferred);
            if (_isGivenUp) return Nobody.Instance;
            var deferred = new Deferred(runner, Batch, _from, _firstNumber, index, Started);
            (_deferred ??= []).Add(deferred);
            return deferred;
        }
    }

    /// <summary>Whether the sink has said nothing of an event.</summary>
    public bool IsUnanswered(int index) => _said[index] == Said.Nothing;

    /// <summary>Postprocessors keep an event: it waits in its part of the stream, which answers for it if its source can send it again.</summary>
    /// <param name="number">Of the event in the stream.</param>
    public void Keep(int index, long number, UnwrittenStream stream)
    {
        ref readonly var e = ref Batch.Events[index];
        var part = stream.PartOf(number);
        part.Add(number, e);
        if (!e.Transactional) return;
        part.OweLast(_from, _firstNumber + index, Started);
        Say(index, Said.Kept);
    }

    /// <summary>The sink has broken off: what it did not answer, and did not ignore, has failed.</summary>
    public void FailUnanswered()
    {
        var all = Batch.Count;
        for (var i = 0; i < all; i++)
            if (_said[i] == Said.Nothing) Say(i, Said.Failed);
        if (_deferred is null) return;
        foreach (var deferred in _deferred) deferred.Fail();
    }

    /// <summary>
    /// The sink does not come back from this delivery: what it neither ignored nor deferred has failed. It may still be reading the events, and what it
    /// says of them from now on is not heard. By another thread than the sink's; for a delivery that is under way or over.
    /// </summary>
    public void GiveUp(ulong durationNs)
    {
        Said[] said;
        lock (_lock)
        {
            if (_batch is null) return;
            _isGivenUp = true;
            said = _said[.._batch.Count];
        }

        for (var i = 0; i < said.Length; i++)
            if (said[i] == Said.Nothing) said[i] = Said.Failed;
        Settle(said, durationNs, null);
    }

    /// <summary>Settles what is not left for later.</summary>
    public void End(ulong durationNs)
    {
        var count = Batch.Count;
        if (!_hasSaid) _from.Settle(_firstNumber, count, Outcome.Ack, durationNs);
        else
        {
            Settle(_said.AsSpan(0, count), durationNs, _reasons);
            Array.Clear(_said, 0, count);
        }

        _hasSaid = false;
        _deferred = null;
        _reasons = null;
        _batch = null;
    }

    /// <summary>In runs of one outcome.</summary>
    private void Settle(ReadOnlySpan<Said> said, ulong durationNs, Dictionary<int, string>? reasons)
    {
        for (var first = 0; first < said.Length;)
        {
            var outcome = said[first];
            var end = first + 1;
            while (end < said.Length && said[end] == outcome) end++;
            if (outcome == Said.Failed)
            {
                var begun = runner.Losses.TryBegin();
                CountFailed(first, end, reasons, isSealed: !begun);
                if (begun)
                {
                    _from.Settle(_firstNumber + first, end - first, Outcome.Fail, durationNs);
                    runner.Losses.End();
                }
            }
            else if (outcome is not (Said.Deferred or Said.Kept)) _from.Settle(_firstNumber + first, end - first, OutcomeOf(outcome), durationNs);
            first = end;
        }
    }

    private void CountFailed(int first, int end, Dictionary<int, string>? reasons, bool isSealed)
    {
        if (reasons is null)
        {
            runner.CountFailed(Batch.Events[first..end], isSealed: isSealed);
            return;
        }

        while (first < end)
        {
            var reason = reasons.GetValueOrDefault(first);
            var next = first + 1;
            while (next < end && reasons.GetValueOrDefault(next) == reason) next++;
            runner.CountFailed(Batch.Events[first..next], reason, isSealed);
            first = next;
        }
    }

    private static Outcome OutcomeOf(Said said) => said switch
    {
        Said.Ignored => Outcome.Unanswered,
        _ => Outcome.Ack,
    };

    private void Say(int index, Said said)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Batch.Count, nameof(index));
        if (_said[index] == Said.Deferred) throw new InvalidOperationException("the answer of this event was deferred");
        _said[index] = said;
        _hasSaid = true;
    }

    /// <summary>Keeps the batch until the answer is there.</summary>
    private sealed class Deferred : IDeferred
    {
        private readonly SinkRunner _runner;
        private readonly EventBatch _batch;
        private readonly IUpstream _from;
        private readonly long _firstNumber;
        private readonly int _index;
        private readonly long _started;
        private int _answered;

        public Deferred(SinkRunner runner, EventBatch batch, IUpstream from, long firstNumber, int index, long started)
        {
            (_runner, _batch, _from, _firstNumber, _index, _started) = (runner, batch, from, firstNumber, index, started);
            batch.Retain();
            runner.OnDeferred(this);
        }

        public void Ack() => Answer(Outcome.Ack);

        public void Fail() => Answer(Outcome.Fail);

        private void Answer(Outcome outcome)
        {
            if (Interlocked.Exchange(ref _answered, 1) != 0) return;
            var begun = outcome != Outcome.Fail || _runner.Losses.TryBegin();
            if (outcome == Outcome.Fail) _runner.CountFailed(_batch.Events.Slice(_index, 1), isSealed: !begun);
            if (begun)
            {
                _from.Settle(_firstNumber + _index, 1, outcome, _runner.Since(_started));
                if (outcome == Outcome.Fail) _runner.Losses.End();
            }

            _batch.Release();
            _runner.OnAnswered(this);
        }
    }

    /// <summary>An answer that nobody waits for.</summary>
    private sealed class Nobody : IDeferred
    {
        public static Nobody Instance { get; } = new();

        public void Ack()
        {
        }

        public void Fail()
        {
        }
    }
}
