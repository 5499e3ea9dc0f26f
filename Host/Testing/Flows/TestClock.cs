namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>The clock of a test: it stands still until a step moves it (spec: extensions 4.5).</summary>
internal sealed class TestClock(ulong startNs) : TimeProvider
{
    private long _nowNs = (long)startNs;

    /// <summary>Where it stood first, in nanoseconds since the epoch.</summary>
    public ulong StartNs => startNs;

    /// <summary>Where it stands, in nanoseconds since the epoch.</summary>
    public ulong NowNs
    {
        get => (ulong)Interlocked.Read(ref _nowNs);
        set => Interlocked.Exchange(ref _nowNs, (long)value);
    }

    public override long TimestampFrequency => 1_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks((long)(NowNs / 100));

    public override long GetTimestamp() => (long)(NowNs - startNs);
}
