using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>Encodes every event, counts the bytes and throws them away; optionally records how long each event was on its way.</summary>
internal sealed class DiscardConnector(Action<ulong>? latencyNs) : IConnector, ISink
{
    private readonly ArrayBufferWriter<byte> _output = new(256 * 1024);
    private ISinkContext? _context;

    public ISource? Source => null;

    public ISink? Sink => this;

    public long Events { get; private set; }

    public long Bytes { get; private set; }

    public void OnStart(ISinkContext context) => _context = context;

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        var events = delivery.Events;
        _output.ResetWrittenCount();
        _context!.Serializer.Serialize(events, 0, _output, static (_, error) => throw new InvalidOperationException(error));
        Events += events.Length;
        Bytes += _output.WrittenCount;
        if (latencyNs is not null)
        {
            var now = Clock.NowNs();
            foreach (ref readonly var e in events) latencyNs(now - Math.Min(now, e.IngestNs));
        }

        return ValueTask.CompletedTask;
    }
}
