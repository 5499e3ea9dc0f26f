namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>
/// Which stream wants to be woken next. A stream is entered again only when its time has come nearer; what is entered is compared with what the stream
/// wants when its turn comes, so that a stream that gets chunk after chunk costs nothing here.
/// </summary>
internal sealed class DueStreams
{
    private const int MinStale = 64;

    private readonly PriorityQueue<SourceStream, long> _queue = new();
    private int _stale; // entries that are not the one under which their stream is known, about

    /// <summary>Entries, those that have no meaning any more included.</summary>
    public int Count => _queue.Count;

    /// <summary>A stream has been called: its time may have changed.</summary>
    public void Note(SourceStream stream)
    {
        if (stream.DueNs is not { } due || due >= stream.EnteredNs) return;
        Forget(stream);
        stream.EnteredNs = due;
        _queue.Enqueue(stream, due);
    }

    /// <summary>The stream that is due first, and when; null when none waits.</summary>
    public (SourceStream Stream, long DueNs)? Next()
    {
        while (_queue.TryPeek(out var stream, out var entered))
        {
            if (entered == stream.EnteredNs)
            {
                if (stream.DueNs <= entered) return (stream, entered);
                stream.EnteredNs = long.MaxValue;
                _queue.Dequeue();
                Note(stream);
            }
            else
            {
                _queue.Dequeue();
                _stale = Math.Max(0, _stale - 1);
            }
        }

        return null;
    }

    /// <summary>The stream is not woken any more. What it leaves in the queue goes when such entries are the greater part.</summary>
    public void Forget(SourceStream stream)
    {
        if (stream.EnteredNs == long.MaxValue) return;
        stream.EnteredNs = long.MaxValue;
        if (++_stale < MinStale || _stale * 2 <= _queue.Count) return;
        var valid = _queue.UnorderedItems.Where(static i => i.Priority == i.Element.EnteredNs).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(valid);
        _queue.TrimExcess();
        _stale = 0;
    }
}
