namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>How far the end of a source has come (spec: runtime 10.1). Used by the source's loop only.</summary>
internal sealed class SourceDrain
{
    private readonly HashSet<ulong> _sinks = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing new is begun; open streams may still be read to their end.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Nothing will be read any more.</summary>
    public bool IsAllRead { get; private set; }

    /// <summary>Completes when all that was read has come out of every sink that can be reached.</summary>
    public Task Ended => _ended.Task;

    /// <summary>As <see cref="Ended"/>, where the source came to its end by itself.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Whether the source has said that it will never deliver again.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>The sinks whose answer a drain waits for. Before the start.</summary>
    public void ExpectSinks(IEnumerable<ulong> sinks) => _sinks.UnionWith(sinks);

    public void Begin() => HasBegun = true;

    /// <summary>The drain signal is on its way behind everything that was read.</summary>
    public void AllIsRead()
    {
        IsAllRead = true;
        if (_sinks.Count == 0) End();
    }

    /// <summary>A sink has seen the drain signal of this source. Before that was sent, it says nothing.</summary>
    public void OnSinkDrained(ulong sink)
    {
        if (IsAllRead && _sinks.Remove(sink) && _sinks.Count == 0) End();
    }

    /// <summary>The source has stopped: nobody waits any longer.</summary>
    public void GiveUp()
    {
        _ended.TrySetResult();
        _finished.TrySetResult();
    }

    private void End()
    {
        _ended.TrySetResult();
        if (IsAtEnd) _finished.TrySetResult();
    }
}
