using System.Threading.Channels;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>
/// The way of the metrics of a process, from whatever measures to everybody who listens (spec: runtime 14). Whoever sends never waits. Any thread.
/// </summary>
/// <remarks>
/// What travels is a report: records that belong together, each <c>{"measurement": string, "tags": record, "fields": record, "timestamp": int}</c>. They look
/// into no buffer.
/// </remarks>
public sealed class MetricsChannel
{
    private readonly Lock _lock = new();
    private MetricsSubscription[] _listeners = []; // replaced, not changed, under _lock

    /// <summary>Whether anybody would get what is sent now.</summary>
    public bool HasListeners => Volatile.Read(ref _listeners).Length > 0;

    /// <summary>Everything that is sent from now on.</summary>
    public MetricsSubscription Subscribe()
    {
        var subscription = new MetricsSubscription(Unsubscribe);
        lock (_lock) _listeners = [.. _listeners, subscription];
        return subscription;
    }

    /// <summary>Sends a report to all who listen.</summary>
    public void Send(IReadOnlyList<Value> records)
    {
        if (records.Count == 0) return;
        foreach (var listener in Volatile.Read(ref _listeners)) listener.Add(records);
    }

    private void Unsubscribe(MetricsSubscription subscription)
    {
        lock (_lock) _listeners = Array.FindAll(_listeners, l => l != subscription);
    }
}

/// <summary>What one listener has not taken yet. One caller at a time takes; it ends with <see cref="Dispose"/>.</summary>
public sealed class MetricsSubscription : IDisposable
{
    /// <summary>Reports that wait (spec: runtime 1.4); when one more comes, the oldest is gone.</summary>
    private const int Capacity = 128;

    private readonly Channel<IReadOnlyList<Value>> _waiting;
    private readonly Action<MetricsSubscription> _unsubscribe;
    private IReadOnlyList<Value> _report = []; // being taken
    private int _taken;
    private long _lost;

    internal MetricsSubscription(Action<MetricsSubscription> unsubscribe)
    {
        _unsubscribe = unsubscribe;
        var options = new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest };
        _waiting = Channel.CreateBounded(options, (IReadOnlyList<Value> dropped) => Interlocked.Add(ref _lost, dropped.Count));
    }

    /// <summary>Records that came too fast, since the last call.</summary>
    public long TakeLost() => Volatile.Read(ref _lost) == 0 ? 0 : Interlocked.Exchange(ref _lost, 0);

    /// <summary>The next record. Giving up loses nothing.</summary>
    public async ValueTask<Value> TakeAsync(CancellationToken cancellation)
    {
        Value record;
        while (!TryTake(out record)) await _waiting.Reader.WaitToReadAsync(cancellation);
        return record;
    }

    /// <summary>The next record, if there is one.</summary>
    public bool TryTake(out Value record)
    {
        record = default;
        if (_taken == _report.Count)
        {
            if (!_waiting.Reader.TryRead(out var report)) return false;
            (_report, _taken) = (report, 0);
        }

        record = _report[_taken++];
        return true;
    }

    /// <summary>Listens no more. May be called twice.</summary>
    public void Dispose() => _unsubscribe(this);

    internal void Add(IReadOnlyList<Value> records) => _waiting.Writer.TryWrite(records);
}
