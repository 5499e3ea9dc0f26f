namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>Where lines of log go, and how they look. A failing stream never reaches who logs.</summary>
internal sealed class LogTarget(TextWriter output, LogPattern pattern)
{
    private readonly Lock _gate = new();

    public void Write(in LogLine line)
    {
        var text = pattern.Format(line);
        lock (_gate)
        {
            try
            {
                output.Write(text);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Nobody listens any more; the flows go on.
            }
        }
    }
}
