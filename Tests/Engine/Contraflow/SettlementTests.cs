using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class SettlementTests
{
    [Fact]
    public void No_events_change_nothing()
    {
        var (sender, told) = (new RecordingUpstream(), new Settlement());
        told.Add(sender, 5, 0, Outcome.Ack, 1);
        Assert.True(told.IsEmpty);
        told.Add(sender, 5, 2, Outcome.Ack, 1);
        told.Add(sender, 9, 0, Outcome.Fail, 1);
        Assert.False(told.IsEmpty);
        told.Deliver();
        Assert.Equal("5:Ack 6:Ack", string.Join(' ', sender.Outcomes.Select(static o => $"{o.Key}:{o.Value}")));
        told.Deliver();
        Assert.Equal((1, 0), (sender.Calls, sender.Offences.Count));
    }
}
