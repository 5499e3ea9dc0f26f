using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Ingest times are in seconds here.</summary>
public sealed class PipelineMetricsTests
{
    private const ulong Second = 1_000_000_000;

    private static readonly Signal s_start = new(SignalKind.Start, 4, 0);

    private readonly MetricsChannel _channel = new();
    private readonly CollectingTarget _sink = new();
    private readonly RecordingUpstream _source = new();
    private long _sent;

    [Fact]
    public async Task A_report_comes_in_front_of_the_first_event_and_of_each_that_is_more_than_an_interval_younger()
    {
        var reports = await RunAsync(PlanBuilder.WithUsualPorts().Node("n", new PassOn()).Link("in -> n -> out"), [101, 111, 112, 121, 122]);
        // In front of the event of second 101 nothing has been counted yet; 111 is not more than 10 s younger than it.
        Assert.Equal(
            [
                """{"measurement":"events","tags":{"pipeline":"flow::pipe","node":"in","direction":"output","port":"out"},"fields":{"count":2},"timestamp":112000000000}""",
                """{"measurement":"events","tags":{"pipeline":"flow::pipe","node":"out","direction":"input","port":"in"},"fields":{"count":2},"timestamp":112000000000}""",
                """{"measurement":"events","tags":{"pipeline":"flow::pipe","node":"n","direction":"input","port":"in"},"fields":{"count":2},"timestamp":112000000000}""",
                """{"measurement":"events","tags":{"pipeline":"flow::pipe","node":"n","direction":"output","port":"out"},"fields":{"count":2},"timestamp":112000000000}""",
            ],
            reports);
        Assert.Equal(["101", "111", "112", "121", "122"], _sink.Seen);
        Assert.Equal([0, 1, 2, 3, 4], _source.Outcomes.Keys);
    }

    [Fact]
    public async Task Nodes_that_only_pass_events_on_show_no_traffic()
    {
        var reports = await RunAsync(
            PlanBuilder.WithUsualPorts().Stream("s").Node("n", new PassOn()).Link("in -> s -> n -> out"), [1], [20]);
        Assert.Equal(["in output out 1", "out input in 1", "n input in 1", "n output out 1"], Short(reports));
    }

    [Fact]
    public async Task Every_port_that_was_used_counts_what_leads_nowhere_too()
    {
        var split = new DelegateOperator(static (ref Event e, IEmitter output) =>
        {
            output.Emit(Port.Out, e);
            output.Emit(Port.Of("other"), e);
        });
        var reports = await RunAsync(
            PlanBuilder.WithPorts(["in", "side"], ["out", "err"]).Node("n", split).Node("m", new PassOn()).Link("in -> n -> m -> out").Link("n -> err").Link("side -> m/second"), [1, 2], [20]);
        Assert.Equal(
            ["in output out 2", "out input in 2", "err input in 2", "n input in 2", "n output out 2", "n output other 2", "m input in 2", "m output out 2"], Short(reports));
    }

    [Fact]
    public async Task What_an_event_that_fails_had_sent_is_not_counted()
    {
        var fails = new DelegateOperator(static (ref Event e, IEmitter output) =>
        {
            output.Emit(Port.Out, e);
            if (e.Data.ToString() == "2") throw new InvalidOperationException("no");
        });
        var reports = await RunAsync(PlanBuilder.WithUsualPorts().Node("n", fails).Link("in -> n -> out"), [1, 2, 3], [20]);
        Assert.Equal(["in output out 3", "out input in 2", "n input in 3", "n output out 2"], Short(reports));
    }

    [Fact]
    public async Task What_a_signal_releases_is_counted_where_it_comes_to_but_not_where_it_leaves()
    {
        var reports = await RunAsync(PlanBuilder.WithUsualPorts().Node("n", new AnswersSignals()).Link("in -> n -> out"), [1], null, [20]);
        Assert.Equal(["in output out 1", "out input in 2", "n input in 1", "n output out 1"], Short(reports));
    }

    [Fact]
    public async Task What_an_operator_measures_comes_before_the_counts_of_its_ports()
    {
        var reports = await RunAsync(PlanBuilder.WithUsualPorts().Node("n", new Measures()).Link("in -> n -> out"), [1], [20]);
        Assert.Equal(
            """{"measurement":"sizes","tags":{"pipeline":"flow::pipe","node":"n","class":"big"},"fields":{"count":7},"timestamp":20000000000}""", reports[2]);
        Assert.Equal("n input in 1", Short(reports[3..])[0]);
    }

    [Fact]
    public async Task An_interval_of_nothing_reports_whenever_time_has_passed()
    {
        var reports = await RunAsync(PlanBuilder.WithUsualPorts().Link("in -> out"), [1, 1, 2, 2], interval: 0);
        Assert.Equal(["in output out 2", "out input in 2"], Short(reports));
    }

    private static string[] Short(IReadOnlyList<string> reports) =>
        [.. reports.Select(static r => r.Split('"')).Select(static parts => $"{parts[13]} {parts[17]} {parts[21]} {parts[26].TrimStart(':').Split('}')[0]}")];

    private Task<List<string>> RunAsync(PlanBuilder plan, params int[]?[] batches) => RunAsync(plan, batches, 10);

    private Task<List<string>> RunAsync(PlanBuilder plan, int[] batch, int interval) => RunAsync(plan, [batch], interval);

    /// <param name="batches">Ingest times; null for a signal.</param>
    private async Task<List<string>> RunAsync(PlanBuilder plan, int[]?[] batches, int interval)
    {
        using var subscription = _channel.Subscribe();
        var id = 0ul;
        var pipeline = new PipelineInstance(
            plan.Build() with { MetricsInterval = TimeSpan.FromSeconds(interval) },
            new PipelineOptions { NextOperatorId = () => ++id, TickInterval = Timeout.InfiniteTimeSpan, Metrics = _channel });
        pipeline.ConnectOutput(Port.Out, _sink);
        pipeline.Start();
        foreach (var times in batches)
        {
            if (times is null)
            {
                await pipeline.Input(Port.In).SignalAsync(s_start, _source);
                continue;
            }

            var batch = TestPipeline.Batch(times);
            for (var i = 0; i < times.Length; i++) batch.Events[i].IngestNs = (ulong)times[i] * Second;
            await pipeline.Input(Port.In).SendAsync(batch, _source, _sent);
            _sent += times.Length;
        }

        await pipeline.StopAsync();
        var seen = new List<string>();
        while (subscription.TryTake(out var record)) seen.Add(record.ToString());
        return seen;
    }

    private sealed class AnswersSignals : IOperator
    {
        public bool HandlesSignals => true;

        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);

        public void OnSignal(in Signal signal, IEmitter output) => output.Emit(Port.Out, new Event { Data = Value.From("late"), Meta = Value.EmptyRecord });
    }

    private sealed class Measures : IOperator
    {
        public IEnumerable<Measurement> Measurements => [new("sizes", [("class", "big")], 7)];

        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);
    }
}
