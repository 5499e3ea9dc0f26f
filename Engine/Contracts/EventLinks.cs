using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>How an event ended, the best first: of several branches the greatest counts (<see cref="Outcomes.Worse"/>).</summary>
public enum Outcome : byte
{
    /// <summary>Every branch that it took has ended: delivered, or absorbed on purpose.</summary>
    Ack,

    /// <summary>A sink has nothing to say of it, now or later; the source hears neither ack nor fail.</summary>
    Unanswered,

    /// <summary>At least one branch failed.</summary>
    Fail,
}

/// <summary>The one order of outcomes.</summary>
public static class Outcomes
{
    /// <summary>The outcome of an event of which one branch ended this way and another that way.</summary>
    public static Outcome Worse(this Outcome one, Outcome other) => one >= other ? one : other;
}

/// <summary>A receiver of events: an input port of a pipeline, or a sink.</summary>
public interface IEventTarget
{
    /// <summary>The pipeline or sink that this is a port of. Events for several ports of one receiver arrive in their order across the ports.</summary>
    object Receiver => this;

    /// <summary>Whether the ticks of the pipeline in front are of use. Pipelines have their own (spec: runtime 3).</summary>
    bool TakesTicks => true;

    /// <summary>Id of the sink that this leads into; 0 where a pipeline follows.</summary>
    ulong Sink => 0;

    /// <summary>
    /// Sends a batch; takes over the caller's hold of it. Completes when there is room; nothing is ever dropped. Batches of one sender
    /// arrive in the order of the calls; a sender awaits one call before the next.
    /// </summary>
    /// <param name="from">Who is told how each event ended.</param>
    /// <param name="first">
    /// The sender's own number for the first event; the others follow it without a gap, and so does the next batch that it sends. To several targets the
    /// same events may go under the same numbers.
    /// </param>
    ValueTask SendAsync(EventBatch batch, IUpstream from, long first);

    /// <summary>Sends a signal, in order with the batches of the same sender.</summary>
    ValueTask SignalAsync(Signal signal, IUpstream from);
}

/// <summary>A receiver of contraflow: a source, or a pipeline in front. No call blocks or waits.</summary>
public interface IUpstream
{
    /// <summary>
    /// Events [first, first + count), by the sender's own numbers, have ended. Each target settles every event that it was sent exactly once; the calls may
    /// cover a part of a batch or several batches, in any order, on any thread. A pipeline ignores and logs each second answer of a target, and heeds the rest of
    /// such a call. A source whose events go to several targets under the same numbers cannot tell them apart, and relies on it.
    /// </summary>
    /// <param name="durationNs">How long the sink took, in nanoseconds; 0 where no sink was involved.</param>
    void Settle(long first, long count, Outcome outcome, ulong durationNs);

    /// <summary>The same of all that ends at one time. The runs are the receiver's.</summary>
    internal void Settle(ReadOnlySpan<SettledEvents> all)
    {
        foreach (ref readonly var events in all)
            foreach (var (first, count) in events.Ranges()) Settle(first, count, events.Outcome, events.DurationNs);
    }

    /// <summary>Everything but acks and fails: breakers, sinks that start, sinks that have drained.</summary>
    /// <param name="receiver">By whom it comes: the <see cref="IEventTarget.Receiver"/> of one or more targets of this sender.</param>
    void OnInsight(in Insight insight, object receiver);
}

/// <summary>Events of one sender that have ended in one way: the runs, or, where there are none, [First, First + Count).</summary>
internal readonly record struct SettledEvents(long First, long Count, NumberRuns? Runs, Outcome Outcome, ulong DurationNs)
{
    public IEnumerable<(long First, long Count)> Ranges() => Runs?.Runs() ?? [(First, Count)];
}
