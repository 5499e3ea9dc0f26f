using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Tests.Host.Telemetry;

public sealed class LogFilterTests
{
    [Fact]
    public void Only_errors_are_logged_when_nothing_is_said() => Assert.Equal(LogLevel.Error, LogFilter.Parse(null).LevelOf("any"));

    [Theory]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("off", LogLevel.None)]
    public void A_level_holds_for_all(string text, LogLevel level) => Assert.Equal(level, LogFilter.Parse(text).LevelOf("any"));

    [Fact]
    public void The_longest_target_wins()
    {
        var filter = LogFilter.Parse("warn, Tremor.Engine=info,Tremor.Engine.Json=off");
        Assert.Equal(LogLevel.Warning, filter.LevelOf("Other"));
        Assert.Equal(LogLevel.Information, filter.LevelOf("Tremor.Engine.Blocks"));
        Assert.Equal(LogLevel.None, filter.LevelOf("Tremor.Engine.Json.Reader"));
    }

    [Fact]
    public void A_target_without_a_level_is_wanted_in_full() =>
        Assert.Equal(LogLevel.Trace, LogFilter.Parse("Tremor").LevelOf("Tremor.Engine"));
}
