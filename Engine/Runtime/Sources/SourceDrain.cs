using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>
/// The end of a source (spec: runtime 10.1): it stops reading, now or when its open streams have ended; what was read goes out, the drain signal behind it;
/// and it is over when every sink has answered that. Used by the source's loop only.
/// </summary>
/// <param name="keepsLeftovers">Whether a half event at the end of what was read is sent; not where the source can send it again, whole.</param>
/// <param name="takeReadAhead">Takes what the source has read and cannot read again, and waits so long for the rest of the last piece.</param>
internal sealed class SourceDrain(
    ConnectorContext context, bool keepsLeftovers, PullGate gate, SourceStreams streams, SourcePorts ports, Func<TimeSpan, ValueTask> takeReadAhead)
{
    /// <summary>How long the one who writes may pause in the middle of a piece. What has come of it by then is all that there is of it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>The same, where all is to be over at once.</summary>
    private static readonly TimeSpan s_littlePatience = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<ulong> _sinks = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSignalled;

    /// <summary>Nothing new is begun; open streams may still be read to their end.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the source has said that it will never deliver again.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Completes when all that was read has come out of every sink that can be reached.</summary>
    public Task Ended => _ended.Task;

    /// <summary>As <see cref="Ended"/>, where the source came to its end by itself.</summary>
    public Task Finished => _finished.Task;

    private bool IsAllRead => gate.Holds.HasFlag(SourceHolds.Drain);

    /// <summary>The sinks whose answer is waited for. Before the start.</summary>
    public void ExpectSinks(IEnumerable<ulong> sinks) => _sinks.UnionWith(sinks);

    /// <param name="readsOn">Open streams are read to their end first.</param>
    public ValueTask BeginAsync(bool readsOn)
    {
        if (HasBegun || IsAllRead) return default;
        HasBegun = true;
        return readsOn && !streams.IsEmpty ? default : EndReadingAsync();
    }

    /// <summary>
    /// Open streams are read no further: their end may be far away, and what was read so far must get to the sinks in time. An event of which only a part was
    /// read is left out.
    /// </summary>
    public ValueTask CutAsync()
    {
        if (!HasBegun || IsAllRead) return default;
        if (streams.HoldsData)
            context.Logger.LogWarning("[Source::{Alias}] Draining stopped in the middle of an event: its first part was read and is left out", context.Alias);
        streams.BreakAll(StreamBreak.Cut);
        return EndReadingAsync();
    }

    /// <summary>A pull has brought something: it may have been the last.</summary>
    public ValueTask OnPulledAsync() => IsAtEnd || (HasBegun && streams.IsEmpty) ? EndReadingAsync() : default;

    /// <summary>Nothing can be pulled, and nobody will connect again.</summary>
    public ValueTask OnDisconnectedAsync() => HasBegun ? EndReadingAsync() : default;

    /// <summary>A sink has seen the drain signal of this source. Before that was sent, it says nothing.</summary>
    public void OnSinkDrained(ulong sink)
    {
        if (_isSignalled && _sinks.Remove(sink) && _sinks.Count == 0) End();
    }

    /// <summary>
    /// The source stops without a drain, or before the reading has ended: what it has taken out of its input goes on all the same, half events too, for where
    /// it gets to, it is delivered or counted. What can be read again is left where it is.
    /// </summary>
    public async ValueTask StopAsync(bool canReadAgain)
    {
        if (IsAllRead || !keepsLeftovers || canReadAgain) return;
        if (!IsAtEnd) await takeReadAhead(s_littlePatience);
        streams.FinishAll();
    }

    /// <summary>The source has stopped: nobody waits any longer.</summary>
    public void GiveUp()
    {
        _ended.TrySetResult();
        _finished.TrySetResult();
    }

    private async ValueTask EndReadingAsync()
    {
        if (IsAllRead) return;
        gate.SetDrained();
        if (!IsAtEnd) await takeReadAhead(s_patience);
        if (keepsLeftovers) streams.FinishAll();
        await ports.FlushAsync();
        // First: where an error of the engine has ended the loop, sinks answer at once, on threads of their own.
        _isSignalled = true;
        await ports.SignalAsync(new Signal(SignalKind.Drain, context.Id, context.Time.NowNs()));
        if (_sinks.Count == 0) End();
    }

    private void End()
    {
        _ended.TrySetResult();
        if (IsAtEnd) _finished.TrySetResult();
    }
}
