using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>The parts of a source that are small enough to be looked at alone.</summary>
public sealed class SourcePartsTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void The_pause_behind_failures_doubles_up_to_a_second_and_begins_anew_behind_a_success()
    {
        using var pace = new PullPace(_time, static () => { });
        foreach (var ms in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000]) Pauses(pace, TimeSpan.Zero, ms);
        pace.Succeeded();
        Pauses(pace, TimeSpan.Zero, 1);
    }

    [Fact]
    public void The_pause_is_at_least_what_the_peer_asks_for()
    {
        var over = 0;
        using var pace = new PullPace(_time, () => over++);
        foreach (var ms in (int[])[5, 5, 5, 8, 16]) Pauses(pace, TimeSpan.FromMilliseconds(5), ms);
        Pauses(pace, TimeSpan.FromSeconds(7), 7000);
        Assert.Equal(6, over);
    }

    [Fact]
    public void The_gate_opens_with_the_last_sink_and_a_breaker_closes_only_what_it_opened()
    {
        var gate = new PullGate();
        gate.ExpectSinks(2);
        for (var i = 0; i < 2; i++) gate.OneIsReady();
        Assert.Equal(SourceHolds.Gate, gate.Holds);
        gate.OneIsReady();
        Assert.Equal(SourceHolds.None, gate.Holds);
        gate.SetBreaker(1, isOpen: true);
        gate.SetBreaker(2, isOpen: true);
        gate.SetBreaker(2, isOpen: true);
        gate.SetUser(true);
        gate.SetBreaker(2, isOpen: false);
        Assert.Equal(SourceHolds.Breaker | SourceHolds.User, gate.Holds);
        gate.SetBreaker(1, isOpen: false);
        Assert.Equal((SourceHolds.User, true), (gate.Holds, gate.IsPausing));
        gate.SetUser(false);
        gate.SetDrained();
        Assert.Equal((SourceHolds.Drain, false), (gate.Holds, gate.IsPausing));
    }

    [Fact]
    public void The_gate_of_a_source_that_reaches_no_sink_waits_for_its_start_alone()
    {
        var gate = new PullGate();
        gate.ExpectSinks(0);
        Assert.Equal(SourceHolds.Gate, gate.Holds);
        gate.OneIsReady();
        Assert.Equal(SourceHolds.None, gate.Holds);
    }

    [Fact]
    public void The_clock_of_a_source_counts_only_while_it_runs()
    {
        var clock = new SourceClock(_time);
        _time.Advance(5);
        var start = clock.NowNs;
        clock.Start();
        _time.Advance(7);
        clock.Start();
        _time.Advance(1);
        clock.Stop();
        _time.Advance(100);
        clock.Stop();
        Assert.Equal(8_000_000, clock.NowNs - start);
        clock.Start();
        _time.Advance(2);
        Assert.Equal(10_000_000, clock.NowNs - start);
    }

    [Theory]
    [InlineData(40, 5000)]
    [InlineData(1000, 300)]
    [InlineData(60_000, 5)]
    [InlineData(1, 3000)]
    public async Task Long_chunks_become_batches_of_some_size(int lineLength, int lines)
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(new() { MaxLength = 100_000 })) { Show = static e => e.Data.AsText()![..1] };
        await rig.TextAsync(string.Concat(Enumerable.Repeat(new string('x', lineLength - 1) + "y\n", lines)));
        Assert.Equal(lines, rig.Events.Count());
        Assert.All(rig.Batches, size => Assert.InRange(size, 1, Math.Min(1024, (128 * 1024 / (lineLength + 1)) + 1)));
    }

    [Fact]
    public async Task A_pull_that_was_nothing_but_the_start_of_a_lost_event_is_not_acknowledged()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("hal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        await rig.TakeAsync(SourceReply.StreamFail(2));
        await rig.TextAsync("a\n", new PullDetails { Stream = 3, PullId = 30 });
        Assert.Equal(["out \"a\" {}"], rig.Events);
        Assert.Equal(["ack 3 30"], rig.Answers);
    }

    /// <summary>Nothing more can come of it, and nothing else of the stream need ever come.</summary>
    [Fact]
    public async Task A_pull_whose_whole_events_have_ended_is_acknowledged_when_its_stream_breaks()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        Assert.Empty(rig.Answers);
        await rig.TakeAsync(SourceReply.StreamFail(1));
        Assert.Equal(["ack 1 10"], rig.Answers);
    }

    [Fact]
    public async Task A_pull_that_the_engine_stops_reading_in_the_middle_of_an_event_is_not_acknowledged()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        rig.Streams.Take(SourceReply.Data(PooledBuffer.CopyOf("a\nhal"u8), new PullDetails { Stream = 1, PullId = 10 }));
        rig.Streams.BreakAll(StreamBreak.Cut);
        await rig.TextAsync("b\n", new PullDetails { Stream = 2, PullId = 20 });
        Assert.Equal(["out \"a\" {}", "out \"b\" {}"], rig.Events);
        Assert.Equal(["ack 2 20"], rig.Answers);
    }

    /// <summary>The source brings it again: what it would bring behind it is no part of anything.</summary>
    [Fact]
    public async Task A_pull_that_a_lost_connection_ends_in_the_middle_of_an_event_fails()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("a\n", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TextAsync("b\nh", new PullDetails { Stream = 1, PullId = 11 });
        await rig.TextAsync("a", new PullDetails { Stream = 1, PullId = 12 });
        await rig.TextAsync("c\n", new PullDetails { Stream = 2, PullId = 20 });
        rig.Streams.BreakAll(StreamBreak.Disconnected);
        rig.Ledger.Report(rig.Hooks);
        Assert.Equal(["ack 1 10", "ack 2 20", "fail 1 11"], rig.Answers);
        await rig.TextAsync("b\nha", new PullDetails { Stream = 1, PullId = 11 });
        await rig.TextAsync("lf\n", new PullDetails { Stream = 1, PullId = 12 });
        Assert.Equal(["ack 1 10", "ack 2 20", "fail 1 11", "ack 1 12"], rig.Answers);
        Assert.Equal(["out \"a\" {}", "out \"b\" {}", "out \"b\" {}", "out \"half\" {}", "out \"c\" {}"], rig.Events);
    }

    [Fact]
    public async Task Also_the_pull_of_a_stream_that_was_continued_fails_with_the_lost_connection()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("a\nh", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        rig.Streams.BreakAll(StreamBreak.Disconnected);
        rig.Ledger.Report(rig.Hooks);
        Assert.Equal(["fail 1 10"], rig.Answers);
    }

    private void Pauses(PullPace pace, TimeSpan atLeast, int milliseconds)
    {
        pace.Failed(atLeast);
        _time.Advance(milliseconds - 1);
        Assert.True(pace.IsPausing, $"{milliseconds} ms are not over");
        _time.Advance(1);
        Assert.False(pace.IsPausing, $"{milliseconds} ms are over");
    }
}
