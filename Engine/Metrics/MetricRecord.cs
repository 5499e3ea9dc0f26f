using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>Makes the records that metrics are sent as (spec: runtime 14).</summary>
internal static class MetricRecord
{
    public static readonly FieldName Connector = new("connector");
    public static readonly FieldName Direction = new("direction");
    public static readonly FieldName Flow = new("flow");
    public static readonly FieldName Node = new("node");
    public static readonly FieldName Pipeline = new("pipeline");
    public static readonly FieldName Port = new("port");

    private static readonly FieldName s_measurement = new("measurement");
    private static readonly FieldName s_tags = new("tags");
    private static readonly FieldName s_fields = new("fields");
    private static readonly FieldName s_timestamp = new("timestamp");
    private static readonly FieldName s_count = new("count");

    /// <summary>A record with the one field <c>count</c>.</summary>
    /// <param name="timestamp">Nanoseconds since the epoch.</param>
    public static Value Of(string measurement, RecordBuilder tags, long count, ulong timestamp) => new RecordBuilder(4)
        .Set(s_measurement, Value.From(measurement)).Set(s_tags, tags.Build())
        .Set(s_fields, new RecordBuilder(1).Set(s_count, Value.From((ulong)count)).Build()).Set(s_timestamp, Value.From(timestamp)).Build();
}
