using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// A node's work. The engine calls it from one place at a time, forward and reverse, so its state needs no lock.
/// </summary>
/// <remarks>
/// An exception that escapes a call is logged, of an <see cref="EventFailedException"/> only what it found. Of <see cref="OnEvent"/>: the event ends on all its
/// branches and counts as failed, and what the call had sent is taken back. Of <see cref="OnSignal"/> and <see cref="OnEnd"/>: what the call had sent is taken back,
/// and lost unless a source sends it again; a tick then stays in the pipeline, other signals go on. Of <see cref="Leftovers"/>: they count as one event. Of
/// <see cref="OnInsight"/>: the insight goes on as the call has left it.
/// </remarks>
public interface IOperator
{
    /// <summary>Whether <see cref="OnSignal"/> wants to be called. Asked once.</summary>
    bool HandlesSignals => false;

    /// <summary>Whether <see cref="OnInsight"/> wants to be called.</summary>
    bool HandlesInsights => false;

    /// <summary>
    /// Whether <see cref="OnEvent"/> leaves an event alone once it has emitted it: then one that it emits as it was handed in goes on without being copied. Asked once.
    /// </summary>
    bool EmitsLast => false;

    /// <summary>
    /// Handles one event. What is not emitted or held ends here, on purpose, and counts as delivered.
    /// </summary>
    /// <param name="input">The input port on which it came.</param>
    /// <param name="e">The operator's own copy; may be changed and emitted. Its values are valid during the call; keep <c>Detach()</c>ed ones.</param>
    /// <param name="output">Takes what comes out, any number of events, in order.</param>
    void OnEvent(Port input, ref Event e, IEmitter output);

    /// <summary>Handles a signal, before the events that the same signal released upstream.</summary>
    void OnSignal(in Signal signal, IEmitter output)
    {
    }

    /// <summary>
    /// The sources have come to their end, or are drained: no event comes any more, but for those that a pipeline sends to itself. Sends what it holds, if
    /// that is a result and no source will send it again. Called at most once, behind the events that the same call released upstream.
    /// </summary>
    void OnEnd(IEmitter output)
    {
    }

    /// <summary>What it has measured so far, for the metrics of its pipeline. Asked between two events, as often as those are reported.</summary>
    IEnumerable<Measurement> Measurements => [];

    /// <summary>The events that it holds. Asked when its pipeline has stopped, so that what never left is said.</summary>
    Leftovers Leftovers => default;

    /// <summary>Handles an insight on its way upstream; may change it, <see cref="InsightKind.None"/> swallows it.</summary>
    void OnInsight(ref Insight insight, IEmitter output)
    {
    }
}

/// <summary>Events that an operator holds when nothing comes any more.</summary>
/// <param name="LeftOut">
/// Those that it keeps from everybody because it was told to, and those that a source will send again: they are mentioned.
/// </param>
/// <param name="Lost">Those that should have left, and that no source will send again: they are lost.</param>
/// <param name="FirstLost">The first of <paramref name="Lost"/>; null when it is not known.</param>
public readonly record struct Leftovers(long LeftOut, long Lost, EventId? FirstLost);

/// <summary>Events that an operator keeps to merge them into one: the engine settles them with the event that they went into.</summary>
public sealed class HeldEvents
{
    /// <summary>For the engine: what it must settle.</summary>
    internal object? Settlements { get; set; }
}

/// <summary>The outputs of an operator, to be used during a call.</summary>
public interface IEmitter
{
    /// <summary>Sends an event on; it is settled when all branches behind the port have ended.</summary>
    void Emit(Port port, in Event e);

    /// <summary>
    /// Says why an event is about to leave by <see cref="Port.Err"/>, so that it can be found in the log. Costs nothing where nobody looks.
    /// </summary>
    /// <param name="e">As it came, or as it was when it failed.</param>
    /// <param name="why">With its place in what the user wrote, where there is one.</param>
    void Failed(in Event e, Diagnostic why)
    {
    }

    /// <summary>
    /// The event being handled is kept in <paramref name="held"/>: it is settled when that is emitted and settled. Costs nothing for an event that is not
    /// transactional, for which nobody waits, and some bytes at most for others, however long they are kept.
    /// </summary>
    void Hold(HeldEvents held);

    /// <summary>Sends on an event into which all of <paramref name="held"/> went. <paramref name="held"/> is empty afterwards.</summary>
    void EmitMerged(Port port, in Event e, HeldEvents held);

    /// <summary>What <paramref name="held"/> keeps ends here, on purpose, and counts as delivered. <paramref name="held"/> is empty afterwards.</summary>
    void Settle(HeldEvents held);

    /// <summary>All of <paramref name="smaller"/> is kept in <paramref name="larger"/> from now on. <paramref name="smaller"/> is empty afterwards.</summary>
    void Merge(HeldEvents smaller, HeldEvents larger);

    /// <summary>
    /// Sends an insight upstream from this node, which it names as its maker. An operator that speaks for others (one breaker for several sinks) swallows
    /// theirs and sends its own: a breaker that it opens is closed by none but it.
    /// </summary>
    void Insight(in Insight insight);
}
