using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources.Settling;

/// <summary>More streams than the ledger keeps without need: what is open is not forgotten.</summary>
public sealed class ManyStreamsTests
{
    private const int Streams = 200;

    private readonly ScriptedSource _source = new() { IsTransactional = true };
    private readonly SettlementLedger _ledger = new(4);
    private readonly SourceHooks _hooks;
    private long _sent;

    public ManyStreamsTests() => _hooks = new SourceHooks(_source, "flow::source", NullLogger.Instance, TimeProvider.System);

    private IEnumerable<string> Answers =>
        _source.Heard.Where(static h => h.StartsWith("ack", StringComparison.Ordinal) || h.StartsWith("fail ", StringComparison.Ordinal));

    [Fact]
    public void Pulls_of_a_stream_stay_in_order_whatever_was_answered_before()
    {
        var firsts = new long[3];
        for (var pull = 0; pull < 2; pull++) firsts[pull] = PullAll(pull);
        Settle(firsts[0], Streams, Outcome.Ack);
        Assert.Equal(Enumerable.Range(0, Streams).Select(static s => $"ack {s} 0"), Answers);
        firsts[2] = PullAll(2);
        Settle(firsts[2], Streams, Outcome.Ack);
        Assert.Equal(Streams, Answers.Count());
        Settle(firsts[1], Streams, Outcome.Ack);
        Assert.Equal(Enumerable.Range(0, Streams).Select(static s => $"ack {s} 2"), Answers.Skip(Streams));
        Assert.Equal(0, _ledger.Unsettled);
    }

    [Fact]
    public void A_failure_gives_up_what_came_behind_it_on_its_stream_alone()
    {
        var first = PullAll(0);
        var second = PullAll(1);
        Settle(first, 1, Outcome.Fail);
        Settle(second, Streams, Outcome.Ack);
        Settle(first + 1, Streams - 1, Outcome.Ack);
        Assert.Equal(new[] { "fail 0 0" }.Concat(Enumerable.Range(1, Streams - 1).Select(static s => $"ack {s} 1")), Answers);
        PullAll(2);
        Settle(_sent - Streams, Streams, Outcome.Ack);
        Assert.Equal(Enumerable.Range(0, Streams).Select(static s => $"ack {s} 2"), Answers.Skip(Streams));
    }

    /// <summary>Thousands of pulls and events over several pages and blocks, settled from the back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pulls_of_any_number_wait_for_the_first_of_them(int events)
    {
        const int Pulls = 3000;
        for (var pull = 0; pull < Pulls; pull++) Pull(0, pull + (pull > 1500 ? 10 : 0), events);
        for (var at = (Pulls * events) - 1; at > 0; at--) _ledger.Settle(at, 1, Outcome.Ack, _hooks);
        _ledger.Report(_hooks);
        Assert.Empty(Answers);
        Assert.Equal(1, _ledger.Unsettled);
        Settle(0, 1, Outcome.Ack);
        Assert.Equal(["ack 0 3009"], Answers);
        Assert.Equal(0, _ledger.Unsettled);
    }

    /// <returns>The number of the first event.</returns>
    private long PullAll(int pull)
    {
        var first = _sent;
        for (var stream = 0; stream < Streams; stream++) Pull((ulong)stream, pull, 1);
        return first;
    }

    private void Pull(ulong stream, int pull, int events)
    {
        var batch = _ledger.BeginBatch(1);
        _ledger.BeginPull(stream, (ulong)pull);
        for (var i = 0; i < events; i++) _ledger.Track(batch, ((ulong)pull * 10) + (ulong)i);
        _ledger.EndPull(holdsData: false);
        _ledger.Send(batch, _sent);
        _sent += events;
    }

    private void Settle(long first, int count, Outcome outcome)
    {
        _ledger.Settle(first, count, outcome, _hooks);
        _ledger.Report(_hooks);
    }
}
