using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.Null;

public sealed class NullConnectorTests
{
    [Fact]
    public async Task The_source_is_finished_at_the_first_pull() => Assert.Empty(await new NullConnector().Source.PullAllAsync());

    [Fact]
    public async Task The_sink_takes_everything_even_what_cannot_be_encoded()
    {
        var delivery = new FakeDelivery("x", "bad");
        await new NullConnector().Sink.DeliverAsync(delivery, default);
        Assert.Equal(["ack", "ack"], delivery.Outcomes);
    }
}
