using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>
/// Whether a source brings more than one processor decodes: several pulls in a row without waiting, each quicker than decoding. One that is slower, though
/// it blocks its caller instead of letting it wait, would keep what came before from leaving.
/// </summary>
internal sealed class PullHaste(TimeProvider time)
{
    private const int MinPulls = 3;

    /// <summary>A fifth of what decoding may reach, and more than a disk or a network gives.</summary>
    private const long MinBytesPerSecond = 500_000_000;

    private long _began;
    private int _pulls;

    public bool IsAhead => _pulls >= MinPulls;

    public void Begin() => _began = time.GetTimestamp();

    public void End(bool waited, in SourceReply reply)
    {
        var isQuick = !waited && reply.Kind == SourceReplyKind.Data
            && time.GetElapsedTime(_began).Ticks * (MinBytesPerSecond / TimeSpan.TicksPerSecond) <= reply.Buffer.Length;
        _pulls = isQuick ? Math.Min(_pulls + 1, MinPulls) : 0;
    }
}
