using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Testing;

/// <summary>The tests of one file, beside a definition (<c>NAME.test.json</c>) or inside it (spec: extensions 4.1).</summary>
public sealed record FlowTestDocument(Place Place)
{
    /// <summary>The definition that is tested, relative to the file; null for the one of the same name beside it, or the file itself.</summary>
    public Name? For { get; init; }

    /// <summary>The tests, in order.</summary>
    public Parts<FlowTest> Tests { get; init; }
}

/// <summary>A test of a flow or of one of its pipelines, on virtual time (spec: extensions 4.2).</summary>
public sealed record FlowTest(Name Name, Place Place)
{
    /// <summary>Where the clock stands at the start when the test does not say: 2026-01-01T00:00:00Z, in nanoseconds since the epoch.</summary>
    public const ulong UsualStart = 1_767_225_600_000_000_000;

    /// <summary>A comment; null for none.</summary>
    public Text? Doc { get; init; }

    /// <summary>By which tests are chosen.</summary>
    public Parts<string> Tags { get; init; }

    /// <summary>The pipeline that is tested alone, its ports being the test's; null for the whole flow.</summary>
    public Name? Pipeline { get; init; }

    /// <summary>The flow; null for the only one.</summary>
    public Name? Flow { get; init; }

    /// <summary>Arguments of the pipeline, in place of those that its creation gives.</summary>
    public Parts<Field> Args { get; init; }

    /// <summary>Arguments of the flow.</summary>
    public Parts<Field> With { get; init; }

    /// <summary>What <c>$env</c> finds: a record of strings.</summary>
    public Value Environment { get; init; } = Value.EmptyRecord;

    /// <summary>What <c>$secret</c> finds: a record of strings.</summary>
    public Value Secrets { get; init; } = Value.EmptyRecord;

    /// <summary>Where the clock stands at the start, in nanoseconds since the epoch.</summary>
    public ulong StartNs { get; init; } = UsualStart;

    /// <summary>What is done and looked at, in order.</summary>
    public Parts<TestStep> Steps { get; init; }

    /// <summary>Why it does not run; null where it does.</summary>
    public string? Skip { get; init; }

    /// <summary>Whether only it, and others that say so, run.</summary>
    public bool IsOnly { get; init; }

    /// <summary>How long it may take, in real time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>One step of a test (spec: extensions 4.3).</summary>
public abstract record TestStep(Place Place);

/// <summary>Where events of a test enter: a port of the pipeline, or of a connector of the flow, whose source they replace.</summary>
/// <param name="Connector">Null for a pipeline, and for the only source of a flow.</param>
/// <param name="Port">Null for <c>in</c> of a pipeline, <c>out</c> of a connector.</param>
public sealed record TestInlet(Name? Connector, Name? Port);

/// <summary>Sends one event, or the same one several times.</summary>
public sealed record SendStep(Value Value, TestInlet Into, Place Place) : TestStep(Place)
{
    /// <summary>Its metadata, a record.</summary>
    public Value Meta { get; init; } = Value.EmptyRecord;

    /// <summary>The clock is moved to this time first; null for now.</summary>
    public TestTime? At { get; init; }

    /// <summary>Its ingest time in nanoseconds since the epoch; null for the time of the clock.</summary>
    public ulong? IngestNs { get; init; }

    /// <summary>Whether somebody wants to know what becomes of it.</summary>
    public bool IsTransactional { get; init; } = true;

    /// <summary>How often it is sent.</summary>
    public long Repeat { get; init; } = 1;

    /// <summary>By which the test speaks of it; null for <c>port#n</c>.</summary>
    public string? Id { get; init; }
}

/// <summary>Sends events that an expression over <c>i</c>, from 0, gives.</summary>
/// <param name="Every">By how much the clock moves behind each; null for not at all.</param>
public sealed record GenerateStep(long Count, Text Expression, TimeSpan? Every, TestInlet Into, Place Place) : TestStep(Place);

/// <summary>Sends the lines of a file of JSON.</summary>
public sealed record FileStep(Name Path, TestInlet Into, Place Place) : TestStep(Place);

/// <summary>Moves the clock, with a tick every 100 ms.</summary>
public sealed record AdvanceStep(TimeSpan By, Place Place) : TestStep(Place);

/// <summary>Ticks, while the clock stands still.</summary>
public sealed record TickStep(long Count, Place Place) : TestStep(Place);

/// <summary>Waits until nothing moves, as each step does anyway.</summary>
public sealed record SettleStep(Place Place) : TestStep(Place);

/// <summary>Says what a sink, or the reader of a port, does with events from now on.</summary>
public sealed record SinkStep(Name Sink, SinkBehaviour Then, Place Place) : TestStep(Place)
{
    /// <summary>So many more events are acknowledged first.</summary>
    public long After { get; init; }

    /// <summary>So many events are failed, those behind them acknowledged; null for all.</summary>
    public long? Count { get; init; }
}

/// <summary>What a sink does with events.</summary>
public enum SinkBehaviour
{
    /// <summary>It acknowledges them.</summary>
    Ack,

    /// <summary>It fails them.</summary>
    Fail,

    /// <summary>It keeps them until the test answers.</summary>
    Hold,

    /// <summary>It opens its breaker, and fails what comes nevertheless.</summary>
    Down,

    /// <summary>It closes its breaker, and acknowledges.</summary>
    Up,
}

/// <summary>Answers events that sinks hold.</summary>
public sealed record AnswerStep(bool IsAck, Parts<Name> Ids, Place Place) : TestStep(Place);

/// <summary>The reader of a port opens or closes its breaker.</summary>
public sealed record InsightStep(bool IsOpen, Name Port, Place Place) : TestStep(Place);

/// <summary>The sources end: operators send what they hold, if they would.</summary>
public sealed record DrainStep(Place Place) : TestStep(Place);

/// <summary>Stops and starts what is tested; windows and states are gone, and what was not acknowledged is sent again.</summary>
public sealed record RestartStep(Place Place) : TestStep(Place);

/// <summary>A line for the report.</summary>
public sealed record LogStep(string Line, Place Place) : TestStep(Place);

/// <summary>Compares what has come since the last look (spec: extensions 4.4).</summary>
/// <param name="AllowsOthers">Whether ports that it does not name may have events.</param>
public sealed record ExpectStep(Parts<Expectation> Expectations, bool AllowsOthers, Place Place) : TestStep(Place);

/// <summary>A time of a test: behind its start, or of the calendar.</summary>
/// <param name="Ns">Nanoseconds.</param>
/// <param name="IsSinceStart">Else since the epoch.</param>
public readonly record struct TestTime(ulong Ns, bool IsSinceStart)
{
    /// <summary>In nanoseconds since the epoch.</summary>
    public ulong Since(ulong startNs) => IsSinceStart ? startNs + Ns : Ns;
}
