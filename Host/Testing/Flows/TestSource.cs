using System.Globalization;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>Stands in front of an input port, or in place of the source of a connector: sends what the test says, and notes what comes back.</summary>
/// <param name="name">The port or the connector.</param>
/// <param name="id">The source in the ids of its events; no operator has it.</param>
internal sealed class TestSource(string name, ulong id) : IUpstream
{
    private readonly Lock _gate = new();
    private readonly List<SentEvent> _sent = [];
    private readonly Dictionary<Port, List<IEventTarget>> _targets = [];
    private readonly HashSet<ulong> _openBreakers = [];

    // Guarded by _gate, as is what the events say of their end.
    private List<string> _acked = [];
    private List<string> _failed = [];
    private List<Value> _insights = [];

    public string Name => name;

    public ulong Id => id;

    /// <summary>Ports by which it sends.</summary>
    public IEnumerable<Port> Ports => _targets.Keys;

    /// <summary>Whether somebody behind it has opened a breaker.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate) return _openBreakers.Count > 0;
        }
    }

    public void AddTarget(Port port, IEventTarget target)
    {
        if (!_targets.TryGetValue(port, out var targets)) _targets.Add(port, targets = []);
        targets.Add(target);
    }

    /// <summary>Everything behind it is gone; what was sent is remembered.</summary>
    public void Disconnect()
    {
        _targets.Clear();
        lock (_gate) _openBreakers.Clear();
    }

    /// <summary>Sends an event.</summary>
    /// <param name="label">By which the test speaks of it; null for its number.</param>
    public async Task SendAsync(Port port, Value value, Value meta, ulong ingestNs, bool isTransactional, string? label)
    {
        var sent = new SentEvent(_sent.Count, port, value, meta, ingestNs, isTransactional, label ?? string.Create(CultureInfo.InvariantCulture, $"{name}#{_sent.Count + 1}"));
        lock (_gate) _sent.Add(sent);
        await SendAsync(sent);
    }

    /// <summary>Sends again what nobody has answered for.</summary>
    public async Task ReplayAsync()
    {
        SentEvent[] open;
        lock (_gate) open = [.. _sent.Where(static s => s is { IsTransactional: true, IsSettled: false })];
        foreach (var sent in open) await SendAsync(sent);
    }

    /// <summary>The events that it sent and that went into another one, by their labels.</summary>
    public IEnumerable<string> LabelsOf(EventId of)
    {
        if (of.Tracked is not { } tracked) return of.Source == id ? [_sent[(int)of.Pull].Label] : [];
        return tracked.Exact().Where(r => r.Source == id).SelectMany(r => _sent.Skip((int)r.MinPull).Take((int)(r.MaxPull - r.MinPull + 1))).Select(static s => s.Label);
    }

    /// <summary>What has come back since the last call.</summary>
    public (List<string> Acked, List<string> Failed, List<Value> Insights) Take()
    {
        lock (_gate)
        {
            var taken = (_acked, _failed, _insights);
            (_acked, _failed, _insights) = ([], [], []);
            return taken;
        }
    }

    /// <summary>Transactional events without an answer.</summary>
    public IReadOnlyList<string> Unsettled()
    {
        lock (_gate) return [.. _sent.Where(static s => s is { IsTransactional: true, IsSettled: false }).Select(static s => s.Label)];
    }

    public void Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        lock (_gate)
            foreach (var sent in _sent.Skip((int)first).Take((int)count))
            {
                sent.Outcome = sent.Outcome.Worse(outcome);
                if (--sent.Open > 0 || !sent.IsTransactional) continue;
                sent.IsSettled = sent.Outcome != Outcome.Unanswered;
                if (!sent.IsSettled) continue;
                (sent.Outcome == Outcome.Ack ? _acked : _failed).Add(sent.Label);
                _insights.Add(Insight(sent.Outcome == Outcome.Ack ? "ack" : "fail", ("of", sent.Label)));
            }
    }

    public void OnInsight(in Insight insight, object receiver)
    {
        if (TestFence.TryPass(insight)) return;
        if (insight.Kind is not (InsightKind.BreakerOpen or InsightKind.BreakerClosed)) return;
        var isOpen = insight.Kind == InsightKind.BreakerOpen;
        lock (_gate)
        {
            if (isOpen) _openBreakers.Add(insight.Maker);
            else _openBreakers.Remove(insight.Maker);
            _insights.Add(Insight(isOpen ? "open" : "close", ("port", name)));
        }
    }

    private async Task SendAsync(SentEvent sent)
    {
        if (!_targets.TryGetValue(sent.Port, out var targets)) throw new FlowTestException($"nothing reads {name}/{sent.Port}, so that nothing can be sent there");
        lock (_gate) (sent.Open, sent.Outcome) = (targets.Count, Outcome.Ack);
        var number = (ulong)sent.Number;
        var batch = EventBatch.Rent(1);
        batch.Add(new Event
        {
            Id = new(id, 0, number, number),
            Data = sent.Value,
            Meta = sent.Meta,
            IngestNs = sent.IngestNs,
            Transactional = sent.IsTransactional,
        });
        for (var i = 1; i < targets.Count; i++) batch.Retain();
        foreach (var target in targets) await target.SendAsync(batch, this, sent.Number);
    }

    private static Value Insight(string kind, (string Key, string Value) more) =>
        new RecordBuilder().Set("kind", Value.From(kind)).Set(more.Key, Value.From(more.Value)).Build();

    private sealed record SentEvent(int Number, Port Port, Value Value, Value Meta, ulong IngestNs, bool IsTransactional, string Label)
    {
        /// <summary>Targets that have not answered yet.</summary>
        public int Open { get; set; }

        public Outcome Outcome { get; set; }

        public bool IsSettled { get; set; }
    }
}
