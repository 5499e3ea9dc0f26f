using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// All (value, metadata) pairs of an event (spec: runtime 2.4): one of a plain event, one for each element of an engine batch. What is called a batch and
/// has any other element is a plain event, so that nothing of it is passed over; a batch inside a batch is a plain value.
/// </summary>
public ref struct BatchElements
{
    private readonly ref readonly Event _event;
    private readonly bool _isBatch;
    private int _at;

    /// <summary>Starts before the first element.</summary>
    public BatchElements(ref readonly Event e)
    {
        _event = ref e;
        _at = -1;
        _isBatch = e.IsBatch && EngineBatch.IsPayload(e.Data);
        IngestNs = e.IngestNs;
    }

    /// <summary>The value of the element that the last <see cref="MoveNext"/> came to.</summary>
    public Value Data { get; private set; }

    /// <summary>Its metadata.</summary>
    public Value Meta { get; private set; }

    /// <summary>Its ingest time, in nanoseconds since the epoch; where it has none that of the element before it, or of the event.</summary>
    public ulong IngestNs { get; private set; }

    /// <summary>Goes on to the next element; false behind the last one.</summary>
    public bool MoveNext()
    {
        _at++;
        if (!_isBatch)
        {
            (Data, Meta) = (_event.Data, _event.Meta);
            return _at == 0;
        }

        if (_at >= _event.Data.Count || !_event.Data[_at].TryGetField("data"u8, out var data)) return false;
        if (!data.TryGetField("value"u8, out var value) || !data.TryGetField("meta"u8, out var meta)) return false;
        (Data, Meta) = (value, meta);
        if (data.TryGetField("ingest_ns"u8, out var time) && time.TryGetUInt64(out var ns)) IngestNs = ns;
        return true;
    }
}
