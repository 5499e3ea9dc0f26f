using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>What becomes of batches at a sink that is not connected, breaks off or stops; without a flow around it.</summary>
public sealed class SinkFateTests
{
    private readonly ScriptedSink _sink = new();
    private readonly RecordingUpstream _sender = new();
    private readonly RecordingLog _log = new();
    private readonly ConnectorStatistics _statistics = new();
    private readonly SinkRunner _runner;
    private readonly IEventTarget _input;
    private readonly IEventTarget _otherInput;
    private long _next;

    public SinkFateTests()
    {
        var plan = new ConnectorPlan
        {
            Alias = "f::to",
            Kind = "test",
            Create = static _ => throw new NotSupportedException(),
            Codec = new("string", null, static () => new StringCodec()),
        };
        var context = new ConnectorContext
        {
            Alias = "f::to",
            Id = 1,
            Time = new VirtualTime(),
            Logger = _log,
            Process = FlowBench.Process,
            HostName = "here",
        };
        _runner = new SinkRunner(_sink, plan, context, _statistics);
        _input = _runner.AddInput(Port.In, _sender, [4]);
        _otherInput = _runner.AddInput(Port.In, _sender, [4]);
    }

    [Fact]
    public async Task What_cannot_be_written_at_the_stop_is_lost()
    {
        _sink.OnStop = static () => throw new IOException("no space left");
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await _runner.StopAsync();
        Assert.Equal(["f::to not written at the stop: no space left 1"], _statistics.Losses.Losses.Select(static l => $"{l.Place} {l.Reason} {l.Events}"));
    }

    [Fact]
    public async Task Without_a_connection_transactional_events_fail_and_others_wait_for_it()
    {
        _runner.Start();
        await SendAsync(transactional: true);
        await Eventually.True(() => _sender.Outcomes.Count == 1, "the transactional event fails");
        await SendAsync(transactional: false);
        await _runner.SetConnectedAsync(true);
        await Eventually.True(() => _sender.Outcomes.Count == 2, "the other is delivered");
        Assert.Equal([Outcome.Fail, Outcome.Ack], _sender.Outcomes.Values);
        Assert.Equal(["1"], _sink.Received);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_batch_of_which_sources_send_only_a_part_again_waits_for_the_connection_and_what_is_lost_of_it_counts()
    {
        _runner.Start();
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        tracked.Add(new Event { Id = new(4, 0, 0, 0), Transactional = true });
        tracked.Add(new Event { Id = new(5, 0, 0, 0) });
        var batch = EventBatch.Rent();
        ref var merged = ref batch.Add();
        merged = new Event { Id = new EventId(9, 0, 0, 0) { Tracked = tracked }, Transactional = true, Data = Value.From("ab"), Meta = Value.EmptyRecord };
        await _input.SendAsync(batch, _sender, _next++);
        for (var i = 0; i < 2; i++) await _runner.SetConnectedAsync(false);
        Assert.Empty(_sender.Outcomes);
        await Eventually.Done(_runner.StopAsync());
        Assert.Equal([Outcome.Fail], _sender.Outcomes.Values);
        Assert.Equal(1, _statistics.Losses.Events);
    }

    [Fact]
    public async Task A_loss_has_the_reason_of_its_own_delivery()
    {
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.Retry("busy"));
        await SendAsync(transactional: false);
        await Eventually.True(() => _sender.Outcomes.Count == 1, "the first fails");
        _sink.OnDeliver = static delivery =>
        {
            delivery.Fail(0);
            return Task.CompletedTask;
        };
        await SendAsync(transactional: false);
        await Eventually.True(() => _sender.Outcomes.Count == 2, "the second fails");
        Assert.Equal(["not written 1", "not written: busy 1"], _statistics.Losses.Losses.Select(static l => $"{l.Reason} {l.Events}").Order());
        Assert.All(_statistics.Losses.Losses, static l => Assert.Equal(LossKind.NotWritten, l.Kind));
        await _runner.StopAsync();
    }

    [Fact]
    public async Task What_a_stop_finds_still_coming_is_lost_for_the_stop_though_there_is_a_connection()
    {
        var (isInside, isFree) = (new TaskCompletionSource(), new TaskCompletionSource());
        _sink.OnDeliver = _ =>
        {
            isInside.TrySetResult();
            return isFree.Task;
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: false);
        await Eventually.Done(isInside.Task);
        for (var i = 0; i < SinkRunner.Capacity; i++) await SendAsync(transactional: false);
        var late = SendAsync(transactional: false);
        Assert.False(late.IsCompleted);
        var stopped = _runner.StopAsync();
        isFree.SetResult();
        await Eventually.Done(stopped);
        await Eventually.Done(late);
        Assert.Equal(["not written: the sink has stopped 1"], _statistics.Losses.Losses.Select(static l => $"{l.Reason} {l.Events}"));
        Assert.True(_log.Has("events fail, for the sink has stopped"));
    }

