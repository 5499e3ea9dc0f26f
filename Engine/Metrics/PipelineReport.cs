using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>
/// One report of a pipeline while a wave collects it: each node adds its records when the wave comes to it, so that they show the counts of a moment between
/// two events. Nodes of parallel branches add at the same time; each has its own place.
/// </summary>
/// <param name="nodes">How many the pipeline has.</param>
/// <param name="timestamp">Ingest time of the event that it comes in front of.</param>
internal sealed class PipelineReport(string pipeline, int nodes, ulong timestamp)
{
    private readonly List<Value>?[] _records = new List<Value>?[nodes];

    /// <summary>Everything that was added, by node.</summary>
    public IReadOnlyList<Value> Records => [.. _records.Where(static r => r is not null).SelectMany(static r => r!)];

    /// <param name="node">By index.</param>
    /// <param name="direction"><c>input</c> or <c>output</c>.</param>
    public void Add(int node, string name, string direction, Port port, long count) => Of(node).Add(MetricRecord.Of(
        "events", Tags(name).Set(MetricRecord.Direction, Value.From(direction)).Set(MetricRecord.Port, Value.From(port.Name)), count, timestamp));

    /// <inheritdoc cref="Add(int, string, string, Port, long)"/>
    public void Add(int node, string name, Measurement measured)
    {
        var tags = Tags(name);
        foreach (var (tag, value) in measured.Tags) tags.Set(tag, Value.From(value));
        Of(node).Add(MetricRecord.Of(measured.Name, tags, measured.Count, timestamp));
    }

    private List<Value> Of(int node) => _records[node] ??= [];

    private RecordBuilder Tags(string node) => new RecordBuilder(4).Set(MetricRecord.Pipeline, Value.From(pipeline)).Set(MetricRecord.Node, Value.From(node));
}
