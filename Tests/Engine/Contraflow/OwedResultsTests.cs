using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

/// <summary>What targets owe, and what they give back.</summary>
public sealed class OwedResultsTests
{
    private readonly RecordingUpstream _sender = new();
    private readonly WavePool _waves = new();
    private readonly ShipmentTable _table = new();
    private readonly Settlement _told = new();
    private long _next;

    [Fact]
    public void Answers_are_found_by_number_across_shipments_and_each_once()
    {
        var (first, second) = (Rent(3), Rent(2));
        Assert.Equal((0L, 3L), (first.First, second.First));
        Assert.Equal((first, 1, 2, 0L), Take(1, 10));
        Assert.Equal((second, 0, 2, 0L), Take(3, 10));
        Assert.Equal((null, 0, 0, 1L), Take(3, 1));
        Assert.Equal((null, 0, 0, 1L), Take(5, 1));
        Assert.Equal((first, 0, 1, 0L), Take(0, 1));
        Assert.Equal((null, 0, 0, 1L), Take(0, 1));
    }

    [Fact]
    public void Of_what_is_given_back_only_that_which_is_owed_is_taken()
    {
        var shipment = Rent(4);
        Assert.Equal((shipment, 0, 3, 0L), Take(0, 3));
        Assert.Equal((shipment, 3, 1, 1L), Take(2, 2));
        Assert.Equal((null, 0, 0, 4L), Take(0, 4));
    }

    [Fact]
    public void A_shipment_is_done_when_its_last_result_is_settled()
    {
        var shipment = Rent(4);
        Assert.False(shipment.Settle(2, 1, Outcome.Fail, 1, _told));
        Assert.False(shipment.Settle(0, 2, Outcome.Ack, 1, _told));
        Assert.True(shipment.Settle(3, 1, Outcome.Ack, 1, _told));
        Assert.True(Rent(2).Settle(0, 2, Outcome.Ack, 1, _told));
        _told.Deliver();
        Assert.Equal("0:Ack 1:Ack 2:Fail 3:Ack 4:Ack 5:Ack", string.Join(' ', _sender.Outcomes.Select(static o => $"{o.Key}:{o.Value}")));
    }

    [Fact]
    public void Nothing_of_a_shipment_is_left_in_the_next_that_uses_it()
    {
        var shipment = Rent(2);
        shipment.RememberRoots([1, 0]);
        shipment.RememberForInsights([new Event { Id = new EventId(1, 2, 3, 4), IngestNs = 5 }, new Event { Meta = Value.EmptyRecord }], sink: 9, paths: [1, 2, 3, 4]);
        Assert.Equal([3, 4], shipment.PathOf(1).ToArray());
        var about = shipment.InsightOf(0, Outcome.Fail, Value.EmptyRecord);
        Assert.Equal((InsightKind.Fail, 9UL, 5UL, "1:2:3:4"), (about.Kind, about.Maker, about.IngestNs, $"{about.Id}"));
        Assert.True(shipment.Settle(0, 2, Outcome.Ack, 1, _told));
        _table.Return(shipment);
        var again = Rent(1);
        Assert.Same(shipment, again);
        Assert.True(again.PathOf(0).IsEmpty);
        Assert.True(again.Settle(0, 1, Outcome.Ack, 1, _told));
    }

    [Fact]
    public void What_comes_and_goes_takes_no_room()
    {
        var (sender, number) = (new Deaf(), 0L);
        var last = Rent(1);
        Run(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(200_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Same(last, Take(0, 1).Shipment);

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var wave = _waves.Rent();
                wave.BeginBatch(sender, number, 3);
                wave.Leave();
                number += 3;
                var shipment = _table.Rent(wave, 3);
                var (_, result, results, _) = Take(shipment.First, 3);
                if (shipment.Settle(result, results, Outcome.Ack, 0, _told)) _table.Return(shipment);
                _told.Deliver();
            }
        }
    }

    [Fact]
    public void A_spare_is_given_back_and_of_many_some_hundred_are_kept()
    {
        var spares = new Spares<object>();
        Assert.Null(spares.Take());
        var only = new object();
        spares.Add(only);
        Assert.Same(only, spares.Take());
        Assert.Null(spares.Take());
        for (var i = 0; i < 1000; i++) spares.Add(new object());
        var kept = new HashSet<object>();
        while (spares.Take() is { } spare) Assert.True(kept.Add(spare));
        Assert.InRange(kept.Count, 256, 260);
    }

    [Fact]
    public void A_list_of_one_knows_what_is_beyond_it()
    {
        var list = new NumberedList<string>();
        Assert.Null(list.Find(0, out _, out _));
        list.Add("a", 0, 3);
        Assert.Equal("a", list.Find(2, out _, out _));
        Assert.Null(list.Find(3, out _, out _));
        Assert.Null(list.Find(-1, out _, out _));
    }

    [Fact]
    public void A_sender_that_fails_is_told_nothing_twice()
    {
        var broken = new Broken();
        _told.Add(_sender, 0, 1, Outcome.Ack, 0);
        _told.Add(broken, 0, 1, Outcome.Ack, 0);
        _told.Add(_sender, 5, 0, Outcome.Ack, 0);
        _told.Add(_sender, 1, 1, Outcome.Ack, 0);
        Assert.Throws<IOException>(_told.Deliver);
        Assert.True(_told.IsEmpty);
        _told.Deliver();
        Assert.Empty(_sender.Offences);
    }

    private (Shipment? Shipment, int Result, int Results, long Unowed) Take(long first, long count) =>
        (_table.Take(first, count, out var result, out var results, out var unowed), result, results, unowed);

    private Shipment Rent(int results)
    {
        var wave = _waves.Rent();
        wave.BeginBatch(_sender, _next, results);
        wave.Leave();
        _next += results;
        return _table.Rent(wave, results);
    }

    private sealed class Deaf : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs)
        {
        }

        public void OnInsight(in Insight insight, object receiver)
        {
        }
    }

    private sealed class Broken : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs) => throw new IOException("gone");

        public void OnInsight(in Insight insight, object receiver)
        {
        }
    }
}
