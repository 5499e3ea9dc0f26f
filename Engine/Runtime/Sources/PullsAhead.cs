using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>How far ahead of their turn pulls are made.</summary>
/// <param name="Pulls">How many at most; none for 0.</param>
/// <param name="Forks">How many threads may decode beside the source's loop.</param>
/// <param name="MinBytes">Shorter chunks are not worth a second thread.</param>
/// <param name="Offer">Gives work to the other threads.</param>
internal sealed record PullsAheadOptions(int Pulls, int Forks, int MinBytes, Action<IThreadPoolWorkItem> Offer)
{
    /// <summary>As it suits the processors of this machine: on a single one nobody could decode meanwhile.</summary>
    public static PullsAheadOptions OfThisMachine { get; } = new(
        Environment.ProcessorCount > 1 ? Math.Min(2 * Environment.ProcessorCount, 16) : 0,
        Math.Min(Environment.ProcessorCount - 1, 8),
        8 * 1024,
        static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false));
}

/// <summary>
/// Pulls of a source that is faster than one processor decodes: they are taken in their order, one by one, as if each had been taken at once, while what they
/// brought is decoded by whoever has time. Used by the source's loop only, but for counting losses.
/// </summary>
internal sealed class PullsAhead
{
    /// <summary>Bytes of all pulls together.</summary>
    private const int MaxBytes = 1 << 20;

    private readonly PullsAheadOptions _options;
    private readonly SourceStreams _streams;
    private readonly SourcePorts _ports;
    private readonly Lock _lock = new();

    // Changed under _lock; the loop reads without.
    private readonly Queue<(SourceReply Reply, LineRun Run)> _pulls = new();
    private int _counted; // of the first of them are counted as lost
    private readonly Stack<LineRun> _spare = new();
    private readonly AsyncSignal _done = new();
    private int _bytes;

    public PullsAhead(PullsAheadOptions options, SourceStreams streams, SourcePorts ports)
    {
        (_options, _streams, _ports) = (options, streams, ports);
        for (var i = 0; i < options.Pulls; i++) _spare.Push(new LineRun(_done.Set));
    }

    public bool IsEmpty => _pulls.Count == 0;

    /// <summary>Whether the first has to be taken before the next comes.</summary>
    public bool IsFull => _pulls.Count == _options.Pulls || _bytes >= MaxBytes;

    /// <returns>False where it must be taken at once, behind those that are here.</returns>
    public bool TryAdd(in SourceReply reply)
    {
        if (reply.Kind != SourceReplyKind.Data || reply.Buffer.Length < _options.MinBytes || IsFull) return false;
        var run = _spare.Peek();
        if (!_streams.TryBeginAhead(reply, run, _options.Forks)) return false;
        _spare.Pop();
        lock (_lock) _pulls.Enqueue((reply, run));
        _bytes += reply.Buffer.Length;
        _options.Offer(run);
        return true;
    }

    /// <summary>Waits until no other thread is at the first pull; meanwhile decodes what nobody else does.</summary>
    /// <returns>The pull, which is the first no longer. What it was begun with must be given back.</returns>
    public async ValueTask<(SourceReply Reply, LineRun Run)> NextAsync()
    {
        var pull = _pulls.Peek();
        if (!pull.Run.TryClaim())
        {
            while (!pull.Run.IsDone)
            {
                if (TryClaimAny() is { } other) other.Decode(other.Codecs.Own);
                else await _done.WaitAsync();
            }
        }

        _bytes -= pull.Reply.Buffer.Length;
        lock (_lock)
        {
            if (_counted > 0) Lose(pull, -1);
            _counted = Math.Max(0, _counted - 1);
            return _pulls.Dequeue();
        }
    }

    /// <summary>Nobody waits any longer for what is here: its lines are lost, as far as nobody can send them again, unless they have their turn all the same. From any thread.</summary>
    public void CountAsLost()
    {
        lock (_lock)
        {
            foreach (var pull in _pulls.Skip(_counted)) Lose(pull, 1);
            _counted = _pulls.Count;
        }
    }

    public void GiveBack(LineRun run)
    {
        run.Clear();
        _spare.Push(run);
    }

    private void Lose((SourceReply Reply, LineRun Run) pull, int sign) =>
        _ports.CountAsLost(_ports[pull.Reply.Details.Port ?? Port.Out], sign * pull.Run.Count);

    private LineRun? TryClaimAny()
    {
        foreach (var (_, run) in _pulls)
            if (run.TryClaim()) return run;
        return null;
    }
}
