using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>
/// A configuration file of loggers in the form of log4rs: <c>appenders</c> of kind <c>console</c> and <c>file</c>, <c>root</c>
/// and <c>loggers</c> with level, appenders and <c>additive</c> (spec: runtime 15). A logger holds for all whose names begin
/// with its name.
/// </summary>
internal sealed class LoggerConfig
{
    private readonly LogRoute _root;
    private readonly List<(string Name, LogLevel? Level, List<LogTarget> Targets, bool IsAdditive)> _loggers = [];

    private LoggerConfig(object? document, Func<string, TextWriter> console)
    {
        var top = Map(document, "the document");
        foreach (var key in top.Keys)
            if (key is not ("refresh_rate" or "appenders" or "root" or "loggers")) throw new FormatException($"unknown key `{key}`");
        var appenders = Map(top.GetValueOrDefault("appenders"), "appenders")
            .ToDictionary(static a => a.Key, a => Appender(a.Key, Map(a.Value, $"appenders.{a.Key}"), console));
        var root = Map(top.GetValueOrDefault("root"), "root");
        _root = new LogRoute(LevelOf(root, "root") ?? LogLevel.Debug, TargetsOf(root, "root", appenders));
        foreach (var (name, value) in Map(top.GetValueOrDefault("loggers"), "loggers"))
        {
            var logger = Map(value, $"loggers.{name}");
            var place = $"loggers.{name}";
            _loggers.Add((name, LevelOf(logger, place), TargetsOf(logger, place, appenders), logger.GetValueOrDefault("additive") is not "false"));
        }

        _loggers.Sort(static (a, b) => b.Name.Length.CompareTo(a.Name.Length));
    }

    /// <param name="console">Gives the stream <c>stdout</c> or <c>stderr</c>.</param>
    /// <exception cref="FormatException">The text is no such configuration; says what is wrong.</exception>
    /// <exception cref="IOException">A log file cannot be opened.</exception>
    public static LoggerConfig Parse(string text, Func<string, TextWriter> console) => new(YamlSubset.Parse(text), console);

    /// <summary>Level of the nearest logger; its appenders and those of the loggers around it, as long as they are additive.</summary>
    public LogRoute RouteOf(string logger)
    {
        LogLevel? level = null;
        var targets = new List<LogTarget>();
        foreach (var (name, ownLevel, ownTargets, isAdditive) in _loggers)
        {
            if (!logger.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            level ??= ownLevel;
            targets.AddRange(ownTargets);
            if (!isAdditive) return new LogRoute(level ?? _root.Level, targets);
        }

        return new LogRoute(level ?? _root.Level, [.. targets.Union(_root.Targets)]);
    }

    private static LogTarget Appender(string name, Dictionary<string, object?> settings, Func<string, TextWriter> console)
    {
        var encoder = Map(settings.GetValueOrDefault("encoder"), $"appenders.{name}.encoder");
        var pattern = encoder.GetValueOrDefault("pattern") is string text ? LogPattern.Parse(text) : LogPattern.Default;
        switch (settings.GetValueOrDefault("kind"))
        {
            case "console":
                return new LogTarget(console(settings.GetValueOrDefault("target") as string ?? "stdout"), pattern);
            case "file":
                var path = settings.GetValueOrDefault("path") as string ?? throw new FormatException($"`appenders.{name}` has no `path`");
                if (Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
                return new LogTarget(new StreamWriter(path, append: settings.GetValueOrDefault("append") is not "false"), pattern);
            case var kind:
                throw new FormatException($"`appenders.{name}`: unknown kind `{kind}`; known are console and file");
        }
    }

    private static LogLevel? LevelOf(Dictionary<string, object?> settings, string place) => settings.GetValueOrDefault("level") is string name
        ? LogFilter.ParseLevel(name) ?? throw new FormatException($"`{place}`: unknown level `{name}`; known are error, warn, info, debug, trace and off")
        : null;

    private static List<LogTarget> TargetsOf(Dictionary<string, object?> settings, string place, Dictionary<string, LogTarget> appenders) =>
        [.. (settings.GetValueOrDefault("appenders") as List<object?> ?? []).Select(
            a => appenders.GetValueOrDefault(a as string ?? "") ?? throw new FormatException($"`{place}`: there is no appender `{a}`"))];

    private static Dictionary<string, object?> Map(object? value, string place) => value switch
    {
        Dictionary<string, object?> map => map,
        null => [],
        _ => throw new FormatException($"`{place}` must be a map"),
    };
}
