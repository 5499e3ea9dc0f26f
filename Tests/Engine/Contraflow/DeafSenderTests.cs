using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class DeafSenderTests
{
    [Fact]
    public void A_sender_that_throws_keeps_no_other_from_being_told()
    {
        var settlement = new Settlement();
        var (one, other) = (new RecordingUpstream(), new RecordingUpstream());
        settlement.Add(one, 0, 1, Outcome.Ack, 0);
        settlement.Add(new Deaf(), 0, 1, Outcome.Ack, 0);
        settlement.Add(other, 5, 1, Outcome.Fail, 0);
        Assert.Equal("deaf", Assert.Throws<InvalidOperationException>(settlement.Deliver).Message);
        Assert.Equal([0], one.Outcomes.Keys);
        Assert.Equal([5], other.Outcomes.Keys);
        Assert.True(settlement.IsEmpty);
        settlement.Deliver();
        Assert.Empty(one.Offences.Concat(other.Offences));
    }

    private sealed class Deaf : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs) => throw new InvalidOperationException("deaf");

        public void Settle(ReadOnlySpan<SettledEvents> all) => throw new InvalidOperationException("deaf");

        public void OnInsight(in Insight insight, object receiver)
        {
        }
    }
}
