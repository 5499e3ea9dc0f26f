namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>
/// Who has a sink's runner in hand while the sink itself is called: the loop that called it and waits, until somebody else takes over because the sink does not
/// come back. Each side asks once a call; exactly one of them goes on.
/// </summary>
internal sealed class SinkCall
{
    private const int Outside = 0;
    private const int Inside = 1;
    private const int TakenOver = 2;

    private int _state;
    private long _calls;

    /// <summary>The number of the call that is under way; null where none is. From any thread.</summary>
    public long? Current
    {
        get
        {
            var calls = Volatile.Read(ref _calls);
            return Volatile.Read(ref _state) == Inside ? calls : null;
        }
    }

    /// <summary>By the loop, before it calls the sink.</summary>
    public void Begin()
    {
        Volatile.Write(ref _calls, _calls + 1);
        Interlocked.CompareExchange(ref _state, Inside, Outside);
    }

    /// <summary>By the loop, when the sink has come back.</summary>
    /// <returns>False when somebody else goes on in its place: it must touch nothing any more.</returns>
    public bool End() => Interlocked.CompareExchange(ref _state, Outside, Inside) == Inside;

    /// <summary>By who does not want to wait any longer.</summary>
    /// <returns>False when no call is under way, so that there is a loop that goes on by itself.</returns>
    public bool TryTakeOver() => Interlocked.CompareExchange(ref _state, TakenOver, Inside) == Inside;
}
