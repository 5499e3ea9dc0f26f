using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Generic;

namespace Tremor.Dataflow.Tests.Operators.Generic;

public sealed class BatchOperatorTests
{
    private readonly Recorder _output = new();

    [Fact]
    public void A_batch_has_the_elements_in_order_with_their_metadata_and_time()
    {
        var batch = Make(count: 2);
        Send(batch, Number(1) with { Meta = new RecordBuilder().Set("n", Value.From(1L)).Build(), IngestNs = 5 });
        Assert.Empty(_output.Emitted);
        Send(batch, Number(2) with { IngestNs = 9, IsBatch = true });
        var e = Assert.Single(_output.Emitted);
        Assert.Equal(
            """[{"data":{"value":1,"meta":{"n":1},"ingest_ns":5,"kind":null,"is_batch":false}},{"data":{"value":2,"meta":{},"ingest_ns":9,"kind":null,"is_batch":true}}]""",
            e.Data.ToString());
        Assert.Equal("{}", e.Meta.ToString());
        Assert.True(e.IsBatch);
        Assert.Null(e.Origin);
        Assert.Equal(5UL, e.IngestNs);
        Assert.Equal(2, _output.Held);
    }

    [Fact]
    public void The_id_of_a_batch_tracks_what_went_into_it_and_counts_on()
    {
        var batch = Make(count: 3, id: 7);
        for (ulong pull = 10; pull <= 15; pull++) Send(batch, Number(0) with { Id = new EventId(4, 0, pull, pull) });
        Assert.Equal(
            ["7:0:0:0 [min=4:0:10, max=4:0:12], [min=7:0:0, max=7:0:0]", "7:0:1:1 [min=4:0:13, max=4:0:15], [min=7:0:1, max=7:0:1]"],
            _output.Emitted.Select(static e => e.Id.ToString()));
    }

    [Fact]
    public void One_transactional_element_makes_the_batch_transactional()
    {
        var batch = Make(count: 2);
        Send(batch, Number(1) with { Transactional = true });
        Send(batch, Number(2));
        Send(batch, Number(3));
        Send(batch, Number(4));
        Assert.Equal([true, false], _output.Emitted.Select(static e => e.Transactional));
    }

    [Fact]
    public void The_operator_metadata_of_all_elements_is_kept_and_the_later_value_wins()
    {
        var batch = Make(count: 3);
        var none = ImmutableSortedDictionary<ulong, Value>.Empty;
        Send(batch, Number(1) with { OperatorMeta = none.Add(1, Value.From(1L)).Add(2, Value.From(1L)) });
        Send(batch, Number(2));
        Send(batch, Number(3) with { OperatorMeta = none.Add(2, Value.From(2L)) });
        var meta = Assert.Single(_output.Emitted).OperatorMeta!;
        Assert.Equal(["1=1", "2=2"], meta.Select(static m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    public void The_event_that_is_late_completes_the_batch()
    {
        var batch = Make(count: 0, timeout: 10);
        foreach (var ns in (ulong[])[100, 110, 111, 112]) Send(batch, Number(0) with { IngestNs = ns });
        Assert.Equal(3, Assert.Single(_output.Emitted).Data.Count);
    }

    [Fact]
    public void Time_that_goes_backwards_completes_nothing()
    {
        var batch = Make(count: 0, timeout: 10);
        Send(batch, Number(0) with { IngestNs = 100 });
        Send(batch, Number(0) with { IngestNs = 1 });
        batch.OnSignal(new Signal(SignalKind.Tick, 0, 2), _output);
        Assert.Empty(_output.Emitted);
    }

    [Fact]
    public void A_signal_after_the_timeout_completes_a_batch_but_never_an_empty_one()
    {
        var batch = Make(count: 5, timeout: 10);
        batch.OnSignal(new Signal(SignalKind.Tick, 0, 1000), _output);
        Send(batch, Number(1) with { IngestNs = 1000 });
        batch.OnSignal(new Signal(SignalKind.Tick, 0, 1010), _output);
        Assert.Empty(_output.Emitted);
        batch.OnSignal(new Signal(SignalKind.Drain, 0, 1011), _output);
        Assert.Single(_output.Emitted);
        batch.OnSignal(new Signal(SignalKind.Tick, 0, 2000), _output);
        Assert.Single(_output.Emitted);
    }

    [Fact]
    public void What_no_source_sends_again_is_sent_at_the_end_and_behind_it()
    {
        var batch = Make(count: 4);
        Send(batch, Number(1) with { Transactional = true });
        Send(batch, Number(2) with { Id = new EventId(3, 0, 7, 7) });
        Assert.Equal(new Leftovers(1, 1, new EventId(3, 0, 7, 7)), batch.Leftovers);
        batch.OnEnd(_output);
        Assert.Equal(2, Assert.Single(_output.Emitted).Data.Count);
        Assert.Equal(default, batch.Leftovers);
        Send(batch, Number(3));
        Assert.Equal([2, 1], _output.Emitted.Select(static e => e.Data.Count));
    }

    [Fact]
    public void What_a_source_sends_again_is_kept_at_the_end()
    {
        var batch = Make(count: 4);
        Send(batch, Number(1) with { Transactional = true });
        batch.OnEnd(_output);
        Assert.Empty(_output.Emitted);
        Assert.Equal(new Leftovers(1, 0, null), batch.Leftovers);
    }

    [Fact]
    public void A_batch_with_an_error_in_it_is_an_error()
    {
        var batch = Make(count: 2);
        Send(batch, Number(1) with { IsError = true });
        for (var i = 0; i < 3; i++) Send(batch, Number(2));
        Assert.Equal([true, false], _output.Emitted.Select(static e => e.IsError));
    }

    [Fact]
    public void A_batch_that_could_never_be_complete_is_refused()
    {
        var config = new RecordBuilder().Set("count", Value.From(0L)).Build();
        var error = Assert.Throws<ConfigException>(() => ConfigBinder.Bind<BatchOperator.Config>(config));
        Assert.Equal("/count: a batch without a count needs a timeout: it would never be complete", error.Message);
    }

    private static BatchOperator Make(ulong count, ulong? timeout = null, ulong id = 1) =>
        new(new BatchOperator.Config { Count = count, Timeout = timeout }, new OperatorContext(id, "flow::pipe/batch"));

    private static Event Number(long number) => new() { Data = Value.From(number), Meta = Value.EmptyRecord };

    private void Send(BatchOperator batch, Event e) => batch.OnEvent(Port.In, ref e, _output);

    private sealed class Recorder : IEmitter
    {
        public List<Event> Emitted { get; } = [];

        public int Held { get; private set; }

        public void Emit(Port port, in Event e) => throw new InvalidOperationException("a batch answers for its events");

        public void Hold(HeldEvents held) => Held++;

        public void EmitMerged(Port port, in Event e, HeldEvents held)
        {
            Assert.Equal(Port.Out, port);
            Emitted.Add(e);
        }

        public void Settle(HeldEvents held) => throw new InvalidOperationException("a batch sends all that it holds");

        public void Merge(HeldEvents smaller, HeldEvents larger) => throw new InvalidOperationException("a batch holds all in one");

        public void Insight(in Insight insight) => throw new InvalidOperationException("a batch says nothing upstream");
    }
}
