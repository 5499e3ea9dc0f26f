using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Qos;

namespace Tremor.Dataflow.Tests.Operators.Qos;

public sealed class QosTests
{
    private const ulong Ms = 1_000_000;
    private static readonly OperatorContext s_context = new(7, "test::main/guard");

    private readonly Recorder _output = new();

    [Fact]
    public void Events_are_held_back_after_a_failure_but_for_a_probe()
    {
        var guard = new BackpressureOperator(Config<BackpressureOperator.Config>("""{"timeout": 100}"""), s_context);
        var first = Send(guard, 0);
        Answer(guard, first, InsightKind.Fail);
        foreach (var at in new ulong[] { 20, 60, 70 }) Send(guard, at * Ms);
        Answer(guard, first, InsightKind.Ack);
        Send(guard, 71 * Ms);
        Assert.Equal(["out: 0", "overflow: 20", "out: 60", "overflow: 70", "out: 71"], _output.Sent);
        Assert.All(_output.Events, static e => Assert.True(e.Transactional));
        Assert.Empty(_output.Insights);
    }

    [Theory]
    [InlineData(InsightKind.Ack, """{"time": 101}""", true)]
    [InlineData(InsightKind.Ack, """{"time": 100}""", false)]
    [InlineData(InsightKind.Ack, """{"error": "x"}""", true)]
    [InlineData(InsightKind.BreakerOpen, "{}", true)]
    [InlineData(InsightKind.SinkStart, "{}", false)]
    public void What_takes_too_long_or_fails_holds_back(InsightKind kind, string meta, bool holdsBack)
    {
        var guard = new BackpressureOperator(Config<BackpressureOperator.Config>("""{"timeout": 100, "steps": [10]}"""), s_context);
        Answer(guard, Send(guard, 0), kind, meta);
        Send(guard, 1 * Ms);
        Assert.Equal(holdsBack ? "overflow: 1" : "out: 1", _output.Sent[^1]);
    }

