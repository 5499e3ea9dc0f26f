using System.Text;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Connectors.Bench;

/// <summary>The measuring half of <see cref="BenchConnector"/>.</summary>
internal sealed class BenchSink : ISink, IChunkOutput
{
    private const ulong Stream = 0;
    private const ulong NsPerSecond = 1_000_000_000;

    private readonly BenchConnector.Config _config;
    private readonly ConnectorContext _context;
    private readonly Action<int, string> _onUnserializable;
    private readonly PooledBufferWriter _encoded = new();
    private readonly LatencyHistogram _latencies;
    private ISinkContext? _sink;
    private IDelivery? _delivery;
    private ulong _firstNs; // when the first event came, in nanoseconds since the epoch
    private ulong _measuredFromNs; // ingest time of the first event that is measured
    private ulong _lastNs; // when the last one came
    private long _bytes;
    private bool _hasReported;

    public BenchSink(BenchConnector.Config config, ConnectorContext context)
    {
        _config = config;
        _context = context;
        _onUnserializable = OnUnserializable;
        _latencies = new LatencyHistogram(config.SignificantFigures);
    }

    public void OnStart(ISinkContext context) => _sink = context;

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        var events = delivery.Events;
        _encoded.Clear();
        _delivery = delivery;
        _sink!.Serializer.Serialize(events, Stream, _encoded, _onUnserializable);
        _delivery = null;
        if (events.IsEmpty || _hasReported) return ValueTask.CompletedTask;

        var now = _context.Time.NowNs();
        if (_firstNs == 0) _firstNs = now;
        if (now - _firstNs >= _config.WarmupSecs * NsPerSecond) Measure(events, now);
        ReportWhenTimeIsOver(now);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnSignalAsync(Signal signal, CancellationToken cancellation)
    {
        if (signal.Kind == SignalKind.Drain && signal.Source == _context.Id) End();
        else if (signal.Kind == SignalKind.Tick) ReportWhenTimeIsOver(_context.Time.NowNs());
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync()
    {
        if (_latencies.Count > 0) Report();
        if (_sink?.Serializer.Finish(Stream, this) is { } error) _context.Logger.LogError("[{Alias}] Error: {Error}", _context.Alias, error);
        _encoded.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The end of the output goes where all of it went: nowhere.</summary>
    void IChunkOutput.Add(ReadOnlySpan<byte> chunk)
    {
    }

    private void Measure(ReadOnlySpan<Event> events, ulong now)
    {
        if (_measuredFromNs == 0) _measuredFromNs = events[0].IngestNs;
        foreach (ref readonly var e in events) _latencies.Record((long)(now - Math.Min(e.IngestNs, now)));
        _bytes += _encoded.Length;
        _lastNs = now;
    }

    private void ReportWhenTimeIsOver(ulong now)
    {
        if (_config.StopAfterSecs == 0 || _firstNs == 0) return;
        if (now - _firstNs >= (_config.StopAfterSecs + _config.WarmupSecs) * NsPerSecond) End();
    }

    private void End()
    {
        if (_hasReported) return;
        Report();
        _context.Process.RequestShutdown(graceful: false, _context.Alias);
    }

    private void Report()
    {
        if (_hasReported) return;
        _hasReported = true;
        var report = new BenchReport(_latencies, _bytes, _lastNs - Math.Min(_measuredFromNs, _lastNs));
        var text = _config.Structured ? report.ToJson() + "\n" : report.ToText();
        _context.Process.StandardOutput.Write(Encoding.UTF8.GetBytes(text));
        _context.Process.StandardOutput.Flush();
    }

    private void OnUnserializable(int index, string error) => _delivery!.Fail(index, error);
}
