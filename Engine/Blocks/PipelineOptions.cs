using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>The surroundings of a pipeline: everything it is given besides its plan.</summary>
public sealed record PipelineOptions
{
    /// <summary>The clock of its ticks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what goes wrong in its nodes.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gives the next free operator id; called once for each node, in order of declaration (spec: runtime 1.2).</summary>
    public required Func<ulong> NextOperatorId { get; init; }

    /// <summary>
    /// Waves that a block takes in before its senders wait; at least 1. A wave is a batch, so this is less than the usual 128
    /// events (spec: runtime 1.4): more only spreads the events over more memory (with 128, a row of three nodes takes twice as long).
    /// </summary>
    public int Capacity { get; init; } = 32;

    /// <summary>Time between two ticks; <see cref="Timeout.InfiniteTimeSpan"/> for none at all.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the events that end in the pipeline although they should not.</summary>
    public LossLedger Losses { get; init; } = new();

    /// <summary>
    /// Gets the events that a node fails on, each once, with the alias of the node and why, in place of <see cref="Logger"/> and <see cref="Losses"/>; null for nobody. Any thread.
    /// </summary>
    public Action<string, Event, Exception>? EventFailed { get; init; }

    /// <summary>Gets the searches of its nodes that took too long; null for nobody.</summary>
    public TimedOutSearches? TimedOutSearches { get; init; }

    /// <summary>Gets the metrics of the pipeline, where its plan asks for them.</summary>
    public MetricsChannel Metrics { get; init; } = new();

    /// <summary>Makes what keeps held events; a test makes a wrong one, to show that it would be noticed.</summary>
    internal Func<HeldSet> NewHeldSet { get; init; } = static () => new HeldSet();
}
