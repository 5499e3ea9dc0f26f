using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// Says when a pipeline reports (spec: runtime 14.3): in front of its first event, and of each that is more than an interval younger than the last one that
/// made it report. Any thread.
/// </summary>
internal sealed class PipelineReporter(PipelinePlan plan, TimeSpan interval, MetricsChannel channel)
{
    private readonly ulong _intervalNs = interval.ToNs();
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly long[] _entered = new long[plan.Nodes.Count]; // by node, of those that are inputs
    private ulong _lastNs;

    /// <summary>Counts for a node; null for one that only passes events on, which makes way for direct links where it can.</summary>
    /// <param name="node">Negative for none.</param>
    /// <param name="inPorts">Its input ports, by index.</param>
    public NodeCounts? CountsOf(int node, Port[] inPorts) => node >= 0 && plan.Nodes[node] is { Work: not null, Name: var name } ? new(node, name, inPorts) : null;

    /// <summary>The node that an output port of the pipeline is.</summary>
    public int NodeOf(Port output) => Enumerable.Range(0, plan.Nodes.Count).First(n => plan.Nodes[n].Role == NodeRole.Output && output.Equals(Port.Of(plan.Nodes[n].Name)));

    /// <summary>How many of these events go in as one wave: those in front of the next report.</summary>
    /// <param name="input">The node that they enter by.</param>
    /// <param name="report">To be made in front of the first of them; null for none.</param>
    public int Enter(int input, ReadOnlySpan<Event> events, out PipelineReport? report)
    {
        report = null;
        lock (_lock)
        {
            var count = IsDue(events[0].IngestNs) ? 1 : 0;
            if (count == 1)
            {
                _lastNs = events[0].IngestNs;
                if (channel.HasListeners) report = Begin();
            }

            while (count < events.Length && !IsDue(events[count].IngestNs)) count++;
            _entered[input] += count;
            return count;
        }
    }

    /// <summary>The wave has collected all of it.</summary>
    public void End(PipelineReport report) => channel.Send(report.Records);

    private bool IsDue(ulong ingestNs) => ingestNs > _lastNs && ingestNs - _lastNs > _intervalNs;

    private PipelineReport Begin()
    {
        var report = new PipelineReport(plan.Alias, plan.Nodes.Count, _lastNs);
        for (var node = 0; node < _entered.Length; node++)
            if (_entered[node] > 0) report.Add(node, plan.Nodes[node].Name, "output", Port.Out, _entered[node]);
        return report;
    }
}

/// <summary>The counts of one node, by port. One caller at a time.</summary>
/// <param name="inPorts">The input ports, by index.</param>
internal sealed class NodeCounts(int node, string name, Port[] inPorts)
{
    private readonly long[] _came = new long[inPorts.Length];
    private readonly List<(Port Port, long Events)> _left = [];
    private readonly List<long> _mark = []; // of _left

    /// <summary>These events come, by these ports.</summary>
    public void CountInputs(in WavePart part, int events)
    {
        if (part.Port != WavePart.MixedPorts) _came[part.Port] += events;
        else
            for (var i = 0; i < events; i++) _came[part.PortOf(i)]++;
    }

    /// <summary>An event leaves.</summary>
    public void CountOutput(Port port)
    {
        for (var p = 0; p < _left.Count; p++)
        {
            if (!_left[p].Port.Equals(port)) continue;
            _left[p] = (port, _left[p].Events + 1);
            return;
        }

        _left.Add((port, 1));
    }

    /// <summary>What leaves from here on may be taken back.</summary>
    public void Mark()
    {
        _mark.Clear();
        foreach (var (_, events) in _left) _mark.Add(events);
    }

    /// <summary>What has left since the mark is taken back.</summary>
    public void Rewind()
    {
        _left.RemoveRange(_mark.Count, _left.Count - _mark.Count);
        for (var p = 0; p < _left.Count; p++) _left[p] = (_left[p].Port, _mark[p]);
    }

    /// <param name="work">What the node does, which may have measured something itself.</param>
    public void AddTo(PipelineReport report, IOperator work)
    {
        foreach (var measured in work.Measurements) report.Add(node, name, measured);
        for (var p = 0; p < _came.Length; p++)
            if (_came[p] > 0) report.Add(node, name, "input", inPorts[p], _came[p]);
        foreach (var (port, events) in _left) report.Add(node, name, "output", port, events);
    }
}

/// <summary>The counts of what comes to the outputs of a pipeline, and the end of each report. One caller at a time.</summary>
internal sealed class OutputCounts(PipelineReporter reporter, Port[] ports)
{
    private readonly int[] _nodes = Array.ConvertAll(ports, reporter.NodeOf);
    private readonly long[] _came = new long[ports.Length];

    /// <summary>A wave comes.</summary>
    public void Take(in WavePart part)
    {
        if (part.Wave.Report is { } report) End(report);
        for (var i = 0; i < part.Events?.Count; i++) _came[part.PortOf(i)]++;
    }

    private void End(PipelineReport report)
    {
        for (var p = 0; p < ports.Length; p++)
            if (_came[p] > 0) report.Add(_nodes[p], ports[p].Name, "input", Port.In, _came[p]);
        reporter.End(report);
    }
}
