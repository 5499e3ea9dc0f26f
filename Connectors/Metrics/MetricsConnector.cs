using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Metrics;

/// <summary>Gives the metrics of the process as events, and adds events to them.</summary>
/// <remarks>
/// <para>
/// Every connector and pipeline with a <c>metrics_interval_s</c> reports its counts; each connector of this type, in whatever flow, gets all of them. A value is
/// <c>{"measurement": "connector_events", "tags": {"flow": "f", "connector": "f::c", "port": "out"}, "fields": {"count": 7}, "timestamp": T}</c>, for a node
/// of a pipeline <c>{"measurement": "events", "tags": {"pipeline": "f::p", "node": "n", "direction": "input", "port": "in"}, …}</c>; the operator
/// <c>grouper::bucket</c> adds <c>bucketing</c>, with the tags <c>class</c> and <c>action</c>. Counts are totals since the start, <c>T</c> is nanoseconds since the epoch. There is
/// no metadata, and no event is transactional. What is not read fast enough is lost, the oldest first, and logged.
/// </para>
/// <para>
/// What is written is sent to all connectors of this type, also back to this one: a value of that form, with any tags and fields, or a batch of such. Any other fails with
/// <c>Invalid metrics data</c>, and the batch with it.
/// </para>
/// <example><code>{"kind": "metrics"}</code></example>
/// <para>(spec: connectors B.19, runtime 14)</para>
/// </remarks>
[Connector("metrics", Codec = CodecUse.Structured, ConfigOptional = true)]
internal sealed class MetricsConnector(ConnectorContext context) : IConnector, ISource, ISink
{
    private readonly OriginUri _origin = new("tremor-metrics", context.HostName, null, []);

    // From the start on, not from the connection: the first event of another source may be faster.
    private readonly MetricsSubscription _subscription = context.Metrics.Subscribe();

    public ISource Source => this;

    public ISink Sink => this;

    public bool HasIndependentHalves => true;

    public bool IsTransactional => false;

    public bool ReadsOnWhileDraining => false;

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        var record = await _subscription.TakeAsync(cancellation);
        if (_subscription.TakeLost() is > 0 and var lost)
            context.Logger.LogError("[Source::{Alias}] Error: {Count} metrics came faster than they were read, and are lost", context.Alias, lost);
        return SourceReply.Structured(record, new PullDetails { Origin = _origin });
    }

    public void OnStart(ISinkContext context)
    {
    }

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        for (var i = 0; i < delivery.Events.Length; i++)
        {
            if (RecordsOf(delivery.Events[i]) is { } records) context.Metrics.Send(records);
            else delivery.Fail(i, "Invalid metrics data");
        }

        return ValueTask.CompletedTask;
    }

    ValueTask ISource.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISink.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISource.StopAsync()
    {
        _subscription.Dispose();
        return ValueTask.CompletedTask;
    }

    ValueTask ISink.StopAsync() => ValueTask.CompletedTask;

    /// <summary>Null where not all of it are metrics.</summary>
    private static List<Value>? RecordsOf(in Event e)
    {
        var records = new List<Value>();
        var elements = new BatchElements(in e);
        while (elements.MoveNext())
        {
            if (!IsMetric(elements.Data)) return null;
            records.Add(elements.Data.Detach());
        }

        return records;
    }

    private static bool IsMetric(Value value) =>
        value.TryGetField("measurement"u8, out var name) && name.Kind == ValueKind.String
        && value.TryGetField("tags"u8, out var tags) && tags.Kind == ValueKind.Record
        && value.TryGetField("fields"u8, out var fields) && fields.Kind == ValueKind.Record
        && value.TryGetField("timestamp"u8, out var timestamp) && timestamp.Kind == ValueKind.Integer;
}
