using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// What an event holds for a sink: its own value and metadata, or those of each element of an engine batch, in order (spec: runtime 2.4). An
/// element without <c>data.value</c> and <c>data.meta</c> ends the batch.
/// </summary>
public readonly ref struct EventPairs
{
    private readonly ref readonly Event _event;

    public EventPairs(in Event e) => _event = ref e;

    public Enumerator GetEnumerator() => new(_event);

    public ref struct Enumerator
    {
        private readonly ref readonly Event _event;
        private int _next;

        internal Enumerator(in Event e) => _event = ref e;

        public (Value Value, Value Meta) Current { get; private set; }

        public bool MoveNext()
        {
            var at = _next++;
            if (!_event.IsBatch)
            {
                Current = (_event.Data, _event.Meta);
                return at == 0;
            }

            if (!_event.Data.IsArray || at >= _event.Data.Count || !_event.Data[at].TryGetField("data"u8, out var data)) return false;
            if (!data.TryGetField("value"u8, out var value) || !data.TryGetField("meta"u8, out var meta)) return false;
            Current = (value, meta);
            return true;
        }
    }
}
