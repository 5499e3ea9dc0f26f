using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Tremor.Dataflow.Connectors.Timing;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Metronome;

/// <summary>Emits an event every so many nanoseconds.</summary>
/// <remarks>
/// <para>
/// The value is <c>{"connector": "metronome", "ingest_ns": T, "id": N}</c>: <c>N</c> counts from 0 and <c>T</c> is when waiting for this event
/// began, in nanoseconds since the epoch. There is no metadata.
/// </para>
/// <para>
/// The first event comes one interval after connecting, the others at fixed points from there, so that the clock does not drift; events that were held
/// up by back-pressure or a pause follow without a delay. An interval below a millisecond gives bursts of the right rate, one below what the
/// flow can take gives events as fast as the flow takes them. Events are not transactional.
/// </para>
/// <example><code>{"kind": "metronome", "config": {"interval": 1000000000}}</code></example>
/// <para>(spec: connectors B.13)</para>
/// </remarks>
[Connector("metronome", Codec = CodecUse.Structured, HasSink = false)]
internal sealed class MetronomeConnector(MetronomeConnector.Config config, ConnectorContext context) : IConnector, ISource
{
    internal sealed record Config
    {
        /// <summary>Nanoseconds from one event to the next, from 1 up.</summary>
        [Range(1, ulong.MaxValue)]
        [Unit(TimeUnit.Nanoseconds)]
        public required ulong Interval { get; init; }
    }

    private static readonly FieldName s_connector = new("connector");
    private static readonly FieldName s_ingestNs = new("ingest_ns");
    private static readonly FieldName s_id = new("id");
    private static readonly Value s_name = Value.From("metronome");

    private readonly OriginUri _origin =
        new("tremor-metronome", context.HostName, null, [config.Interval.ToString(CultureInfo.InvariantCulture)]);

    private ulong _id;
    private long _start; // time stamp of the connect
    private UInt128 _dueNs; // nanoseconds from the connect to the next event

    public ISource Source => this;

    public ISink? Sink => null;

    public bool IsTransactional => false;

    public bool ReadsOnWhileDraining => false;

    public ValueTask ConnectAsync(CancellationToken cancellation)
    {
        _start = context.Time.GetTimestamp();
        _dueNs = config.Interval;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        var waitingSince = context.Time.NowNs();
        var elapsed = context.Time.ElapsedNs(_start);
        if (_dueNs >= (UInt128)elapsed + LongDelay.ResolutionNs)
            await LongDelay.WaitAsync(context.Time, (ulong)UInt128.Min(_dueNs - elapsed, ulong.MaxValue), cancellation);

        _dueNs += config.Interval;
        var id = _id++;
        var value = new RecordBuilder(3).Set(s_connector, s_name).Set(s_ingestNs, Value.From(waitingSince)).Set(s_id, Value.From(id)).Build();
        return SourceReply.Structured(value, new PullDetails { Origin = _origin, PullId = id });
    }
}
