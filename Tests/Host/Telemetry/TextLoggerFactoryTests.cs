using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Tests.Host.Telemetry;

public sealed class TextLoggerFactoryTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void A_line_has_time_level_and_message()
    {
        var logger = Logger(LogLevel.Information);
        logger.LogInformation("[Flow::f] started");
        logger.LogDebug("not wanted");
        Assert.Equal("2024-02-01T08:30:00.250Z INFO  [Flow::f] started\n", _output.ToString());
    }

    [Fact]
    public void A_diagnostic_keeps_its_lines()
    {
        Logger(LogLevel.Warning).LogWarning("{Finding}", "Error: \n    3 | let x = ;\n      |         ^ what\n\n");
        Assert.Equal("2024-02-01T08:30:00.250Z WARN  Error: \n    3 | let x = ;\n      |         ^ what\n", _output.ToString());
    }

    [Fact]
    public void What_is_put_into_a_message_stays_in_its_line()
    {
        Logger(LogLevel.Warning).LogWarning("[{Alias}] \"{Path}\" was renamed", "f::c", "a\n2024-02-01T08:30:00.250Z ERROR forged");
        Assert.Equal("2024-02-01T08:30:00.250Z WARN  [f::c] \"a\\n2024-02-01T08:30:00.250Z ERROR forged\" was renamed\n", _output.ToString());
    }

    [Fact]
    public void Secrets_are_kept_out_of_messages_and_of_exceptions()
    {
        Logger(LogLevel.Warning).LogWarning(new IOException("no hunter2"), "cannot open \"{Path}\"", "/hunter2\n/x");
        Assert.Equal("2024-02-01T08:30:00.250Z WARN  cannot open \"/<secret:s>\\n/x\"\n    System.IO.IOException: no <secret:s>\n", _output.ToString());
    }

    private ILogger Logger(LogLevel level)
    {
        var route = new LogRoute(level, [new LogTarget(_output, LogPattern.Default)]);
        using var factory = new TextLoggerFactory(_ => route, new FixedTime(), static text => text.Replace("hunter2", "<secret:s>", StringComparison.Ordinal));
        return factory.CreateLogger("any");
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 2, 1, 8, 30, 0, 250, TimeSpan.Zero);
    }
}
