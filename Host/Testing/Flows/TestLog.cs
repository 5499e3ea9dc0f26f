using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>Keeps the warnings and errors of a test.</summary>
internal sealed class TestLog : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = []; // guarded by _gate, as the next one
    private int _seen;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>Those since the last look.</summary>
    public IReadOnlyList<string> New
    {
        get
        {
            lock (_gate) return _lines[_seen..];
        }
    }

    /// <summary>The test has looked at them.</summary>
    public void Forget()
    {
        lock (_gate) _seen = _lines.Count;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        lock (_gate) _lines.Add(formatter(state, exception));
    }
}
