using System.Buffers;
using System.Diagnostics;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// The unit that moves between blocks: events in order, and the pooled memory that their values look into. Counted: whoever
/// hands a batch to several readers retains it for each, every reader releases it once, and the last release returns
/// everything to its pool.
/// </summary>
/// <remarks>
/// A batch with one holder belongs to that holder, who may change its events in place
/// (<see cref="IsExclusive"/>); a shared one is read-only.
/// </remarks>
public sealed class EventBatch
{
    private const int MaxPooled = 256;

    /// <summary>Events and memories whose places a batch in the pool keeps: a usual batch holds up to 256 events, one of short lines a few thousand.</summary>
    private const int MaxKeptEvents = 1024;
    private const int MaxKeptMemory = 64;
    private static readonly Lock s_gate = new();
    private static readonly EventBatch[] s_free = new EventBatch[MaxPooled];
    private static int s_freeCount;

    private Event[] _events = [];
    private IBatchMemory[] _memory = new IBatchMemory[4];
    private int _count;
    private int _memoryCount;
    private int _holders;

    private EventBatch()
    {
    }

    /// <summary>Events in it.</summary>
    public int Count => _count;

    /// <summary>The events; writable only while <see cref="IsExclusive"/>.</summary>
    public Span<Event> Events => _events.AsSpan(0, _count);

    /// <summary>Places for events that it has without growing.</summary>
    internal int Capacity => _events.Length;

    /// <summary>Whether nobody else holds this batch.</summary>
    public bool IsExclusive => Volatile.Read(ref _holders) == 1;

    /// <summary>An empty batch, held once by the caller.</summary>
    public static EventBatch Rent(int capacity = 64)
    {
        EventBatch? batch = null;
        lock (s_gate)
            if (s_freeCount > 0) batch = s_free[--s_freeCount];
        batch ??= new EventBatch();
        batch._holders = 1;
        batch.Reserve(capacity);
        return batch;
    }

    /// <summary>Appends an event and gives the place to fill in; it starts as default.</summary>
    public ref Event Add()
    {
        if (_count == _events.Length) Reserve(Math.Max(16, _count * 2));
        ref var place = ref _events[_count++];
        place = default;
        return ref place;
    }

    /// <summary>Appends an event.</summary>
    public void Add(in Event e)
    {
        if (_count == _events.Length) Reserve(Math.Max(16, _count * 2));
        _events[_count++] = e;
    }

    /// <summary>Takes back what was added after the first <paramref name="count"/> events.</summary>
    public void Truncate(int count)
    {
        Debug.Assert(count <= _count, "a batch cannot be truncated to more than it holds");
        _events.AsSpan(count, _count - count).Clear();
        _count = count;
    }

    /// <summary>Keeps <paramref name="memory"/> alive as long as this batch; retains it.</summary>
    public void Attach(IBatchMemory memory)
    {
        for (var i = _memoryCount - 1; i >= 0; i--)
            if (ReferenceEquals(_memory[i], memory)) return;
        if (_memoryCount == _memory.Length) Array.Resize(ref _memory, _memoryCount * 2);
        memory.Retain();
        _memory[_memoryCount++] = memory;
    }

    /// <summary>Keeps alive whatever <paramref name="other"/> keeps alive: for a batch that takes over some of its events.</summary>
    public void AttachMemoryOf(EventBatch other)
    {
        for (var i = 0; i < other._memoryCount; i++) Attach(other._memory[i]);
    }

    /// <summary>A batch of some of these events, held once by the caller.</summary>
    public EventBatch Copy(int first, int count)
    {
        var copy = Rent(count);
        foreach (ref readonly var e in Events.Slice(first, count)) copy.Add(e);
        copy.AttachMemoryOf(this);
        return copy;
    }

    /// <summary>One more holder, who calls <see cref="Release"/> once.</summary>
    public void Retain()
    {
        var holders = Interlocked.Increment(ref _holders);
        Debug.Assert(holders > 1, "a batch was retained after its last release");
    }

    /// <summary>One holder less; behind the last one the batch and its memory return to their pools.</summary>
    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        Debug.Assert(holders >= 0, "a batch was released more often than held");
        if (holders != 0) return;
        Events.Clear();
        _count = 0;
        for (var i = 0; i < _memoryCount; i++)
        {
            _memory[i].Release();
            _memory[i] = null!;
        }

        _memoryCount = 0;
        if (_memory.Length > MaxKeptMemory) _memory = new IBatchMemory[4];
        if (_events.Length > MaxKeptEvents) GiveBackEvents();
        lock (s_gate)
        {
            if (s_freeCount < MaxPooled)
            {
                s_free[s_freeCount++] = this;
                return;
            }
        }

        if (_events.Length > 0) GiveBackEvents();
    }

    private void GiveBackEvents()
    {
        ArrayPool<Event>.Shared.Return(_events);
        _events = [];
    }

    private void Reserve(int capacity)
    {
        if (_events.Length >= capacity) return;
        var larger = ArrayPool<Event>.Shared.Rent(capacity);
        _events.AsSpan(0, _count).CopyTo(larger);
        if (_events.Length > 0)
        {
            _events.AsSpan(0, _count).Clear();
            ArrayPool<Event>.Shared.Return(_events);
        }

        _events = larger;
    }
}
