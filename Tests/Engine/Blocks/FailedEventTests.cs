using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>What is told of an event that a node fails on, and how often.</summary>
public sealed class FailedEventTests
{
    private static readonly Diagnostic s_bad = new() { Severity = Severity.Error, Code = "Bad", Message = "it is bad", Hint = "make it good" };

    private readonly RecordingUpstream _source = new();

    /// <summary>An event that was an error before fails again, and leaves by a port that nobody reads.</summary>
    [Theory]
    [InlineData(1, "n: it is bad")]
    [InlineData(2, "n: it is bad", "n: nobody reads this port")]
    public async Task A_failure_that_a_node_tells_of_is_told_once(int emitted, params string[] expected)
    {
        var fails = new DelegateOperator((ref Event e, IEmitter output) =>
        {
            output.Failed(in e, s_bad);
            for (var i = 0; i < emitted; i++) output.Emit(Port.Err, e);
        });
        Assert.Equal(expected, await ToldAsync(fails));
    }

    [Fact]
    public async Task What_fails_at_a_signal_is_told_once_for_each_event() =>
        Assert.Equal(["n: it is bad", "n: it is bad", "n: nobody reads this port"], await ToldAsync(new FailingAtASignal()));

    [Fact]
    public async Task A_failure_is_forgotten_with_the_event_that_it_is_of()
    {
        var calls = 0;
        var fails = new DelegateOperator((ref Event e, IEmitter output) =>
        {
            if (calls++ == 0) output.Failed(in e, s_bad);
            else output.Emit(Port.Err, e);
        });
        Assert.Equal(["n: it is bad", "n: nobody reads this port"], await ToldAsync(fails, events: 2));
    }

    /// <summary>As of an event.</summary>
    [Fact]
    public async Task What_a_failing_signal_handler_takes_back_is_lost_for_what_was_found_and_not_for_its_rendering()
    {
        ulong lastId = 0;
        var options = new PipelineOptions { NextOperatorId = () => ++lastId, TickInterval = Timeout.InfiniteTimeSpan };
        var pipeline = new PipelineInstance(PlanBuilder.WithUsualPorts().Node("n", new FailingAtASignal { Throws = true }).Link("in -> n -> out").Build(), options);
        await RunAsync(pipeline, 1);
        Assert.Equal(["flow::pipe/n 3 it is bad"], options.Losses.Losses.Select(static l => $"{l.Place} {l.Events} {l.Reason}"));
    }

    /// <summary>All of them were errors before.</summary>
    private async Task<List<string>> ToldAsync(IOperator work, int events = 1)
    {
        ulong lastId = 0;
        var told = new List<string>();
        var pipeline = new PipelineInstance(PlanBuilder.WithUsualPorts().Node("n", work).Link("in -> n -> out").Build(), new PipelineOptions
        {
            NextOperatorId = () => ++lastId,
            TickInterval = Timeout.InfiniteTimeSpan,
            EventFailed = (node, _, e) => told.Add($"{node[(node.LastIndexOf('/') + 1)..]}: {((EventFailedException)e).Finding.Message}"),
        });
        await RunAsync(pipeline, events);
        return told;
    }

    private async Task RunAsync(PipelineInstance pipeline, int events)
    {
        pipeline.Start();
        var batch = EventBatch.Rent();
        for (var i = 0; i < events; i++) batch.Add(new Event { Data = Value.From(1L), Meta = Value.EmptyRecord, IsError = true });
        await pipeline.Input(Port.In).SendAsync(batch, _source, 0);
        await pipeline.Input(Port.In).SignalAsync(new Signal(SignalKind.Start, 4, 0), _source);
        await pipeline.StopAsync();
    }

    private sealed class FailingAtASignal : IOperator
    {
        private Event _held;

        public bool HandlesSignals => true;

        public bool Throws { get; init; }

        public void OnEvent(Port input, ref Event e, IEmitter output) => _held = e;

        public void OnSignal(in Signal signal, IEmitter output)
        {
            for (var i = 0; i < 3; i++)
            {
                if (i < 2) output.Failed(in _held, s_bad);
                output.Emit(Port.Err, _held);
            }

            if (Throws) throw new EventFailedException(s_bad);
        }
    }
}
