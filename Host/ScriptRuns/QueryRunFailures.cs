using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>
/// The events that a query fails on. An event ends at its first failure, so that one is told, in the order of a walk that takes one event at a time, whichever
/// of the nodes was faster. Any thread.
/// </summary>
/// <param name="print">Gets the diagnostic of each.</param>
internal sealed class QueryRunFailures(PipelinePlan query, Action<Diagnostic> print)
{
    /// <summary>Events that may be between the first and the last node of a pipeline, and more.</summary>
    private const ulong MaxUnderWay = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ranks = Ranks(query);
    private readonly SortedDictionary<ulong, (int Rank, Diagnostic Error)> _waiting = [];
    private long _count;

    /// <summary>How many events have failed. When the run is over.</summary>
    public long Count
    {
        get
        {
            Flush(ulong.MaxValue);
            return _count;
        }
    }

    /// <param name="node">Its alias ends in its name.</param>
    public void Add(string node, Event failed, Exception e)
    {
        var error = e is EventFailedException known ? known.Finding : new Diagnostic { Severity = Severity.Error, Code = "RuntimeError", Message = e.Message };
        var rank = _ranks.GetValueOrDefault(node[(node.LastIndexOf('/') + 1)..], int.MaxValue);
        // What was merged is known by the first event in it.
        var number = failed.Id is { Source: 0 } or { Tracked: null } ? failed.Id.Event : failed.Id.Tracked.First?.Event ?? failed.Id.Event;
        lock (_lock)
            if (!_waiting.TryGetValue(number, out var first) || rank < first.Rank) _waiting[number] = (rank, RunIntake.WithEvent(error, number + 1, failed.Data));
        if (number > MaxUnderWay) Flush(number - MaxUnderWay);
    }

    private void Flush(ulong before)
    {
        lock (_lock)
        {
            while (_waiting.Count > 0 && _waiting.First() is var (number, (_, error)) && number < before)
            {
                _waiting.Remove(number);
                _count++;
                print(error);
            }
        }
    }

    /// <summary>The nodes in the order in which a walk into the depth comes to them.</summary>
    private static Dictionary<string, int> Ranks(PipelinePlan query)
    {
        var ranks = new Dictionary<string, int>();
        var next = new Stack<int>(query.Nodes.Index().Where(static n => n.Item.Role == NodeRole.Input).Select(static n => n.Index).Reverse());
        var edges = query.Edges.ToLookup(static e => e.From, static e => e.To);
        while (next.TryPop(out var node))
        {
            if (!ranks.TryAdd(query.Nodes[node].Name.Split('/')[^1], ranks.Count)) continue;
            foreach (var to in edges[node].Reverse()) next.Push(to);
        }

        return ranks;
    }
}
