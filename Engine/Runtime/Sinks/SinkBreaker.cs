namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>Why the breaker of a sink is open.</summary>
[Flags]
internal enum BreakerReasons
{
    None = 0,

    /// <summary>There is no connection.</summary>
    Disconnected = 1,

    /// <summary>The sink itself wants it.</summary>
    Sink = 2,

    /// <summary>The peer asked to be left alone for a while.</summary>
    Peer = 4,
}

/// <summary>
/// Whether the sources in front of a sink may pull: not while there is any reason against it (spec: runtime 7). Used by the sink's loop only.
/// </summary>
/// <param name="changed">Told whether it is open now, at each change.</param>
internal sealed class SinkBreaker(Action<bool> changed)
{
    public BreakerReasons Reasons { get; private set; } = BreakerReasons.Disconnected;

    public void Set(BreakerReasons reason, bool isSet)
    {
        var before = Reasons;
        Reasons = isSet ? before | reason : before & ~reason;
        if ((before == BreakerReasons.None) != (Reasons == BreakerReasons.None)) changed(Reasons != BreakerReasons.None);
    }
}
