using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Tests.Host.Telemetry;

public sealed class TextLoggerFactoryTests
{
    [Fact]
    public void A_line_has_time_level_and_message()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var factory = new TextLoggerFactory(output, LogFilter.Parse("info"), new FixedTime());
        var logger = factory.CreateLogger("any");
        logger.LogInformation("[Flow::f] started");
        logger.LogDebug("not wanted");
        Assert.Equal("2024-02-01T08:30:00.250Z INFO  [Flow::f] started\n", output.ToString());
    }

    [Fact]
    public void A_diagnostic_keeps_its_lines()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var factory = new TextLoggerFactory(output, LogFilter.Parse("warn"), new FixedTime());
        factory.CreateLogger("any").LogWarning("{Text}", "Error: \n    3 | let x = ;\n      |         ^ what\n\n");
        Assert.Equal("2024-02-01T08:30:00.250Z WARN  Error: \n    3 | let x = ;\n      |         ^ what\n", output.ToString());
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 2, 1, 8, 30, 0, 250, TimeSpan.Zero);
    }
}
