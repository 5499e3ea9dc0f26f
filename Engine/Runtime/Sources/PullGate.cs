using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The holds on a source. Each hold is set and lifted by its owner only.</summary>
[Flags]
internal enum SourceHolds
{
    None = 0,

    /// <summary>The source has not started, or a sink that it can reach has never been ready.</summary>
    Gate = 1,

    /// <summary>A person paused it.</summary>
    User = 2,

    /// <summary>A breaker on the way to a sink is open.</summary>
    Breaker = 4,

    /// <summary>Everything was read that will be.</summary>
    Drain = 8,
}

/// <summary>
/// The set of holds of a source: nothing is pulled while there is one. So a breaker that closes never resumes what a person paused. May be read from any
/// thread; each hold says who may change it.
/// </summary>
internal sealed class PullGate
{
    private readonly HashSet<ulong> _openBreakers = [];
    private readonly HashSet<ulong> _forgotten = [];
    private int _holds = (int)SourceHolds.Gate;
    private int _toCome = int.MaxValue; // the start, and sinks that are not ready

    public SourceHolds Holds => (SourceHolds)Volatile.Read(ref _holds);

    /// <summary>Whether the source is told that it pauses: these holds come and go.</summary>
    public bool IsPausing => (Holds & (SourceHolds.User | SourceHolds.Breaker)) != 0;

    /// <summary>The sinks that the source can reach. Before the start.</summary>
    public void ExpectSinks(int count) => _toCome = count + 1;

    /// <summary>The source has started, or one of the expected sinks is ready for the first time. From any thread.</summary>
    public void OneIsReady()
    {
        if (Interlocked.Decrement(ref _toCome) == 0) Set(SourceHolds.Gate, false);
    }

    /// <summary>From any thread.</summary>
    public void SetUser(bool isPaused) => Set(SourceHolds.User, isPaused);

    /// <summary>By the source's loop. A breaker holds until it has closed itself, whatever others do.</summary>
    /// <param name="maker">Who opened or closed it.</param>
    public void SetBreaker(ulong maker, bool isOpen)
    {
        if (isOpen && !_forgotten.Contains(maker)) _openBreakers.Add(maker);
        else _openBreakers.Remove(maker);
        Set(SourceHolds.Breaker, _openBreakers.Count > 0);
    }

    /// <summary>By the source's loop. The breakers of <paramref name="maker"/> hold no more, nor those of it that are still to come.</summary>
    public void Forget(ulong maker)
    {
        _forgotten.Add(maker);
        SetBreaker(maker, isOpen: false);
    }

    /// <summary>By the source's loop.</summary>
    public void SetDrained() => Set(SourceHolds.Drain, true);

    private void Set(SourceHolds hold, bool isSet)
    {
        if (isSet) Interlocked.Or(ref _holds, (int)hold);
        else Interlocked.And(ref _holds, ~(int)hold);
    }
}
