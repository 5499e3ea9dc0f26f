using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class ContraflowTests
{
    private static readonly HandleEvent s_passOn = static (ref Event e, IEmitter output) => output.Emit(Port.Out, e);

    private readonly RecordingUpstream _source = new();
    private readonly LateTarget _sink = new();

    [Fact]
    public async Task One_answer_for_a_batch_stays_one_answer()
    {
        var other = new LateTarget();
        var pipeline = TestPipeline.Make(TestPipeline.Row(2));
        pipeline.ConnectOutput(Port.Out, _sink);
        pipeline.ConnectOutput(Port.Out, other);
        await RunAsync(pipeline, TestPipeline.Batch(1, 2, 3, 4));
        _sink.Settle(0, 0, 4, Outcome.Ack);
        Assert.Empty(_source.Outcomes);
        other.Settle(0, 0, 4, Outcome.Ack);
        Assert.Equal(4, _source.Outcomes.Count);
        Assert.Equal(1, _source.Calls);
    }

    [Theory]
    [InlineData(Outcome.Ack, Outcome.Unanswered, Outcome.Unanswered)]
    [InlineData(Outcome.Unanswered, Outcome.Fail, Outcome.Fail)]
    [InlineData(Outcome.Fail, Outcome.Ack, Outcome.Fail)]
    public async Task The_worst_of_two_branches_counts(Outcome first, Outcome second, Outcome result)
    {
        var other = new LateTarget();
        var pipeline = TestPipeline.Make(TestPipeline.Direct);
        pipeline.ConnectOutput(Port.Out, _sink);
        pipeline.ConnectOutput(Port.Out, other);
        await RunAsync(pipeline, TestPipeline.Batch(1));
        _sink.Settle(0, 0, 1, first);
        other.Settle(0, 0, 1, second);
        Assert.Equal([result], _source.Outcomes.Values);
    }

    [Fact]
    public async Task Parts_of_a_batch_are_answered_as_they_end()
    {
        var pipeline = TestPipeline.Make(TestPipeline.Direct);
        pipeline.ConnectOutput(Port.Out, _sink);
        await RunAsync(pipeline, TestPipeline.Batch(1, 2, 3, 4));
        _sink.Settle(0, 2, 1, Outcome.Fail);
        Assert.Equal([2L], _source.Outcomes.Keys);
        _sink.Settle(0, 0, 2, Outcome.Ack);
        _sink.Settle(0, 3, 1, Outcome.Ack);
        Assert.Equal(4, _source.Outcomes.Count);
        Assert.Empty(_source.Offences);
    }

    [Fact]
    public async Task An_answer_that_nobody_owes_is_logged_and_changes_nothing()
    {
        var log = new RecordingLog();
        var pipeline = TestPipeline.Make(TestPipeline.Direct, log: log);
        pipeline.ConnectOutput(Port.Out, _sink);
        await RunAsync(pipeline, TestPipeline.Batch(1));
        _sink.Settle(0, 0, 1, Outcome.Ack);
        _sink.Settle(0, 0, 1, Outcome.Fail);
        Assert.Equal([Outcome.Ack], _source.Outcomes.Values);
        Assert.True(log.Has("A target settled events that it does not owe an answer for (0, 1)"));
    }

    [Fact]
    public async Task A_second_answer_for_one_event_takes_no_other_one_with_it()
    {
        var log = new RecordingLog();
        var pipeline = TestPipeline.Make(TestPipeline.Direct, log: log);
        pipeline.ConnectOutput(Port.Out, _sink);
        await RunAsync(pipeline, TestPipeline.Batch(1, 2, 3), TestPipeline.Batch(4));
        _sink.Settle(0, 1, 1, Outcome.Ack);
        _sink.Settle(0, 1, 1, Outcome.Fail);
        Assert.True(log.Has("A target settled events that it does not owe an answer for (1, 1)"));
        Assert.Equal([1L], _source.Outcomes.Keys);
        _sink.Settle(0, 0, 4, Outcome.Ack);
        Assert.Equal(4, _source.Outcomes.Count(static o => o.Value == Outcome.Ack));
        Assert.Empty(_source.Offences);
    }

    /// <summary>Two targets answer any ranges, some of them twice and thrice: the first answer for each result counts, and no other.</summary>
    [Property]
    public void Every_event_ends_once_however_often_targets_answer(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (new LateTarget(), new LateTarget());
        var log = new RecordingLog();
        var pipeline = TestPipeline.Make(TestPipeline.Direct, log: log);
        pipeline.ConnectOutput(Port.Out, one);
        if (random.Next(2) == 0) pipeline.ConnectOutput(Port.Out, other);
        var source = new RecordingUpstream();
        pipeline.Start();
        var sent = 0;
        // More batches than wait without a lock, and some of more results than a word has bits.
        for (var batches = random.Next(100); batches >= 0; batches--)
        {
            var count = 1 + random.Next(random.Next(8) == 0 ? 200 : 5);
            pipeline.Input(Port.In).SendAsync(TestPipeline.Batch([.. Enumerable.Range(sent, count)]), source, sent).AsTask().Wait();
            sent += count;
        }

        pipeline.StopAsync().Wait();
        var results = one.Sent.Concat(other.Sent).ToDictionary(static r => r.Number, static r => r.Event);
        var (answers, hasRepeated) = (new Dictionary<long, Outcome>(), false);
        void Settle(long first, long count, Outcome outcome)
        {
            for (var n = first; n < first + count; n++) hasRepeated |= !answers.TryAdd(n, outcome);
            pipeline.Settle(first, count, outcome, 0);
        }

        for (var calls = random.Next(150); calls > 0; calls--)
        {
            var first = random.Next(results.Count);
            Settle(first, 1 + random.Next(Math.Min(results.Count - first, random.Next(4) == 0 ? 300 : 5)), (Outcome)random.Next(3));
        }

        var ended = results.GroupBy(static r => r.Value, static r => r.Key).Where(e => e.All(answers.ContainsKey)).Select(static e => e.Key);
        Assert.Equal(ended.Order(), source.Outcomes.Keys);
        Settle(0, results.Count, Outcome.Ack);
        Assert.Empty(source.Offences);
        Assert.Equal(
            results.GroupBy(static r => r.Value, r => answers[r.Key]).ToDictionary(static e => e.Key, static e => e.Max()).OrderBy(static e => e.Key),
            source.Outcomes);
        Assert.Equal(hasRepeated, log.Has("A target settled events that it does not owe an answer for"));
    }

    [Fact]
    public async Task Every_event_ends_once_when_many_threads_answer_for_it()
    {
        var pipeline = TestPipeline.Make(TestPipeline.Direct);
        pipeline.ConnectOutput(Port.Out, _sink);
        pipeline.Start();
        using var over = new CancellationTokenSource();
        var sent = 0L;
        var threads = Enumerable.Range(0, 3).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            while (!over.IsCancellationRequested)
            {
                var end = Volatile.Read(ref sent);
                var first = Math.Max(0, end - random.Next(600));
                pipeline.Settle(first, Math.Min(1 + random.Next(6), end - first), Outcome.Ack, 0);
            }
        })).ToList();
        for (var i = 0; i < 3000; i++)
        {
            await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch([.. Enumerable.Range(0, 1 + (i % 3))]), _source, sent);
            Volatile.Write(ref sent, sent + 1 + (i % 3));
        }

        await over.CancelAsync();
        await Task.WhenAll(threads);
        await pipeline.StopAsync();
        pipeline.Settle(0, sent, Outcome.Ack, 0);
        Assert.Equal(6000, _source.Outcomes.Count);
        Assert.Empty(_source.Offences);
    }

    [Fact]
    public async Task Events_in_a_batch_are_answered_as_the_batch_is()
    {
        var plan = PlanBuilder.WithUsualPorts()
            .Node(
                "batch",
                static c => new BatchOperator(new BatchOperator.Config { Count = 2 }, new OperatorContext(c.Id, c.Alias))).Link("in -> batch -> out");
        var pipeline = TestPipeline.Make(plan);
        pipeline.ConnectOutput(Port.Out, _sink);
        await RunAsync(pipeline, TestPipeline.Batch(1, 2, 3), TestPipeline.Batch(4, 5));
        Assert.Empty(_source.Outcomes);
        _sink.Settle(0, 0, 1, Outcome.Ack);
        Assert.Equal([0L, 1L], _source.Outcomes.Keys);
        _sink.Settle(1, 0, 1, Outcome.Fail);
        Assert.Equal(
            ["0 Ack", "1 Ack", "2 Fail", "3 Fail"],
            _source.Outcomes.Take(4).Select(static o => $"{o.Key} {o.Value}"));
    }

    [Fact]
    public async Task Breakers_of_two_operators_are_told_apart()
    {
        HandleEvent open = static (ref Event e, IEmitter output) =>
        {
            output.Insight(new Insight { Kind = InsightKind.BreakerOpen });
            output.Emit(Port.Out, e);
        };
        var ids = new List<ulong>();
        Func<OperatorContext, IOperator> make = context =>
        {
            ids.Add(context.Id);
            return new DelegateOperator(open, static (ref Insight _, IEmitter _) => { });
        };
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("a", make).Node("b", make).Link("in -> a -> b -> out"));
        pipeline.ConnectInput(Port.In, _source);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        await RunAsync(pipeline, TestPipeline.Batch(1));
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerOpen], _source.Insights);
        Assert.Equal(ids, _source.Makers.Order());
        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_node_learns_by_which_port_a_failure_came_back()
    {
        var seen = new List<string>();
        var node = new DelegateOperator(
            static (ref Event e, IEmitter output) => output.Emit(e.Data.ToString() == "1" ? Port.Of("side") : Port.Out, e),
            (ref Insight insight, IEmitter _) => seen.Add($"{insight.Kind} {string.Join(" ", insight.Ports)}"));
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("node", node).Link("in -> node -> out").Link("node/side -> out"));
        pipeline.ConnectOutput(Port.Out, new CollectingTarget(static e => e.Data.ToString() == "1" ? Outcome.Fail : Outcome.Ack));
        await RunAsync(pipeline, TestPipeline.Batch(0, 1, 2));
        Assert.Equal(["Ack out", "Fail side", "Ack out"], seen);
    }

    [Fact]
    public async Task Insights_reach_the_source_while_the_pipeline_is_full()
    {
        var gate = new TaskCompletionSource();
        var plan = PlanBuilder.WithUsualPorts().Node("valve", new DelegateOperator(s_passOn, static (ref Insight _, IEmitter _) => { }))
            .Link("in -> valve -> out");
        var pipeline = TestPipeline.Make(plan, capacity: 1);
        pipeline.ConnectInput(Port.In, _source);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget { Gate = gate.Task });
        pipeline.Start();
        var sending = new List<Task>();
        for (var i = 0; i < 5; i++) sending.Add(pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(i), _source, i).AsTask());
        await Eventually.True(() => sending[1].IsCompleted && !sending[4].IsCompleted, "the pipeline is full");
        pipeline.OnInsight(new Insight { Kind = InsightKind.BreakerOpen }, _sink);
        await Eventually.True(() => _source.Insights.Count == 1, "the insight arrives");
        Assert.False(sending[4].IsCompleted);
        gate.SetResult();
        await Eventually.Done(Task.WhenAll(sending));
        await pipeline.StopAsync();
        Assert.Equal(5, _source.Outcomes.Count);
    }

    [Fact]
    public async Task The_two_halves_of_a_node_never_run_at_the_same_time()
    {
        var (inside, overlaps) = (0, 0);
        void Enter()
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref overlaps);
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside);
        }

        var node = new DelegateOperator(
            (ref Event e, IEmitter output) =>
            {
                Enter();
                output.Emit(Port.Out, e);
            },
            (ref Insight _, IEmitter _) => Enter());
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("node", node).Link("in -> node -> out"));
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        pipeline.Start();
        for (var i = 0; i < 500; i++)
        {
            await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(1, 2, 3), _source, 3 * i);
            pipeline.OnInsight(new Insight { Kind = InsightKind.BreakerClosed }, _sink);
        }

        await pipeline.StopAsync();
        Assert.Equal(1500, _source.Outcomes.Count);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task An_operator_cannot_send_events_upstream()
    {
        var log = new RecordingLog();
        var node = new DelegateOperator(s_passOn, static (ref Insight _, IEmitter output) => output.Emit(Port.Out, default));
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("node", node).Link("in -> node -> out"), log: log);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        await RunAsync(pipeline, TestPipeline.Batch(1));
        Assert.Equal([Outcome.Ack], _source.Outcomes.Values);
        Assert.True(log.Has("flow::pipe/node: error handling the insight Ack of event 0:0:0:0: an operator cannot send or hold events"));
    }

    private async Task RunAsync(PipelineInstance pipeline, params EventBatch[] batches)
    {
        pipeline.Start();
        var sent = 0;
        foreach (var batch in batches)
        {
            var count = batch.Count;
            await pipeline.Input(Port.In).SendAsync(batch, _source, sent);
            sent += count;
        }

        await pipeline.StopAsync();
    }

    /// <summary>A sink that answers when the test says so.</summary>
    private sealed class LateTarget : IEventTarget
    {
        private readonly List<(IUpstream From, long First)> _owed = [];

        /// <summary>The numbers of all results, with the payloads of their events.</summary>
        public List<(long Number, long Event)> Sent { get; } = [];

        public void Settle(int batch, int first, int count, Outcome outcome) => _owed[batch].From.Settle(_owed[batch].First + first, count, outcome, 1);

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            _owed.Add((from, first));
            for (var i = 0; i < batch.Count; i++)
                if (batch.Events[i].Data.TryGetInt64(out var payload)) Sent.Add((first + i, payload));
            batch.Release();
            return ValueTask.CompletedTask;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => ValueTask.CompletedTask;
    }
}
