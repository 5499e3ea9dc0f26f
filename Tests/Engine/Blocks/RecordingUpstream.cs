using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>A sender that notes how each of its events ended, by their numbers.</summary>
internal sealed class RecordingUpstream : IUpstream
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Outcome> _outcomes = [];
    private readonly List<InsightKind> _insights = [];
    private readonly List<ulong> _makers = [];
    private readonly List<string> _offences = [];

    public SortedDictionary<long, Outcome> Outcomes
    {
        get
        {
            lock (_gate) return new(_outcomes);
        }
    }

    public List<InsightKind> Insights
    {
        get
        {
            lock (_gate) return [.. _insights];
        }
    }

    /// <summary>Who made the insights.</summary>
    public List<ulong> Makers
    {
        get
        {
            lock (_gate) return [.. _makers];
        }
    }

    /// <summary>Events that were settled twice.</summary>
    public List<string> Offences
    {
        get
        {
            lock (_gate) return [.. _offences];
        }
    }

    /// <summary>How often <see cref="Settle"/> was called.</summary>
    public int Calls { get; private set; }

    public void Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        lock (_gate)
        {
            Calls++;
            for (var i = first; i < first + count; i++)
                if (!_outcomes.TryAdd(i, outcome)) _offences.Add($"event {i} was settled twice");
        }
    }

    public void OnInsight(in Insight insight, object receiver)
    {
        lock (_gate)
        {
            _insights.Add(insight.Kind);
            _makers.Add(insight.Maker);
        }
    }
}
