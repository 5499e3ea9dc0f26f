using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Metrics;

public sealed class MetricsChannelTests
{
    private readonly MetricsChannel _channel = new();

    [Fact]
    public async Task Everybody_who_listens_gets_everything_from_then_on()
    {
        _channel.Send([Value.From(0)]);
        using var first = _channel.Subscribe();
        _channel.Send([Value.From(1), Value.From(2)]);
        using var second = _channel.Subscribe();
        _channel.Send([Value.From(3)]);
        Assert.Equal("1 2 3", $"{await first.TakeAsync(default)} {await first.TakeAsync(default)} {await first.TakeAsync(default)}");
        Assert.Equal("3", $"{await second.TakeAsync(default)}");
    }

    [Fact]
    public async Task Who_does_not_read_loses_the_oldest_reports_and_hears_how_many_records_they_had()
    {
        using var slow = _channel.Subscribe();
        for (var i = 0; i < 130; i++) _channel.Send([Value.From(i), Value.From(-i)]);
        Assert.Equal("2", $"{await slow.TakeAsync(default)}");
        Assert.Equal((4, 0), (slow.TakeLost(), slow.TakeLost()));
    }

    [Fact]
    public void Who_does_not_listen_any_more_is_forgotten()
    {
        var listener = _channel.Subscribe();
        Assert.True(_channel.HasListeners);
        listener.Dispose();
        listener.Dispose();
        Assert.False(_channel.HasListeners);
    }
}
