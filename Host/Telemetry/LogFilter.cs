using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>
/// Which log lines are wanted, in the syntax of <c>RUST_LOG</c>: <c>LEVEL</c> and <c>TARGET=LEVEL</c>, separated by commas; levels
/// are error, warn, info, debug, trace and off (spec: runtime 15). A target holds for every logger whose name begins with it;
/// the longest one wins.
/// </summary>
internal sealed class LogFilter
{
    private readonly LogLevel _default;
    private readonly (string Target, LogLevel Level)[] _targets;

    private LogFilter(LogLevel level, IEnumerable<(string Target, LogLevel Level)> targets)
    {
        _default = level;
        _targets = [.. targets.OrderByDescending(static t => t.Target.Length)];
    }

    /// <summary>Reads a filter; errors only when there is none. What is no level names a target that is wanted in full.</summary>
    public static LogFilter Parse(string? text)
    {
        var level = LogLevel.Error;
        var targets = new List<(string, LogLevel)>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=');
            if (at >= 0) targets.Add((part[..at], ParseLevel(part[(at + 1)..]) ?? LogLevel.Error));
            else if (ParseLevel(part) is { } all) level = all;
            else targets.Add((part, LogLevel.Trace));
        }

        return new LogFilter(level, targets);
    }

    /// <summary>The level of that name, in any case; null when there is none.</summary>
    public static LogLevel? ParseLevel(string name) => name.ToLowerInvariant() switch
    {
        "error" => LogLevel.Error,
        "warn" => LogLevel.Warning,
        "info" => LogLevel.Information,
        "debug" => LogLevel.Debug,
        "trace" => LogLevel.Trace,
        "off" => LogLevel.None,
        _ => null,
    };

    /// <summary>The least level that a logger of that name writes.</summary>
    public LogLevel LevelOf(string logger)
    {
        foreach (var (target, level) in _targets)
            if (logger.StartsWith(target, StringComparison.OrdinalIgnoreCase)) return level;
        return _default;
    }
}
