using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Operators;

/// <summary>Takes down what an operator sends, and keeps account of what it holds.</summary>
internal sealed class Recorder : IEmitter
{
    private readonly Dictionary<HeldEvents, List<long>> _held = [];

    /// <summary>The number of the event at hand.</summary>
    public long Current { get; set; }

    /// <summary>As <c>port: payload</c>.</summary>
    public List<string> Sent { get; } = [];

    public List<Event> Events { get; } = [];

    /// <summary>Why events left by <c>err</c>.</summary>
    public List<string> Failures { get; } = [];

    public List<InsightKind> Insights { get; } = [];

    /// <summary>For each result the events that wait for it.</summary>
    public List<long[]> Answered { get; } = [];

    /// <summary>The events that are held, once for each result that they wait for.</summary>
    public IEnumerable<long> Held => _held.Values.SelectMany(static h => h);

    public void Emit(Port port, in Event e)
    {
        Sent.Add($"{port}: {e.Data}");
        Events.Add(e);
    }

    public void Failed(in Event e, Diagnostic why) => Failures.Add(why.Message);

    /// <summary>Whether a signal is at hand, or the end: then there is no event that could be held.</summary>
    public bool IsInSignal { get; set; }

    public void Hold(HeldEvents held)
    {
        Assert.False(IsInSignal, "a signal cannot be held");
        if (!_held.TryGetValue(held, out var numbers)) _held.Add(held, numbers = []);
        numbers.Add(Current);
    }

    public void EmitMerged(Port port, in Event e, HeldEvents held)
    {
        Settle(held);
        Emit(port, e);
    }

    public void Settle(HeldEvents held) => Answered.Add(_held.Remove(held, out var numbers) ? [.. numbers] : []);

    public void Merge(HeldEvents smaller, HeldEvents larger)
    {
        if (!_held.Remove(smaller, out var moved)) return;
        if (_held.TryGetValue(larger, out var numbers)) numbers.AddRange(moved);
        else _held.Add(larger, moved);
    }

    public void Insight(in Insight insight) => Insights.Add(insight.Kind);
}
