using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>
/// Counts the events of one half of a connector and reports the counts: with the first event, and with each that is an interval or more younger than the last
/// that did (spec: runtime 14.2). When no event has come for an interval, what is not reported yet is, once (spec: operations 2.6).
/// </summary>
/// <param name="flow">Alias of the flow.</param>
/// <param name="connector"><c>flow::connector</c>.</param>
/// <param name="ports">What is counted apart; each gives a record, in this order.</param>
internal sealed class ConnectorReporter(MetricsChannel channel, string flow, string connector, Port[] ports, TimeSpan interval, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1); // that a timer is set for

    private readonly ulong _intervalNs = interval.ToNs();
    private readonly long[] _counts = new long[ports.Length]; // one writer
    private readonly Lock _lock = new();
    private ulong _dueNs; // an event of this time or a later one reports
    private bool _isReported = true; // whether the last event did
    private bool _hasRested = true; // since the last event
    private long _restedAt;

    // Guarded by _lock.
    private ITimer? _timer;
    private bool _isTimed;
    private bool _isDisposed;

    /// <summary>An event passes.</summary>
    /// <param name="port">By index.</param>
    public void Count(int port, ulong ingestNs)
    {
        Volatile.Write(ref _counts[port], _counts[port] + 1);
        _hasRested = false;
        Volatile.Write(ref _isReported, ingestNs >= _dueNs);
        if (!_isReported) return;
        _dueNs = ingestNs + Math.Min(_intervalNs, ulong.MaxValue - ingestNs);
        Report(ingestNs);
    }

    /// <summary>These events pass, by the first port.</summary>
    public void Count(ReadOnlySpan<Event> events)
    {
        foreach (ref readonly var e in events) Count(0, e.IngestNs);
    }

    /// <summary>Behind some events: perhaps no others follow.</summary>
    public void Rest()
    {
        if (_hasRested || _isReported) return;
        _hasRested = true;
        Volatile.Write(ref _restedAt, time.GetTimestamp());
        lock (_lock)
        {
            if (_isTimed || _isDisposed) return;
            _isTimed = true;
            _timer ??= time.CreateTimer(static reporter => ((ConnectorReporter)reporter!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            SetTimer(interval);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            var left = interval - time.GetElapsedTime(Volatile.Read(ref _restedAt));
            _isTimed = left > TimeSpan.Zero;
            if (_isTimed)
            {
                SetTimer(left);
                return;
            }
        }

        if (!Volatile.Read(ref _isReported)) Report(time.NowNs());
    }

    private void SetTimer(TimeSpan wait) => _timer!.Change(wait < s_longest ? wait : s_longest, Timeout.InfiniteTimeSpan);

    private void Report(ulong timestamp)
    {
        if (!channel.HasListeners) return;
        var records = new Value[ports.Length];
        for (var p = 0; p < ports.Length; p++)
        {
            var tags = new RecordBuilder(3).Set(MetricRecord.Flow, Value.From(flow)).Set(MetricRecord.Connector, Value.From(connector)).Set(MetricRecord.Port, Value.From(ports[p].Name));
            records[p] = MetricRecord.Of("connector_events", tags, Volatile.Read(ref _counts[p]), timestamp);
        }

        channel.Send(records);
    }
}