    [Fact]
    public async Task What_comes_to_a_stopped_sink_that_has_no_use_for_more_is_acknowledged_and_no_loss()
    {
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: false);
        _sink.IgnoresMore = true;
        await _runner.StopAsync();
        await SendAsync(transactional: false, events: 2);
        Assert.Equal([Outcome.Ack, Outcome.Ack, Outcome.Ack], _sender.Outcomes.Values);
        Assert.True(_statistics.Losses.IsEmpty);
        Assert.Equal((3, 0), (_statistics.EventsWritten, _statistics.EventsFailed));
        Assert.False(_log.Has("has stopped"));
    }

    [Fact]
    public async Task A_sink_that_feeds_its_own_source_does_not_let_events_wait_for_a_connection()
    {
        _runner.CanHold = false;
        _runner.Start();
        await SendAsync(transactional: false);
        await Eventually.True(() => _sender.Outcomes.Count == 1, "the event fails");
        Assert.Equal([Outcome.Fail], _sender.Outcomes.Values);
        Assert.Equal(1, _statistics.EventsLost);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task Everything_that_waits_when_the_sink_stops_is_answered()
    {
        _runner.Start();
        for (var i = 0; i < 5; i++) await SendAsync(transactional: false);
        // The loop has taken the first of them when it has come round twice.
        for (var i = 0; i < 2; i++) await _runner.SetConnectedAsync(false);
        await Eventually.Done(_runner.StopAsync());
        Assert.Equal(Enumerable.Repeat(Outcome.Fail, 5), _sender.Outcomes.Values);
        Assert.Empty(_sender.Offences);
        Assert.Equal(5, _statistics.EventsLost);
        Assert.True(_log.Has("Error [Sink::f::to] Error: 5 events were not delivered and are lost"));
        await SendAsync(transactional: false);
        Assert.Equal(6, _sender.Outcomes.Count);
        await _runner.StopAsync();
        Assert.Equal(1, _sink.Heard.Count(static h => h == "stop"));
    }

    /// <summary>A source that sends a batch again would have it counted twice.</summary>
    [Fact]
    public async Task Bytes_of_what_was_not_written_do_not_count()
    {
        Exception? failure = new OutsideException(OutsideFailure.Retry("busy"));
        _sink.OnDeliver = delivery =>
        {
            var chunks = new ChunkList();
            foreach (ref readonly var e in delivery.Events) Assert.Null(_runner.Serializer.Serialize(e, 0, chunks));
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true, events: 3);
        await Eventually.True(() => _sender.Outcomes.Count == 3, "the batch fails");
        failure = null;
        await SendAsync(transactional: true, events: 2);
        await Eventually.True(() => _sender.Outcomes.Count == 5, "the other is written");
        Assert.Equal(2, _statistics.BytesWritten);
        failure = new IOException("no space left");
        _sink.OnStop = () =>
        {
            Assert.Null(_runner.Serializer.Serialize(new Event { Data = Value.From("end"), Meta = Value.EmptyRecord }, 0, new ChunkList()));
            throw failure;
        };
        await _runner.StopAsync();
        Assert.Equal(2, _statistics.BytesWritten);
    }

    [Fact]
    public async Task The_sink_is_ready_once_however_often_it_connects()
    {
        var ready = 0;
        _runner.Ready = () => ready++;
        _runner.Start();
        Assert.Equal(0, ready);
        for (var i = 0; i < 3; i++)
        {
            await _runner.SetConnectedAsync(true);
            await _runner.SetConnectedAsync(false);
        }

        Assert.Equal(1, ready);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_broken_batch_does_not_answer_what_was_deferred_before()
    {
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            if (owed is not null) throw new IOException("broken");
            owed = delivery.Defer(0);
            return Task.CompletedTask;
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true);
        await SendAsync(transactional: true);
        await Eventually.True(() => _sender.Outcomes.Count == 1, "the second event fails");
        owed!.Ack();
        Assert.Equal([Outcome.Ack, Outcome.Fail], _sender.Outcomes.Values);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task What_was_deferred_of_a_broken_batch_fails_with_it()
    {
        _sink.OnDeliver = static delivery =>
        {
            delivery.Defer(1);
            delivery.Ignore(2);
            throw new IOException("broken");
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true, events: 3);
        await Eventually.True(() => _sender.Outcomes.Count == 3, "the batch is answered");
        Assert.Equal([Outcome.Fail, Outcome.Fail, Outcome.Unanswered], _sender.Outcomes.Values);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task An_answer_for_an_event_that_is_not_there_or_was_deferred_is_a_mistake_of_the_sink()
    {
        var mistakes = new List<string>();
        _sink.OnDeliver = delivery =>
        {
            foreach (var index in (int[])[1, 70, -1])
                mistakes.Add(Assert.Throws<ArgumentOutOfRangeException>(() => delivery.Fail(index)).ParamName!);
            delivery.Defer(0).Ack();
            mistakes.Add(Assert.Throws<InvalidOperationException>(() => delivery.Fail(0)).Message);
            return Task.CompletedTask;
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true);
        await Eventually.True(() => mistakes.Count == 4, "the sink was called");
        Assert.Equal(["index", "index", "index", "the answer of this event was deferred"], mistakes);
        await Eventually.True(() => _sender.Outcomes.Count == 1, "the event is answered");
        Assert.Equal([Outcome.Ack], _sender.Outcomes.Values);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_failure_of_a_later_use_is_told_as_such()
    {
        var lost = new List<bool>();
        _runner.Disconnected = (_, atFirstUse) => lost.Add(atFirstUse);
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.ConnectionLost("gone"));
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true);
        await Eventually.True(() => lost.Count == 1, "the first use fails");
        _sink.OnDeliver = null;
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true);
        await Eventually.True(() => _sender.Outcomes.Count == 2, "the second is delivered");
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.ConnectionLost("gone again"));
        await SendAsync(transactional: true);
        await Eventually.True(() => lost.Count == 2, "a later use fails");
        ((ISinkContext)_runner).Failed(OutsideFailure.ConnectionLost("and again"));
        await Eventually.True(() => lost.Count == 3, "the sink says so by itself");
        Assert.Equal([true, false, false], lost);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_drain_is_answered_when_it_has_come_by_every_link_and_nothing_is_owed()
    {
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            owed = delivery.Defer(0);
            return Task.CompletedTask;
        };
        _runner.Start();
        await _runner.SetConnectedAsync(true);
        await SendAsync(transactional: true);
        var drained = _runner.DrainAsync();
        foreach (var input in new[] { _input, _otherInput }) await input.SignalAsync(new Signal(SignalKind.Drain, 4, 0), _sender);
        await Eventually.True(() => _sink.Heard.Count(static h => h == "signal drain 4") == 2, "the signals come");
        Assert.DoesNotContain(InsightKind.Drained, _sender.Insights);
        Assert.False(drained.IsCompleted);
        owed!.Ack();
        await Eventually.Done(drained);
        Assert.Equal(1, _sender.Insights.Count(static i => i == InsightKind.Drained));
        await _runner.StopAsync();
    }

    [Fact]
    public void What_a_postprocessor_had_left_is_the_last_of_the_next()
    {
        var chain = new PostprocessorChain([new Bracket("("), new Bracket("[")]);
        var chunks = new ChunkList();
        Assert.Null(chain.Process("a"u8, 0, chunks));
        Assert.Equal("[(a", Encoding.UTF8.GetString(chunks.All));
        chunks.Clear();
        Assert.Null(chain.Finish(chunks));
        Assert.Equal("[last (end|[last (end|", string.Concat(Enumerable.Range(0, chunks.Count).Select(i => Encoding.UTF8.GetString(chunks[i]) + "|")));
    }

    [Fact]
    public void Many_and_long_chunks_are_kept_apart()
    {
        var chunks = new ChunkList();
        for (var i = 0; i < 200; i++) chunks.Add(Encoding.UTF8.GetBytes(new string((char)('a' + (i % 26)), i * 7)));
        Assert.Equal(200, chunks.Count);
        for (var i = 0; i < 200; i++) Assert.Equal(new string((char)('a' + (i % 26)), i * 7), Encoding.UTF8.GetString(chunks[i]));
    }

    private async Task SendAsync(bool transactional, int events = 1)
    {
        var batch = EventBatch.Rent();
        for (var i = 0; i < events; i++)
            batch.Add(new Event { Data = Value.From($"{_next + i}"), Meta = Value.EmptyRecord, Transactional = transactional });
        _next += events;
        await _input.SendAsync(batch, _sender, _next - events);
    }

    /// <summary>Puts a mark before each chunk, and gives two at the end.</summary>
    private sealed class Bracket(string mark) : IPostprocessor
    {
        public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
        {
            output.Add(Encoding.UTF8.GetBytes(mark + Encoding.UTF8.GetString(chunk)));
            return null;
        }

        public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output)
        {
            if (hasLast) output.Add(Encoding.UTF8.GetBytes($"{mark}last {Encoding.UTF8.GetString(last)}"));
            else
            {
                output.Add(Encoding.UTF8.GetBytes(mark + "end"));
                output.Add(Encoding.UTF8.GetBytes(mark + "end"));
            }

            return null;
        }
    }
}