    [Fact]
    public void Steps_are_taken_one_after_the_other_and_a_tick_behind_them_begins_anew()
    {
        var guard = new BackpressureOperator(Config<BackpressureOperator.Config>("""{"timeout": 100, "steps": [10, 30], "method": "pause"}"""), s_context);
        var first = Send(guard, 0);
        for (var i = 0; i < 3; i++) Assert.Equal(InsightKind.Fail, Answer(guard, first, InsightKind.Fail));
        guard.OnSignal(new Signal(SignalKind.Tick, 0, (30 * Ms) - 1), _output);
        Assert.Equal([InsightKind.BreakerOpen], _output.Insights);
        guard.OnSignal(new Signal(SignalKind.Tick, 0, 30 * Ms), _output);
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _output.Insights);
        Send(guard, 1 * Ms);
        Assert.Equal(["out: 0", "out: 1"], _output.Sent);
    }

    [Fact]
    public void An_open_breaker_goes_no_further_and_what_was_never_seen_is_no_news()
    {
        var guard = new BackpressureOperator(Config<BackpressureOperator.Config>("""{"timeout": 100, "method": "pause"}"""), s_context);
        var marked = Send(guard, 0);
        Assert.Equal(InsightKind.Fail, Answer(guard, new Event { Meta = Value.EmptyRecord }, InsightKind.Fail));
        Assert.Empty(_output.Insights);
        Assert.Equal(InsightKind.None, Answer(guard, marked, InsightKind.BreakerOpen));
        Assert.Equal(InsightKind.Ack, Answer(guard, marked, InsightKind.Ack));
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _output.Insights);
    }

    [Fact]
    public void The_share_falls_with_failures_and_rises_with_answers()
    {
        var guard = new PercentileOperator(Config<PercentileOperator.Config>("""{"timeout": 100, "step_down": 0.5, "step_up": 0.25}"""), s_context);
        var first = Send(guard, 65534);
        Answer(guard, first, InsightKind.Fail);
        Send(guard, 32767); // just below a half
        Send(guard, 32768); // just above
        Answer(guard, first, InsightKind.Fail);
        Send(guard, 1);
        Answer(guard, first, InsightKind.Fail);
        Answer(guard, first, InsightKind.Ack);
        Send(guard, 16383);
        Send(guard, 16384);
        Send(guard, 65535);
        Assert.Equal(["out", "out", "overflow", "overflow", "out", "overflow", "out"], _output.Sent.Select(static s => s.Split(':')[0]));
    }

    [Fact]
    public void Outputs_take_turns_and_closed_ones_are_passed_over()
    {
        var turns = new RoundRobinOperator(Config<RoundRobinOperator.Config>("""{"outputs": ["a", "b", "c"]}"""), s_context);
        var events = Enumerable.Range(0, 4).Select(i => Send(turns, (ulong)i)).ToArray();
        Assert.Equal(InsightKind.None, Answer(turns, events[1], InsightKind.BreakerOpen));
        for (var i = 4; i < 7; i++) Send(turns, (ulong)i);
        Assert.Equal(InsightKind.None, Answer(turns, events[0], InsightKind.BreakerOpen));
        Assert.Empty(_output.Insights);
        Assert.Equal(InsightKind.None, Answer(turns, events[2], InsightKind.BreakerOpen));
        Assert.Equal([InsightKind.BreakerOpen], _output.Insights);
        Send(turns, 7);
        Assert.Equal(InsightKind.None, Answer(turns, events[1], InsightKind.BreakerClosed));
        Assert.Equal(InsightKind.None, Answer(turns, events[2], InsightKind.BreakerClosed));
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _output.Insights);
        Assert.Equal(InsightKind.Ack, Answer(turns, events[1], InsightKind.Ack));
        Send(turns, 8);
        Assert.Equal(["a: 0", "b: 0", "c: 0", "a: 0", "c: 0", "a: 0", "c: 0", "overflow: 0", "b: 0"], _output.Sent);
    }

    [Fact]
    public void A_breaker_without_event_is_told_by_the_port_that_it_came_by()
    {
        var turns = new RoundRobinOperator(Config<RoundRobinOperator.Config>("""{"outputs": ["a", "b"]}"""), s_context);
        var insight = new Insight { Kind = InsightKind.BreakerOpen, Meta = Value.EmptyRecord, Ports = [Port.Of("a")] };
        turns.OnInsight(ref insight, _output);
        Send(turns, 0);
        Send(turns, 1);
        Assert.Equal(["b: 0", "b: 0"], _output.Sent);
        Assert.Equal(InsightKind.None, insight.Kind);
    }

    [Fact]
    public void The_first_signal_opens_the_sources()
    {
        var turns = new RoundRobinOperator(Config<RoundRobinOperator.Config>("""{"outputs": ["a"]}"""), s_context);
        for (ulong i = 0; i < 2; i++) turns.OnSignal(new Signal(SignalKind.Tick, 0, i), _output);
        Assert.Equal([InsightKind.BreakerClosed], _output.Insights);
    }

    private static T Config<T>(string json) => ConfigBinder.Bind<T>(JsonText.Parse(json));

    private Event Send(IOperator op, ulong at)
    {
        var e = new Event { Id = new(1, 0, at, at), Data = Value.From(at / Ms), Meta = Value.EmptyRecord, IngestNs = at };
        op.OnEvent(Port.In, ref e, _output);
        return _output.Events[^1];
    }

    private InsightKind Answer(IOperator op, in Event e, InsightKind kind, string meta = "{}")
    {
        var insight = new Insight { Kind = kind, Id = e.Id, IngestNs = e.IngestNs, Meta = JsonText.Parse(meta), OperatorMeta = e.OperatorMeta };
        op.OnInsight(ref insight, _output);
        return insight.Kind;
    }
}
