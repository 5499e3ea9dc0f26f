using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources.Settling;

/// <summary>What is over costs no memory: a source may have had a million streams, one for each connection.</summary>
[Collection(nameof(SettlementLedgerMemoryTests))]
[CollectionDefinition(nameof(SettlementLedgerMemoryTests), DisableParallelization = true)]
public sealed class SettlementLedgerMemoryTests
{
    private const int Streams = 50_000;

    private readonly ScriptedCounter _source = new();
    private readonly SettlementLedger _ledger = new(4);
    private readonly SourceHooks _hooks;
    private long _sent;

    public SettlementLedgerMemoryTests() => _hooks = new SourceHooks(_source, "flow::source", NullLogger.Instance, TimeProvider.System);

    [Theory]
    [InlineData(Outcome.Ack, 1)]
    [InlineData(Outcome.Fail, 1)]
    [InlineData(Outcome.Unanswered, 1)]
    [InlineData(Outcome.Ack, 0)]
    public void Streams_that_have_been_answered_are_forgotten(Outcome outcome, int events)
    {
        Run(0, 1000, outcome, events);
        var before = GC.GetTotalMemory(true);
        Run(1000, Streams, outcome, events);
        var bytes = (GC.GetTotalMemory(true) - before) / (double)Streams;
        Assert.InRange(bytes, double.MinValue, 8);
        Assert.Equal(0, _ledger.Unsettled);
        GC.KeepAlive(_ledger);
    }

    [Fact]
    public void A_stream_that_comes_back_is_answered_as_before()
    {
        for (var round = 0; round < 3; round++) Run(0, 1000, Outcome.Ack, 1);
        Assert.Equal(3000, _source.Acks);
    }

    private void Run(ulong first, int count, Outcome outcome, int events)
    {
        for (var stream = first; stream < first + (ulong)count; stream++)
        {
            var batch = _ledger.BeginBatch(1);
            _ledger.BeginPull(stream, stream);
            for (var i = 0; i < events; i++) _ledger.Track(batch, (ulong)i);
            _ledger.EndPull(holdsData: false);
            _ledger.Send(batch, _sent);
            _ledger.Settle(_sent, events, outcome, _hooks);
            _sent += events;
            _ledger.Report(_hooks);
        }
    }

    private sealed class ScriptedCounter : ISource
    {
        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public int Acks { get; private set; }

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public void Ack(ulong stream, ulong pull) => Acks++;
    }
}
