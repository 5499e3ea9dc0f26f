using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>
/// The surroundings of functions and extractors, beyond their arguments. One for each running script; its owner sets it before each event. While constants
/// are folded it has its initial state (spec: stdlib 1.4).
/// </summary>
public sealed class CallContext
{
    /// <summary>2^64 divided by the golden ratio: its multiples are spread over all bits.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private ulong? _lastIngestNs;
    private ulong _repeats;

    /// <summary>Ingest time of the event, in nanoseconds since the epoch.</summary>
    public ulong IngestNs { get; set; }

    /// <summary>Origin of the event; null when that is not known.</summary>
    public OriginUri? Origin { get; set; }

    /// <summary>
    /// The seed of random values and ids of the event (spec: stdlib 2.8): its ingest time, and its number among the events with this time
    /// that came one behind the other, as those of one read do.
    /// </summary>
    internal ulong Seed => IngestNs ^ (_repeats * Spread);

    /// <summary>Goes on to the next event.</summary>
    public void NextEvent(ulong ingestNs, OriginUri? origin)
    {
        _repeats = _lastIngestNs == ingestNs ? _repeats + 1 : 0;
        _lastIngestNs = IngestNs = ingestNs;
        Origin = origin;
    }

    /// <summary>How many groups the enclosing windowed <c>select</c> stores (<c>win::cardinality</c>).</summary>
    public ulong GroupCount { get; set; }

    /// <summary>The clock of <c>system::nanotime</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How much one run of a script may do before it is stopped with an error: one for each round of a loop, each call and each <c>recur</c>, and
    /// one for each item, field and 16 bytes of text that it builds.
    /// </summary>
    public long WorkLimit { get; init; } = 64 << 20;

    /// <summary>
    /// How much the state of a script may stand for, counted as in <see cref="WorkLimit"/>: each item and field is one, and each 16 bytes of text.
    /// Far below what one run may build, since it stays, and a run that changes the state walks over what it has made anew.
    /// </summary>
    public long StateLimit { get; init; } = 4 << 20;

    /// <summary>
    /// Hears of each search for a regular expression or grok pattern that its time limit ended, and for which pattern: the script sees no match. Null while
    /// nobody wants to know.
    /// </summary>
    public Action<string>? SearchTimedOut { get; set; }

    /// <summary>The result of <c>system::instance</c>.</summary>
    public string Instance { get; init; } = "tremor";
}
