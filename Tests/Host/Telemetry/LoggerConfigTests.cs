using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Tests.Host.Telemetry;

public sealed class LoggerConfigTests
{
    private readonly StringWriter _stdout = new();
    private readonly StringWriter _stderr = new();

    [Fact]
    public void Loggers_add_to_the_root_and_choose_their_own_level()
    {
        var config = Parse(
            """
            refresh_rate: 30 seconds   # accepted
            appenders:
              out:
                kind: console
              err:
                kind: console
                target: stderr
                encoder:
                  pattern: "{l}|{t}|{m}{n}"
            root:
              level: warn
              appenders:
                - out
            loggers:
              tremor::flows:
                level: debug
                appenders: [err]
              tremor::flows::quiet:
                level: off
                additive: false
            """);
        Log(config, "other", LogLevel.Information, "a");
        Log(config, "tremor::flows::f", LogLevel.Debug, "b");
        Log(config, "tremor::flows::quiet", LogLevel.Error, "c");
        Assert.Equal("DEBUG|tremor::flows::f|b\n", _stderr.ToString());
        Assert.Equal("2024-02-01T08:30:00.000Z DEBUG b\n", _stdout.ToString());
    }

    [Theory]
    [InlineData("root:\n  level: loud", "unknown level `loud`")]
    [InlineData("root:\n  appenders: [nobody]", "no appender `nobody`")]
    [InlineData("appenders:\n  a:\n    kind: carrier_pigeon", "unknown kind `carrier_pigeon`")]
    [InlineData("roots:\n  level: info", "unknown key `roots`")]
    [InlineData("appenders:\n  a:\n    kind: console\n    encoder:\n      pattern: \"{x}\"", "unknown part {x}")]
    [InlineData("root:\n  level: info\n level: warn", "line 3: wrong indentation")]
    [InlineData("root", "line 1: expected `key: value`")]
    public void What_is_wrong_is_said(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Parse(text)).Message);

    [Fact]
    public void A_pattern_pads_and_formats_the_time()
    {
        var line = new LogLine(new DateTimeOffset(2024, 2, 1, 8, 30, 0, TimeSpan.Zero), LogLevel.Information, "t", "m");
        Assert.Equal("08:30:00 [INFO  ] {m}\n", LogPattern.Parse("{d(%H:%M:%S)} [{h({l}):6}] {{{m}}}{n}").Format(line));
    }

    private LoggerConfig Parse(string text) => LoggerConfig.Parse(text, name => name == "stderr" ? _stderr : _stdout);

    private static void Log(LoggerConfig config, string logger, LogLevel level, string message)
    {
        using var factory = new TextLoggerFactory(config.RouteOf, new FixedTime(), static text => text);
        factory.CreateLogger(logger).Log(level, "{Text}", message);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 2, 1, 8, 30, 0, TimeSpan.Zero);
    }
}
