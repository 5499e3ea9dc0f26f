using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>The answers that a sink owes for events that it deferred. From any thread.</summary>
internal sealed class OpenAnswers
{
    private readonly Lock _lock = new();
    private readonly HashSet<IDeferred> _open = []; // guarded by _lock

    public bool IsEmpty
    {
        get
        {
            lock (_lock) return _open.Count == 0;
        }
    }

    public void Add(IDeferred answer)
    {
        lock (_lock) _open.Add(answer);
    }

    /// <returns>Whether it was the last one.</returns>
    public bool Remove(IDeferred answer)
    {
        lock (_lock) return _open.Remove(answer) && _open.Count == 0;
    }

    /// <summary>Nobody will give these answers any more: their events have failed.</summary>
    public void Fail()
    {
        IDeferred[] open;
        lock (_lock) open = [.. _open];
        foreach (var answer in open) answer.Fail();
    }
}
