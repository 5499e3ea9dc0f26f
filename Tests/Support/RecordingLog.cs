using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Tests.Support;

/// <summary>Keeps what is logged, as <c>Level text</c>.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>The next line that holds this is not taken: logging it throws. What no code of the engine expects.</summary>
    public string? FailsAt { get; set; }

    /// <summary>Nobody wants what is below it.</summary>
    public LogLevel Level { get; init; }

    public bool Has(string part) => Lines.Any(line => line.Contains(part, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var line = $"{logLevel} {formatter(state, exception)}";
        if (FailsAt is { } part && line.Contains(part, StringComparison.Ordinal))
        {
            FailsAt = null;
            throw new IOException("the log is full");
        }

        lock (_lines) _lines.Add(line);
    }
}
