using Tremor.Dataflow.Connectors.Exit;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.Exit;

public sealed class ExitConnectorTests
{
    private readonly FakeProcess _process = new();

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"delay":-1,"graceful":"no"}""")]
    public async Task Any_event_ends_the_process_gracefully(string value)
    {
        await new ExitConnector(new(), _process.Context()).Sink.DeliverAsync(new FakeDelivery(JsonText.Parse(value)), default);
        Assert.Equal([true], _process.Shutdowns);
    }

    [Fact]
    public async Task Fields_of_the_event_win_over_the_configuration()
    {
        var sink = new ExitConnector(new() { Delay = 1, Graceful = true }, _process.Context()).Sink;
        var delivered = sink.DeliverAsync(new FakeDelivery(JsonText.Parse("""{"delay":200000000,"graceful":false}""")), default);
        _process.Time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Empty(_process.Shutdowns);
        _process.Time.Advance(TimeSpan.FromMilliseconds(1));
        await delivered;
        Assert.Equal([false], _process.Shutdowns);
    }

    [Fact]
    public async Task Of_a_batch_the_first_element_counts()
    {
        var delivery = new FakeDelivery(JsonText.Parse(
            """[{"data":{"value":{"graceful":false},"meta":{}}},{"data":{"value":{"graceful":true},"meta":{}}}]"""));
        delivery.Batch.Events[0].IsBatch = true;
        await new ExitConnector(new(), _process.Context()).Sink.DeliverAsync(delivery, default);
        Assert.Equal([false], _process.Shutdowns);
    }

    [Fact]
    public async Task Only_the_first_event_counts()
    {
        var sink = new ExitConnector(new(), _process.Context()).Sink;
        await sink.DeliverAsync(new FakeDelivery(Array.Empty<string>()), default);
        await sink.DeliverAsync(new FakeDelivery("a", "b"), default);
        await sink.DeliverAsync(new FakeDelivery("c"), default);
        Assert.Equal([true], _process.Shutdowns);
    }

    [Fact]
    public async Task Behind_the_first_event_it_has_no_use_for_more_and_a_stop_that_is_quicker_than_the_delay_is_no_failure()
    {
        var sink = new ExitConnector(new() { Delay = 1_000_000_000 }, _process.Context()).Sink;
        Assert.False(sink.IgnoresMore);
        using var stop = new CancellationTokenSource();
        var delivered = sink.DeliverAsync(new FakeDelivery("a"), stop.Token);
        Assert.True(sink.IgnoresMore);
        await stop.CancelAsync();
        await delivered;
        Assert.Empty(_process.Shutdowns);
    }
}
