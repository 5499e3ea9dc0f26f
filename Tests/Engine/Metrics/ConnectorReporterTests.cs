using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Metrics;

public sealed class ConnectorReporterTests : IDisposable
{
    private readonly MetricsChannel _channel = new();
    private readonly MetricsSubscription _listener;
    private readonly VirtualTime _time = new();
    private readonly ulong _start;

    public ConnectorReporterTests()
    {
        _listener = _channel.Subscribe();
        _start = _time.NowNs();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_report_has_a_record_for_each_port_and_counts_the_event_that_makes_it()
    {
        using var reporter = new ConnectorReporter(_channel, "f", "f::c", [Port.Out, Port.Err], TimeSpan.FromSeconds(1), _time);
        reporter.Count(0, 17);
        Assert.Equal(
            [
                """{"measurement":"connector_events","tags":{"flow":"f","connector":"f::c","port":"out"},"fields":{"count":1},"timestamp":17}""",
                """{"measurement":"connector_events","tags":{"flow":"f","connector":"f::c","port":"err"},"fields":{"count":0},"timestamp":17}""",
            ],
            Seen());
    }

    [Fact]
    public void An_event_an_interval_after_the_one_that_made_the_last_report_makes_the_next()
    {
        using var reporter = Reporter();
        foreach (var ms in (int[])[0, 400, 999, 1000, 1999, 2500, 3499]) Pass(reporter, ms);
        Assert.Equal(["1 at 0", "4 at 1000", "6 at 2500"], Short());
    }

    [Fact]
    public void When_no_event_follows_for_an_interval_the_last_counts_are_reported_once()
    {
        using var reporter = Reporter();
        foreach (var ms in (int[])[0, 400, 900]) Pass(reporter, ms);
        _time.Advance(900 + 999 - 900);
        Assert.Equal(["1 at 0"], Short());
        _time.Advance(1);
        Assert.Equal(["3 at 1900"], Short());
        reporter.Rest();
        _time.Advance(10_000);
        Assert.Empty(Seen());
    }

    [Fact]
    public void What_the_last_event_has_reported_is_not_reported_again()
    {
        using var reporter = Reporter();
        foreach (var ms in (int[])[0, 400, 1000]) Pass(reporter, ms);
        _time.Advance(10_000);
        Assert.Equal(["1 at 0", "3 at 1000"], Short());
    }

    private ConnectorReporter Reporter() => new(_channel, "f", "f::c", [Port.In], TimeSpan.FromSeconds(1), _time);

    private void Pass(ConnectorReporter reporter, int ms)
    {
        _time.Advance(TimeSpan.FromMilliseconds(ms) - _time.SinceStart);
        reporter.Count([new Event { IngestNs = _time.NowNs() }]);
        reporter.Rest();
    }

    private List<string> Seen()
    {
        var seen = new List<string>();
        while (_listener.TryTake(out var record)) seen.Add(record.ToString());
        return seen;
    }

    /// <summary>The counts, and the milliseconds at which they were reported.</summary>
    private string[] Short() => [.. Seen().Select(r => r.Split(':', '}')).Select(p => $"{p[^4]} at {(ulong.Parse(p[^2]) - _start) / 1_000_000}")];
}
