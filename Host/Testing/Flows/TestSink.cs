using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>An event that has come out.</summary>
/// <param name="Number">From 1, among those of the port.</param>
/// <param name="AtNs">When, by the clock of the test, in nanoseconds since the epoch.</param>
internal sealed record ArrivedEvent(int Number, Value Value, Value Meta, EventId Id, ulong IngestNs, bool IsTransactional, ulong AtNs);

/// <summary>Stands behind an output port, or in place of the sink of a connector: records what comes, and answers as the test says.</summary>
/// <param name="name">The port or the connector.</param>
internal sealed class TestSink(string name, ulong id, TestClock clock)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<ArrivedEvent>> _new = new(StringComparer.Ordinal); // by name, guarded by _gate as the next ones
    private readonly Dictionary<string, int> _counts = [];
    private readonly List<Held> _held = [];
    private readonly List<IUpstream> _upstreams = [];
    private SinkStep? _behaviour;
    private bool _isDown;

    public string Name => name;

    private ulong Id => id;

    /// <summary>What an input port of it is called in a test.</summary>
    public string NameOf(Port port) => port.Equals(Port.In) ? name : $"{name}/{port}";

    /// <summary>What a pipeline sends to, by one of its ports.</summary>
    /// <param name="isAlone">Whether it is a port of a pipeline, and has the name of that.</param>
    public IEventTarget Link(Port port, IUpstream upstream, bool isAlone)
    {
        var called = isAlone ? name : NameOf(port);
        _new.TryAdd(called, []);
        _upstreams.Add(upstream);
        return new Input(this, called);
    }

    /// <summary>Pipelines are made anew.</summary>
    public void Disconnect()
    {
        _upstreams.Clear();
        lock (_gate) _held.Clear();
    }

    /// <summary>From now on.</summary>
    public void Behave(SinkStep step)
    {
        bool turns;
        lock (_gate)
        {
            turns = _isDown != (step.Then == SinkBehaviour.Down) && step.Then is SinkBehaviour.Down or SinkBehaviour.Up;
            _isDown = step.Then == SinkBehaviour.Down;
            _behaviour = step;
        }

        if (turns) Turn(step.Then == SinkBehaviour.Down);
    }

    /// <summary>Opens or closes its breaker.</summary>
    public void Turn(bool isOpen)
    {
        foreach (var upstream in _upstreams.Distinct()) upstream.OnInsight(new Insight { Kind = isOpen ? InsightKind.BreakerOpen : InsightKind.BreakerClosed, Maker = id, IngestNs = clock.NowNs }, this);
    }

    /// <summary>Answers held events.</summary>
    /// <param name="isMeant">Whether one is meant, by its name here (<c>out#1</c>) or the event as it came.</param>
    /// <returns>Whether there was one.</returns>
    public bool Answer(Func<string, EventId, bool> isMeant, Outcome outcome)
    {
        List<Held> answered;
        lock (_gate)
        {
            answered = _held.FindAll(h => isMeant($"{h.Port}#{h.Event.Number}", h.Event.Id));
            _held.RemoveAll(answered.Contains);
        }

        foreach (var held in answered) held.From.Settle(held.Sent, 1, outcome, 0);
        return answered.Count > 0;
    }

    /// <summary>What has come since the last call, by the name of each port that is linked.</summary>
    public IEnumerable<(string Name, List<ArrivedEvent> Events)> Take()
    {
        lock (_gate)
        {
            var taken = _new.Select(static n => (n.Key, n.Value)).ToArray();
            foreach (var (called, _) in taken) _new[called] = [];
            return taken;
        }
    }

    private void Accept(string port, EventBatch batch, IUpstream from, long first)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var e = batch.Events[i];
            SinkBehaviour then;
            lock (_gate)
            {
                var number = _counts[port] = _counts.GetValueOrDefault(port) + 1;
                var arrived = new ArrivedEvent(number, e.Data.Detach(), e.Meta.Detach(), e.Id, e.IngestNs, e.Transactional, clock.NowNs);
                _new[port].Add(arrived);
                then = Next();
                if (then == SinkBehaviour.Hold) _held.Add(new(port, arrived, from, first + i));
            }

            if (then != SinkBehaviour.Hold) from.Settle(first + i, 1, then is SinkBehaviour.Fail or SinkBehaviour.Down ? Outcome.Fail : Outcome.Ack, 0);
        }

        batch.Release();
    }

    /// <summary>What it does with one more event. Under the lock.</summary>
    private SinkBehaviour Next()
    {
        if (_behaviour is not { } step) return SinkBehaviour.Ack;
        if (step.After > 0)
        {
            _behaviour = step with { After = step.After - 1 };
            return SinkBehaviour.Ack;
        }

        if (step.Count is { } left) _behaviour = left > 1 ? step with { Count = left - 1 } : null;
        return step.Then;
    }

    private readonly record struct Held(string Port, ArrivedEvent Event, IUpstream From, long Sent);

    private sealed class Input(TestSink sink, string port) : IEventTarget
    {
        public object Receiver => sink;

        public bool TakesTicks => false;

        public ulong Sink => sink.Id;

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            sink.Accept(port, batch, from, first);
            return ValueTask.CompletedTask;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from)
        {
            TestFence.TryReturn(signal, from, sink);
            return ValueTask.CompletedTask;
        }
    }
}
