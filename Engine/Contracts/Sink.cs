using System.Buffers;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// Encodes and postprocesses the events of a sink, stream by stream (spec: runtime 11.3). Owned by the engine; for use inside the calls that it makes to the sink.
/// </summary>
public interface ISerializer
{
    /// <summary>Appends the bytes of one event (every element of an engine batch) for <paramref name="stream"/>.</summary>
    /// <returns>The error in words; null when it went well. On an error nothing is appended but what streaming postprocessors held of events before.</returns>
    string? Serialize(in Event e, ulong stream, IChunkOutput output);

    /// <summary>Appends all events of a batch to one writer, where chunk boundaries do not matter (files, byte streams).</summary>
    /// <param name="failed">Called with the index of each event that cannot be encoded, and why.</param>
    void Serialize(ReadOnlySpan<Event> events, ulong stream, IBufferWriter<byte> output, Action<int, string> failed);

    /// <summary>The byte that stands behind all that is given at a time; null where none does, or what stands there differs.</summary>
    byte? Separator => null;

    /// <summary>
    /// Whether what the stream has given so far ends inside of a unit, such as a compressed one: its bytes are worth nothing without those that only
    /// <see cref="Finish"/> gives, and none of its events is answered before.
    /// </summary>
    bool IsInsideUnit(ulong stream) => false;

    /// <summary>As <see cref="IUnitPostprocessor.FindHalfUnit"/>, of the postprocessor whose output it is that is written; null where it gives no units.</summary>
    HalfUnit? FindHalfUnit(Stream written, CancellationToken cancellation) => null;

    /// <summary>Whether <see cref="FindHalfUnit"/> is worth a call.</summary>
    bool GivesUnits => false;

    /// <summary>Flushes the postprocessors of a stream and forgets it.</summary>
    string? Finish(ulong stream, IChunkOutput output);

    /// <summary>Forgets all streams: the connection is gone.</summary>
    void Clear();
}

/// <summary>
/// Events for a sink, and what becomes of each. What is neither failed, ignored nor deferred when the call returns is delivered, and so is all that the
/// serializer has given so far; what its streaming postprocessors keep the engine answers for later. Valid during the call.
/// </summary>
public interface IDelivery
{
    /// <summary>The input port that the events came on: <c>in</c>, or one of <see cref="ISink.ExtraPorts"/>.</summary>
    Port Port { get; }

    /// <summary>The events, in order. The methods below count them from 0.</summary>
    ReadOnlySpan<Event> Events { get; }

    /// <summary>The batch behind it; a sink that answers later retains it.</summary>
    EventBatch Batch { get; }

    /// <summary>The event was not delivered.</summary>
    /// <param name="reason">Why, in words, as the account of losses says it; null where the last failure of the sink is the reason.</param>
    void Fail(int index, string? reason = null);

    /// <summary>Nothing will ever be said of this event (<c>cb</c> without a command): it stays unsettled.</summary>
    void Ignore(int index);

    /// <summary>The answer comes later, through what is returned, once.</summary>
    IDeferred Defer(int index);
}

/// <summary>The answer that a sink still owes for one event. From any thread; the first answer counts.</summary>
/// <remarks>
/// When <see cref="ISink.StopAsync"/> has come back, or the time for the stop is over, the engine fails what is still open: nobody could answer any more. A sink
/// that wants to hear from its peer waits there. What it says later is not heard.
/// </remarks>
public interface IDeferred
{
    /// <summary>The event was delivered.</summary>
    void Ack();

    /// <summary>The event was not delivered.</summary>
    void Fail();
}

/// <summary>The messages of a sink besides settlements: at any time, from any thread. No call waits.</summary>
public interface ISinkContext
{
    /// <summary>The codec and postprocessors of the connector.</summary>
    ISerializer Serializer { get; }

    /// <summary>Opens the breaker upstream: sources stop pulling.</summary>
    void OpenBreaker();

    /// <summary>Closes it.</summary>
    void CloseBreaker();

    /// <summary>Something happened beside the calls of the engine, such as a connection that broke: as if a delivery had failed with it.</summary>
    void Failed(OutsideFailure failure);
}

/// <summary>The writing half of a connector.</summary>
/// <remarks>
/// <para>
/// The engine calls every method from the one loop that it runs for this sink, and awaits each call before the next: calls never overlap, though they may
/// come on different threads.
/// </para>
/// <para>
/// Order: <see cref="OnStart"/> once; <see cref="ConnectAsync"/> until it succeeds, and again whenever the connection is lost; between a success and a loss
/// <see cref="DeliverAsync"/> for each batch; <see cref="OnSignalAsync"/> in order with the batches, connected or not; at the end <see cref="StopAsync"/>,
/// also without a start.
/// </para>
/// <para>
/// Failures of the outside world are stated as <see cref="OutsideException"/>; what the engine then does is said at <see cref="OutsideFailure"/>. Whatever a
/// delivery throws fails every event of the batch that it has not answered. What <see cref="OnStart"/> and <see cref="StopAsync"/> throw is logged.
/// </para>
/// <para>
/// A sink that does not come back from a call when the time for a stop is over, 3 s and a little, is left alone: what it has in hand and what waits for it fails.
/// The events of its delivery stay readable until it comes back; what it says of them is not heard.
/// </para>
/// </remarks>
public interface ISink
{
    /// <summary>Input ports besides <c>in</c>.</summary>
    IReadOnlyList<Port> ExtraPorts => [];

    /// <summary>
    /// Whether the sink has what it waited for, and ignores all that still comes: events that find it stopped are acknowledged then, and no loss. For good once it is
    /// true; asked from any thread.
    /// </summary>
    bool IgnoresMore => false;

    /// <summary>The flow starts.</summary>
    /// <param name="context">Good until <see cref="StopAsync"/>.</param>
    void OnStart(ISinkContext context);

    /// <inheritdoc cref="ISource.ConnectAsync"/>
    ValueTask ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Delivers a batch.</summary>
    /// <param name="cancellation">The flow stops and has waited long enough: what is not written yet fails.</param>
    ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation);

    /// <summary>A signal has come: behind all batches of the same sender that were sent before it.</summary>
    ValueTask OnSignalAsync(Signal signal, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Writes what is left, waits for the answers that the peer still owes, and closes everything. What is not answered when it comes back has failed. May be
    /// called twice.
    /// </summary>
    ValueTask StopAsync() => ValueTask.CompletedTask;
}

/// <summary>A sink that writes at once, under load, what several deliveries bring.</summary>
/// <remarks>
/// While another batch waits already and there <see cref="HasRoom"/>, the engine hands batches over by <see cref="GatherAsync"/>; the last one goes by
/// <see cref="ISink.DeliverAsync"/>, which follows at once and writes them all. Only then are any of them answered, so what is gathered waits for nothing but
/// what has come before it.
/// </remarks>
public interface IGatheringSink : ISink
{
    /// <summary>Whether one more delivery may be gathered.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// Deliveries that a write which then failed had written whole: the oldest of those that it was to write. They count as delivered. Asked behind each failure.
    /// </summary>
    int Written { get; }

    /// <summary>
    /// Takes a delivery, the events of which are valid until the call of <see cref="ISink.DeliverAsync"/> comes back. What it throws, or that call, concerns all that
    /// was gathered: nothing of it is kept.
    /// </summary>
    /// <inheritdoc cref="ISink.DeliverAsync"/>
    ValueTask GatherAsync(IDelivery delivery, CancellationToken cancellation);
}
