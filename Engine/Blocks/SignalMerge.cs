using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// Merges the signals of each source that come into a pipeline by several links, so that each leaves it once over each link, however many ways lead
/// here (spec: runtime 3): a start when it first comes; a drain when it has come by all of them, for only then no event of the source is behind it.
/// </summary>
internal sealed class SignalMerge
{
    private readonly Dictionary<ulong, Arrivals> _sources = [];
    private int _toDrain;

    /// <summary>The signals of a source come in by so many links, at least one. Before the start. Those of a source that nobody expects pass as they come.</summary>
    public void Expect(ulong source, int links)
    {
        _sources.Add(source, new Arrivals { DrainsToCome = links });
        _toDrain++;
    }

    /// <summary>One has come, and the events that its sender sent before it are in; any thread.</summary>
    /// <param name="isEnd">Whether it is the last drain of the last source: behind it there are no events.</param>
    /// <returns>Whether it goes on.</returns>
    public bool Take(in Signal signal, out bool isEnd)
    {
        isEnd = false;
        if (!_sources.TryGetValue(signal.Source, out var arrivals)) return true;
        switch (signal.Kind)
        {
            case SignalKind.Start:
                return !Interlocked.Exchange(ref arrivals.HasStarted, true);
            case SignalKind.Drain:
                if (Interlocked.Decrement(ref arrivals.DrainsToCome) != 0) return false;
                isEnd = Interlocked.Decrement(ref _toDrain) == 0;
                return true;
            default:
                return true;
        }
    }

    private sealed class Arrivals
    {
        public int DrainsToCome;
        public bool HasStarted;
    }
}
