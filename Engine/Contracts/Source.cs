using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>The reading half of a connector.</summary>
/// <remarks>
/// <para>
/// The engine calls every method from the one loop that it runs for this source, and awaits each call before the next: calls never overlap, though they
/// may come on different threads. A source needs a lock only for what it shares with tasks of its own.
/// </para>
/// <para>
/// Order: <see cref="ConnectAsync"/> until it succeeds; then <see cref="PullAsync"/> again and again, between pulls whatever there is to tell
/// (<see cref="Ack"/>, <see cref="Fail"/>, <see cref="Settled"/>, <see cref="OnPause"/>, <see cref="OnResume"/>); in a drain, behind the last pull,
/// <see cref="TakeReadAheadAsync"/>, and <see cref="ReadOnAsync"/> where that ends inside of a piece; at the end <see cref="StopAsync"/>. No pull
/// begins before the flow has started and every sink that can be reached is ready, nor while anything holds the source back. What there is to tell while a
/// pull waits cancels that pull first.
/// </para>
/// <para>
/// A transactional source that connects again after a lost connection delivers again what was not acknowledged, on each stream from the first such pull on. Where
/// the connection broke in the middle of a piece, the pulls that brought its part have failed, which the source hears before <see cref="ConnectAsync"/>. What it
/// delivers then is cut into pieces from its start: a source that would go on in the middle of a stream must not state a lost connection, but connect by
/// itself inside of <see cref="PullAsync"/>; and where the rest can never come, it says so by <see cref="SourceReplyKind.StreamFail"/>.
/// </para>
/// <para>
/// <see cref="ConnectAsync"/> and <see cref="PullAsync"/> state failures of the outside world as <see cref="OutsideException"/>; what the engine then
/// does is said at <see cref="OutsideFailure"/>. What the other methods throw is logged and changes nothing.
/// </para>
/// </remarks>
public interface ISource
{
    /// <summary>Whether events want an ack or fail. Asked at any time; the answer never changes.</summary>
    bool IsTransactional { get; }

    /// <summary>
    /// Whether a drain reads the open streams to their end first (spec: runtime 10.1); otherwise nothing is pulled any more once it has begun. Asked when a
    /// drain begins.
    /// </summary>
    bool ReadsOnWhileDraining { get; }

    /// <summary>How far the reading is; null for a source that has no end of its own. Asked at any time, from any thread.</summary>
    InputExtent? Extent => null;

    /// <summary>Connects or reconnects: also without a word of the connection before having been lost, and also when it succeeded before.</summary>
    ValueTask ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Waits for what comes next. Cancelling loses nothing: a pull that is given up delivers the same the next time. <see cref="PendingRead{T}"/> does
    /// that for reads that cannot be given up themselves.
    /// </summary>
    ValueTask<SourceReply> PullAsync(CancellationToken cancellation);

    /// <summary>
    /// What the source has read and not delivered, and can never read again, as from a pipe: a reply at a time, null when there is no more. Called when a drain ends
    /// the reading; no pull follows. Begins no read, and waits for one that is under way for no more than a moment.
    /// </summary>
    ValueTask<SourceReply?> TakeReadAheadAsync() => new((SourceReply?)null);

    /// <summary>
    /// A byte more of a stream that is cut there, when all that was read ahead is taken: called until the piece is whole in which a drain has cut the stream, so that no
    /// half one passes for an event. Null where there is no more, or where nothing can be read on.
    /// </summary>
    /// <param name="cancellation">Nobody waits any longer: the byte need not come, null is the answer.</param>
    ValueTask<SourceReply?> ReadOnAsync(CancellationToken cancellation) => new((SourceReply?)null);

    /// <summary>Everything of the stream up to and including this pull is delivered. May come more than once.</summary>
    void Ack(ulong stream, ulong pull)
    {
    }

    /// <summary>
    /// This pull of the stream, and what came behind it, was not delivered. May come more than once. The stream is at the start of a piece again: what was
    /// held of one that had not come whole is dropped. The source delivers again from this pull on, as it did before; one that goes on instead has lost
    /// what it delivered from there on, and goes on with the start of a piece.
    /// </summary>
    void Fail(ulong stream, ulong pull)
    {
    }

    /// <summary>One settled event, in the order of settlement; for sources that count answers (<c>cb</c>).</summary>
    void Settled(in EventId id, Outcome outcome)
    {
    }

    /// <summary>A breaker opened or a person paused: no pull until <see cref="OnResume"/>.</summary>
    void OnPause()
    {
    }

    /// <summary>Pulls follow again. May come more than once.</summary>
    void OnResume()
    {
    }

    /// <summary>Closes everything; also what was never connected. May be called twice. Nothing is called behind it but itself.</summary>
    ValueTask StopAsync() => ValueTask.CompletedTask;
}
