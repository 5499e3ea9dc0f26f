using Tremor.Dataflow.Connectors.Metronome;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.Metronome;

public sealed class MetronomeConnectorTests
{
    private const ulong Ms = 1_000_000;

    private readonly FakeProcess _process = new();

    [Fact]
    public async Task Events_come_one_interval_apart_and_count_from_zero()
    {
        var source = await Connected(200 * Ms);
        for (var id = 0ul; id < 3; id++)
        {
            var waitingSince = _process.Time.NowNs();
            var pull = source.PullAsync(default).AsTask();
            _process.Time.Advance(TimeSpan.FromMilliseconds(199));
            Assert.False(pull.IsCompleted);
            _process.Time.Advance(TimeSpan.FromMilliseconds(1));
            var reply = await pull;
            Assert.Equal($$"""{"connector":"metronome","ingest_ns":{{waitingSince}},"id":{{id}}}""", reply.Value.ToString());
            Assert.Equal(
                (id, "tremor-metronome", "200000000"),
                (reply.Details.PullId!.Value, reply.Details.Origin!.Scheme, Assert.Single(reply.Details.Origin.Path)));
        }
    }

    [Fact]
    public async Task Late_events_follow_without_a_delay_and_the_schedule_stands()
    {
        var source = await Connected(200 * Ms);
        _process.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(source.PullAsync(default).AsTask().IsCompletedSuccessfully);
        Assert.True(source.PullAsync(default).AsTask().IsCompletedSuccessfully);
        var third = source.PullAsync(default).AsTask();
        Assert.False(third.IsCompleted);
        _process.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2ul, (await third).Details.PullId);
    }

    [Fact]
    public async Task A_pull_that_is_given_up_loses_no_event()
    {
        var source = await Connected(200 * Ms);
        using var cancelled = new CancellationTokenSource();
        var pull = source.PullAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        _process.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(0ul, (await source.PullAsync(default)).Details.PullId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task An_interval_below_the_clock_gives_the_right_rate(ulong interval)
    {
        var source = await Connected(interval);
        _process.Time.Advance(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 1000; i++) Assert.True(source.PullAsync(default).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task An_interval_of_centuries_waits()
    {
        var source = await Connected(ulong.MaxValue);
        var pull = source.PullAsync(default).AsTask();
        _process.Time.Advance(TimeSpan.FromDays(100));
        Assert.False(pull.IsCompleted);
    }

    [Fact]
    public void An_interval_of_nothing_is_refused() =>
        Assert.Throws<ConfigException>(() => ConfigBinder.Bind<MetronomeConnector.Config>(JsonText.Parse("""{"interval":0}""")));

    private async Task<ISource> Connected(ulong interval)
    {
        var config = ConfigBinder.Bind<MetronomeConnector.Config>(JsonText.Parse($$"""{"interval":{{interval}}}"""));
        var source = new MetronomeConnector(config, _process.Context()).Source;
        await source.ConnectAsync(default);
        return source;
    }
}
