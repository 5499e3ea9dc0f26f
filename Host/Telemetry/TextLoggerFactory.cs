using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>Which messages of a logger are written, and where to.</summary>
internal sealed record LogRoute(LogLevel Level, IReadOnlyList<LogTarget> Targets);

/// <summary>
/// Makes loggers that write text. A message over several lines, such as a rendered diagnostic, is written as it is
/// (spec: runtime 15).
/// </summary>
/// <param name="route">Chooses by the name of a logger.</param>
/// <param name="redact">Takes secrets out of messages.</param>
internal sealed class TextLoggerFactory(Func<string, LogRoute> route, TimeProvider time, Func<string, string> redact) : ILoggerFactory
{
    /// <summary>The part of a message that may be several lines.</summary>
    private const string Finding = "Finding";

    private const string OriginalFormat = "{OriginalFormat}";

    public ILogger CreateLogger(string categoryName) => new TextLogger(categoryName, route(categoryName), time, redact);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this factory writes text only");

    public void Dispose()
    {
    }

    private sealed class TextLogger(string name, LogRoute route, TimeProvider time, Func<string, string> redact) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= route.Level;

        /// <summary>What was put into a message stays within its line, as a path with a line feed in it; but for a rendered finding.</summary>
        private string OnOneLine<TState>(TState state, string message)
        {
            if (!message.Contains('\n') || state is not IReadOnlyList<KeyValuePair<string, object?>> parts) return message;
            foreach (var (part, value) in parts)
                if (part is not (Finding or OriginalFormat) && value?.ToString() is { Length: > 0 } given && redact(given) is var text && text.Contains('\n')) message = message.Replace(text, PrintableText.Line(text), StringComparison.Ordinal);
            return message;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var message = OnOneLine(state, redact(formatter(state, exception))).TrimEnd('\n');
            if (exception is not null) message += "\n" + redact(exception.ToString());
            var line = new LogLine(time.GetUtcNow(), logLevel, name, message);
            foreach (var target in route.Targets) target.Write(line);
        }
    }
}
