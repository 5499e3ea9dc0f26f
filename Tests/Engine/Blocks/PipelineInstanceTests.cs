using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

public sealed class PipelineInstanceTests
{
    private static readonly Signal s_drain = new(SignalKind.Drain, 4, 0);

    private readonly RecordingUpstream _source = new();
    private long _sent;

    [Fact]
    public async Task A_pipeline_without_operators_hands_on_the_batch_it_got()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3);
        await pipeline.StopAsync();
        Assert.Equal(["1", "2", "3"], sink.Seen);
        Assert.Equal([Outcome.Ack, Outcome.Ack, Outcome.Ack], _source.Outcomes.Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_goes_on_uncopied_where_each_event_leaves_as_it_stands_and_is_left_alone(bool emitsLast)
    {
        var node = new DelegateOperator(static (ref Event e, IEmitter output) => output.Emit(Port.Out, e), emitsLast: emitsLast);
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("n", node).Link("in -> n -> out"));
        var sink = new KeepingTarget();
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        var batch = TestPipeline.Batch(1, 2, 3);
        await pipeline.Input(Port.In).SendAsync(batch, _source, 0);
        await pipeline.StopAsync();
        Assert.Equal(emitsLast, ReferenceEquals(batch, Assert.Single(sink.Batches)));
        Assert.Equal(3, sink.Batches[0].Count);
        Assert.True(sink.Batches[0].IsExclusive);
    }

    [Theory]
    [InlineData(3, "drop", "1 2 4 5")]
    [InlineData(3, "fail", "1 2 4 5")]
    [InlineData(3, "twice", "1 2 3 3 4 5")]
    [InlineData(3, "twice and fail", "1 2 4 5")]
    [InlineData(1, "copy", "1 2 3 4 5")]
    [InlineData(1, "fail", "2 3 4 5")]
    [InlineData(5, "drop", "1 2 3 4")]
    [InlineData(5, "twice and fail", "1 2 3 4")]
    [InlineData(5, "twice", "1 2 3 4 5 5")]
    public async Task What_has_left_in_place_goes_on_in_its_order_when_another_event_of_the_batch_does_not(long which, string what, string left)
    {
        var node = new DelegateOperator(
            (ref Event e, IEmitter output) =>
            {
                var isIt = e.Data.TryGetInt64(out var payload) && payload == which;
                if (isIt && what == "drop") return;
                if (isIt && what == "copy")
                {
                    var copy = e;
                    output.Emit(Port.Out, copy);
                    return;
                }

                output.Emit(Port.Out, e);
                if (isIt && what.StartsWith("twice", StringComparison.Ordinal)) output.Emit(Port.Out, e);
                if (isIt && what.EndsWith("fail", StringComparison.Ordinal)) throw new InvalidOperationException("on purpose");
            },
            emitsLast: true);
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("n", node).Link("in -> n -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3, 4, 5);
        await pipeline.StopAsync();
        Assert.Equal(left.Split(' '), sink.Seen);
        Assert.Equal(Enumerable.Range(1, 5).Select(n => n == which && what.EndsWith("fail", StringComparison.Ordinal) ? Outcome.Fail : Outcome.Ack), _source.Outcomes.OrderBy(static o => o.Key).Select(static o => o.Value));
    }

    [Fact]
    public async Task An_event_may_go_round_a_hundred_thousand_times_before_all_of_it_is_answered()
    {
        var countDown = new DelegateOperator(static (ref Event e, IEmitter output) =>
        {
            if (!e.Data.TryGetInt64(out var left) || left == 0) return;
            e.Data = Value.From(left - 1);
            output.Emit(Port.Out, e);
        });
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("count", countDown).Link("in -> count -> out"));
        pipeline.ConnectOutput(Port.Out, pipeline.Input(Port.In));
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(100_000), _source, 0);
        await Eventually.True(() => _source.Outcomes.Count == 1, "the event is answered");
        await pipeline.StopAsync();
        Assert.Equal([Outcome.Ack], _source.Outcomes.Values);
    }

    [Fact]
    public void An_unknown_port_is_named_with_the_ports_there_are()
    {
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        var input = Assert.Throws<DefinitionException>(() => pipeline.Input(Port.Of("side")));
        Assert.Equal("input port doesn't exist: flow::pipe/side", input.Message);
        Assert.Equal("the pipeline has the input ports in", input.Diagnostics[0].Hint);
        var output = Assert.Throws<DefinitionException>(() => pipeline.ConnectOutput(Port.Of("side"), new CollectingTarget()));
        Assert.Equal("output port doesn't exist: flow::pipe/side", output.Message);
        Assert.Equal("the pipeline has the output ports out, err", output.Diagnostics[0].Hint);
    }

    [Fact]
    public async Task Every_target_of_a_port_gets_every_event_and_the_worst_answer_counts()
    {
        var (good, bad) = (new CollectingTarget(), new CollectingTarget(static _ => Outcome.Fail));
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, good);
        pipeline.ConnectOutput(Port.Out, bad);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2);
        await pipeline.StopAsync();
        Assert.Equal(["1", "2"], good.Seen);
        Assert.Equal(["1", "2"], bad.Seen);
        Assert.Equal([Outcome.Fail, Outcome.Fail], _source.Outcomes.Values);
    }

    [Fact]
    public async Task A_signal_comes_out_once_for_each_link_and_in_order_with_the_events()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.ConnectOutput(Port.Err, sink);
        pipeline.Start();
        await SendAsync(pipeline, 1);
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await SendAsync(pipeline, 2);
        await pipeline.StopAsync();
        Assert.Equal(["1", "Drain", "Drain", "2"], sink.Seen);
    }

    [Fact]
    public async Task Events_for_a_port_that_nobody_reads_are_delivered()
    {
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.Start();
        await SendAsync(pipeline, 1);
        await pipeline.StopAsync();
        Assert.Equal([Outcome.Ack], _source.Outcomes.Values);
    }

    [Fact]
    public async Task What_comes_after_the_stop_fails()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await pipeline.StopAsync();
        await pipeline.StopAsync();
        await SendAsync(pipeline, 1);
        Assert.Empty(sink.Seen);
        Assert.Equal([Outcome.Fail], _source.Outcomes.Values);
    }

    [Fact]
    public async Task Pipelines_in_a_row_answer_through_each_other()
    {
        var sink = new CollectingTarget(static e => e.Data.ToString() == "2" ? Outcome.Fail : Outcome.Ack);
        var (first, second) = (Make(PlanBuilder.WithUsualPorts().Link("in -> out")), Make(PlanBuilder.WithUsualPorts().Link("in -> out")));
        first.ConnectOutput(Port.Out, second.Input(Port.In));
        second.ConnectInput(Port.In, first);
        first.ConnectInput(Port.In, _source);
        second.ConnectOutput(Port.Out, sink);
        second.Start();
        first.Start();
        await SendAsync(first, 1, 2, 3);
        await first.Input(Port.In).SignalAsync(s_drain, _source);
        second.OnInsight(new Insight { Kind = InsightKind.BreakerOpen }, sink);
        await first.StopAsync();
        await second.StopAsync();
        Assert.Equal(["1", "2", "3", "Drain"], sink.Seen);
        Assert.Equal([Outcome.Ack, Outcome.Fail, Outcome.Ack], _source.Outcomes.OrderBy(static o => o.Key).Select(static o => o.Value));
        Assert.Equal([InsightKind.BreakerOpen], _source.Insights);
    }

    [Fact]
    public async Task Ticks_come_at_once_and_then_at_every_interval_but_only_to_sinks()
    {
        var time = new VirtualTime();
        var (near, far) = (new CollectingTarget(), new CollectingTarget());
        var (first, second) = (TestPipeline.Make(TestPipeline.Direct, time: time), Make(TestPipeline.Direct));
        first.ConnectOutput(Port.Out, near);
        first.ConnectOutput(Port.Out, second.Input(Port.In));
        second.ConnectOutput(Port.Out, far);
        second.Start();
        first.Start();
        await Eventually.True(() => near.Seen.Count == 1, "the first tick");
        time.Advance(99);
        Assert.Single(near.Seen);
        time.Advance(1);
        await Eventually.True(() => near.Seen.Count == 2, "the second tick");
        await first.Input(Port.In).SignalAsync(s_drain, _source);
        await first.StopAsync();
        time.Advance(1000);
        await second.StopAsync();
        Assert.Equal(["Tick", "Tick", "Drain"], near.Seen);
        Assert.Equal(["Drain"], far.Seen);
    }

    [Fact]
    public async Task A_pipeline_that_feeds_itself_gets_its_events_but_not_its_signals_and_does_not_wait_for_itself()
    {
        var sink = new CollectingTarget();
        var countdown = new DelegateOperator((ref Event e, IEmitter output) =>
        {
            e.Data.TryGetInt64(out var left);
            e.Data = Value.From(left - 1);
            output.Emit(left > 1 ? Port.Err : Port.Out, e);
        });
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("countdown", countdown).Link("in -> countdown -> out").Link("countdown/err -> err"), capacity: 1);
        pipeline.ConnectOutput(Port.Err, pipeline.Input(Port.In));
        pipeline.ConnectInput(Port.In, pipeline);
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        for (var i = 0; i < 10; i++) await Eventually.Done(SendAsync(pipeline, 5, 4, 3));
        await Eventually.True(() => _source.Outcomes.Count == 30, "all events ended");
        pipeline.OnInsight(new Insight { Kind = InsightKind.BreakerClosed }, pipeline);
        await pipeline.StopAsync();
        Assert.Equal(31, sink.Seen.Count);
        Assert.All(_source.Outcomes.Values, static o => Assert.Equal(Outcome.Ack, o));
    }

    [Fact]
    public async Task A_full_pipeline_takes_nothing_more_until_its_slowest_target_does()
    {
        var gate = new TaskCompletionSource();
        var (slow, quick) = (new CollectingTarget { Gate = gate.Task }, new CollectingTarget());
        var pipeline = Make(TestPipeline.Row(3), capacity: 2);
        pipeline.ConnectOutput(Port.Out, quick);
        pipeline.ConnectOutput(Port.Out, slow);
        pipeline.Start();
        var accepted = 0;
        var sending = Task.Run(async () =>
        {
            for (; accepted < 40; accepted++) await SendAsync(pipeline, accepted);
        });
        await Eventually.True(() => accepted == 8, "three nodes and the output hold two batches each");
        for (var i = 0; i < 1000; i++) await Task.Yield();
        Assert.Equal(8, accepted);
        gate.SetResult();
        await Eventually.Done(sending);
        await pipeline.StopAsync();
        Assert.Equal(40, slow.Seen.Count);
        Assert.Equal(slow.Seen, quick.Seen);
    }

    [Fact]
    public async Task Every_sender_keeps_its_order()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(TestPipeline.Row(2), capacity: 1);
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch((sender * 1000) + i), _source, (sender * 1000) + i);
        })));
        await pipeline.StopAsync();
        for (var sender = 0; sender < 4; sender++)
            Assert.Equal(Enumerable.Range(sender * 1000, 50), sink.Seen.Select(int.Parse).Where(n => n / 1000 == sender));
    }

    [Fact]
    public async Task A_batch_that_others_hold_is_not_changed()
    {
        var mark = new DelegateOperator(static (ref Event e, IEmitter output) =>
        {
            e.Data = Value.From("changed");
            output.Emit(Port.Out, e);
        });
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("mark", mark).Link("in -> mark -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        var batch = TestPipeline.Batch(1, 2);
        batch.Retain();
        await pipeline.Input(Port.In).SendAsync(batch, _source, 0);
        await pipeline.StopAsync();
        Assert.Equal(["\"changed\"", "\"changed\""], sink.Seen);
        Assert.True(batch.IsExclusive);
        Assert.Equal("1", batch.Events[0].Data.ToString());
        batch.Release();
    }

    [Fact]
    public async Task Memory_is_let_go_of_when_the_last_target_has_and_exactly_once()
    {
        var memory = new CountedMemory();
        var plan = PlanBuilder.WithUsualPorts().Node("a", new PassOn()).Node("b", new PassOn()).Node("c", new PassOn())
            .Link("in -> a -> c -> out").Link("in -> b -> c").Link("b -> err");
        var pipeline = Make(plan);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        pipeline.Start();
        for (var i = 0; i < 20; i++)
        {
            var batch = TestPipeline.Batch(1, 2, 3);
            batch.Attach(memory);
            await pipeline.Input(Port.In).SendAsync(batch, _source, 3 * i);
        }

        await pipeline.StopAsync();
        Assert.True(memory.MostHolders > 0);
        Assert.Equal(0, memory.Holders);
    }

    [Fact]
    public async Task An_operator_that_fails_is_named_in_the_log()
    {
        var log = new RecordingLog();
        var fails = new DelegateOperator(static (ref Event _, IEmitter _) => throw new InvalidOperationException("no such luck"));
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("bad", fails).Link("in -> bad -> out"), log: log);
        pipeline.Start();
        await SendAsync(pipeline, 1);
        await pipeline.StopAsync();
        Assert.Equal(["Error [Pipeline::flow::pipe] Error handling event: flow::pipe/bad: event 1: 1: no such luck"], log.Lines);
        Assert.Equal([Outcome.Fail], _source.Outcomes.Values);
    }

    [Fact]
    public async Task An_operator_that_fails_on_every_event_says_so_once_a_second()
    {
        var (log, time) = (new RecordingLog { Level = LogLevel.Information }, new VirtualTime());
        var fails = new DelegateOperator(static (ref Event e, IEmitter _) => throw new InvalidOperationException($"no luck with {e.Data}"));
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("bad", fails).Link("in -> bad -> out"), time: time, log: log);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3);
        await Eventually.True(() => _source.Outcomes.Count == 3, "three events fail");
        time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(pipeline, 4, 5);
        await pipeline.StopAsync();
        const string failed = "Error [Pipeline::flow::pipe] Error handling event: flow::pipe/bad: event 1";
        Assert.Equal([$"{failed}: 1: no luck with 1", $"{failed}: 4, after 2 more that are not shown: no luck with 4"], log.Lines);
    }

    [Fact]
    public async Task Who_looks_for_a_fault_sees_each_event_on_which_an_operator_fails()
    {
        var log = new RecordingLog { Level = LogLevel.Debug };
        var fails = new DelegateOperator(static (ref Event e, IEmitter _) => throw new InvalidOperationException($"no luck with {e.Data}"));
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("bad", fails).Link("in -> bad -> out"), log: log);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3);
        await pipeline.StopAsync();
        Assert.Equal(["Error 1", "Debug 2", "Debug 3"], log.Lines.Select(static l => $"{l[..5]} {l[^1]}"));
    }

    /// <summary>Somebody may read them, so that most are no news; that there are such is.</summary>
    [Theory]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.Information, "Warning 1")]
    [InlineData(LogLevel.Debug, "Warning 1", "Debug 2", "Debug 3")]
    public async Task The_first_event_that_a_node_sends_to_err_is_a_warning(LogLevel level, params string[] lines)
    {
        var log = new RecordingLog { Level = level };
        var why = new Diagnostic { Severity = Severity.Error, Code = "Test", Message = "not today" };
        var sends = new DelegateOperator((ref Event e, IEmitter output) =>
        {
            output.Failed(in e, why);
            output.Emit(Port.Err, e);
        });
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("bad", sends).Link("in -> bad -> out").Link("bad/err -> err"), log: log);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3);
        await pipeline.StopAsync();
        Assert.Equal(
            lines, log.Lines.Select(static l => l.Replace(" [Pipeline::flow::pipe] Error handling event: flow::pipe/bad: event 1:", "", StringComparison.Ordinal).Replace(": Error: not today\n\n", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_target_that_throws_fails_what_it_was_given()
    {
        var log = new RecordingLog();
        var pipeline = TestPipeline.Make(TestPipeline.Direct, log: log);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget { Gate = Task.FromException(new IOException("gone")) });
        pipeline.Start();
        await SendAsync(pipeline, 1, 2);
        await pipeline.StopAsync();
        Assert.Equal([Outcome.Fail, Outcome.Fail], _source.Outcomes.Values);
        Assert.True(log.Has("A target failed to take 2 events: gone"));
    }

    [Fact]
    public async Task An_error_of_the_engine_itself_stops_the_pipeline_instead_of_letting_senders_wait()
    {
        var fails = new DelegateOperator(static (ref Event _, IEmitter _) => throw new InvalidOperationException("no such luck"));
        var plan = PlanBuilder.WithUsualPorts().Node("a", new PassOn()).Node("bad", fails).Node("c", new PassOn())
            .Link("in -> a -> bad -> c -> out").Link("a -> c");
        var log = new BrokenLog();
        var pipeline = TestPipeline.Make(plan, capacity: 1, log: log);
        var sink = new CollectingTarget();
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        Assert.False(pipeline.Broken.IsCompleted);
        for (var i = 0; i < 30; i++) await Eventually.Done(SendAsync(pipeline, i));
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await Eventually.Done(pipeline.StopAsync());
        Assert.Equal(1, log.Criticals);
        Assert.Equal("the log is full", await Eventually.Of(pipeline.Broken));
        Assert.Equal(Enumerable.Repeat(Outcome.Fail, 30), _source.Outcomes.Values);
        Assert.Equal(["Drain"], sink.Seen);
    }

    private static PipelineInstance Make(PlanBuilder plan, int capacity = 4) => TestPipeline.Make(plan, capacity);

    private async Task SendAsync(PipelineInstance pipeline, params int[] payloads)
    {
        _sent += payloads.Length;
        await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(payloads), _source, _sent - payloads.Length);
    }

    /// <summary>Keeps the batches that it gets.</summary>
    private sealed class KeepingTarget : IEventTarget
    {
        public List<EventBatch> Batches { get; } = [];

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            Batches.Add(batch);
            from.Settle(first, batch.Count, Outcome.Ack, 0);
            return default;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }

    /// <summary>Throws where the engine expects nothing to throw.</summary>
    private sealed class BrokenLog : ILogger
    {
        public int Criticals { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.Critical) throw new IOException("the log is full");
            Criticals++;
        }
    }

    private sealed class CountedMemory : IBatchMemory
    {
        private int _holders;

        public int Holders => _holders;

        public int MostHolders { get; private set; }

        public void Retain() => MostHolders = Math.Max(MostHolders, Interlocked.Increment(ref _holders));

        public void Release() => Interlocked.Decrement(ref _holders);
    }
}
