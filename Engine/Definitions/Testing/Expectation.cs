using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Testing;

/// <summary>What is expected at one place (spec: extensions 4.4).</summary>
/// <param name="Name">A port, a sink, or one of the special names.</param>
public abstract record Expectation(Name Name, Place Place);

/// <summary>How the events of a port are compared.</summary>
public enum EventsForm
{
    /// <summary>One by one.</summary>
    InOrder,

    /// <summary>Each with one of them.</summary>
    Unordered,

    /// <summary>So many.</summary>
    Count,

    /// <summary>So many or more.</summary>
    AtLeast,

    /// <summary>All are alike.</summary>
    Each,

    /// <summary>There is one.</summary>
    Any,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>One by one with the lines of a file of JSON.</summary>
    File,
}

/// <summary>The events that a port or a sink has had.</summary>
public sealed record EventsExpectation(Name Name, EventsForm Form, Place Place) : Expectation(Name, Place)
{
    /// <summary>For those forms that compare events.</summary>
    public Parts<EventMatch> Matches { get; init; }

    /// <summary>For those forms that count.</summary>
    public long Number { get; init; }

    /// <summary>For the form that reads a file.</summary>
    public Name? File { get; init; }
}

/// <summary>What else can be looked at.</summary>
public enum SpecialSubject
{
    /// <summary>The ids of events that were acknowledged, in that order; or their number.</summary>
    Acked,

    /// <summary>The ids of events that failed, in that order; or their number.</summary>
    Failed,

    /// <summary>The ids of transactional events without an answer, in any order; or their number.</summary>
    Unsettled,

    /// <summary>What has come back to the inputs besides acks and fails.</summary>
    Insights,

    /// <summary>Whether the breakers in front of inputs or sources are open.</summary>
    Breaker,

    /// <summary>Parts of warnings and errors.</summary>
    Logs,

    /// <summary>The events that windows and batches keep, by node, or all of them.</summary>
    Held,
}

/// <summary>Something else than events.</summary>
/// <param name="Expected">As it is written: a list of ids or texts, a number, a record.</param>
public sealed record SpecialExpectation(Name Name, SpecialSubject Subject, Value Expected, Place Place) : Expectation(Name, Place);

/// <summary>What one event is to be like.</summary>
public sealed record EventMatch(Place Place)
{
    /// <summary>Its value as a whole; null for any.</summary>
    /// <remarks>Patterns may stand in it: <c>{"$any": true}</c>, <c>{"$type": "int"}</c>, <c>{"$approx": 1.5}</c>, <c>{"$re": "^a"}</c>, <c>{"$absent": true}</c>, <c>{"$literal": ...}</c>.</remarks>
    public Value? Whole { get; init; }

    /// <summary>Whether <c>1</c> and <c>1.0</c> differ.</summary>
    public bool IsStrict { get; init; }

    /// <summary>What it holds, among other fields.</summary>
    public Value? Part { get; init; }

    /// <summary>An expression that is true of it.</summary>
    public Text? Where { get; init; }

    /// <summary>What its metadata holds, or is.</summary>
    public EventMatch? Meta { get; init; }

    /// <summary>When it came; null for any time.</summary>
    public TestTime? At { get; init; }

    /// <summary>The events that went into it, by their ids; null for any.</summary>
    public Parts<string>? From { get; init; }

    /// <summary>Its ingest time in nanoseconds since the epoch; null for any.</summary>
    public ulong? IngestNs { get; init; }

    /// <summary>Whether somebody waits for its answer; null for either.</summary>
    public bool? IsTransactional { get; init; }
}
