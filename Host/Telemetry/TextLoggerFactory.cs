using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>
/// Makes loggers that write one line a message, <c>TIME LEVEL MESSAGE</c>. A message over several lines, such as a rendered
/// diagnostic, is written as it is (spec: runtime 15). A failing log stream never reaches the caller.
/// </summary>
internal sealed class TextLoggerFactory(TextWriter output, LogFilter filter, TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new TextLogger(this, filter.LevelOf(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this factory writes to one stream only");

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string message, Exception? exception)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = $"{now} {NameOf(level),-5} {message}";
        if (exception is not null) text += Environment.NewLine + exception;
        try
        {
            output.WriteLine(text.TrimEnd('\n'));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody listens any more; the flow goes on.
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private sealed class TextLogger(TextLoggerFactory factory, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) factory.Write(logLevel, formatter(state, exception), exception);
        }
    }
}
