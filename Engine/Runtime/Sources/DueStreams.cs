namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>
/// Which stream wants to be woken next. A stream is entered again only when its time has come nearer; what is entered is compared with what the stream
/// wants when its turn comes, so that a stream that gets chunk after chunk costs nothing here.
/// </summary>
internal sealed class DueStreams
{
    private readonly PriorityQueue<SourceStream, long> _queue = new();

    /// <summary>A stream has been called: its time may have changed.</summary>
    public void Note(SourceStream stream)
    {
        if (stream.DueNs is not { } due || due >= stream.EnteredNs) return;
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
            else _queue.Dequeue();
        }

        return null;
    }

    public static void Forget(SourceStream stream) => stream.EnteredNs = long.MaxValue;
}
