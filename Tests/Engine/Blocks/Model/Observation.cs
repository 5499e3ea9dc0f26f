using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>All that can be seen of a run from outside: the model and the engine each give one.</summary>
internal sealed class Observation
{
    /// <summary>Per sink, in order: <c>port path</c>, or a signal's name.</summary>
    public SortedDictionary<string, List<string>> Arrived { get; } = [];

    /// <summary>Per node the insights it was shown.</summary>
    public Dictionary<string, List<string>> ShownInsights { get; } = [];

    /// <summary>How each input event ended; no entry for one that is held.</summary>
    public SortedDictionary<int, Outcome> Outcomes { get; } = [];

    /// <summary>The breaker insights that reached the sender, with their makers.</summary>
    public List<string> SenderInsights { get; } = [];

    /// <summary>Per input event the answers that sinks gave about it and about what it went into.</summary>
    public Dictionary<int, int> AnswersPerEvent { get; } = [];

    /// <summary>Some sink gave an answer later, so that the order of answers is open.</summary>
    public bool SomeAnswersWait { get; set; }

    /// <summary>Laws that do not need a model.</summary>
    public List<string> Offences { get; } = [];

    /// <summary>The first difference; null when all agrees.</summary>
    /// <param name="insightsInOrder">Whether acks and fails came in one order, because one sink answered at once.</param>
    public static string? Difference(Observation expected, Observation actual, bool insightsInOrder)
    {
        if (actual.Offences.Count > 0) return actual.Offences[0];
        foreach (var (sink, arrived) in expected.Arrived)
            if (Lists($"arrived at {sink}", arrived, actual.Arrived[sink]) is { } difference) return difference;
        foreach (var number in expected.Outcomes.Keys.Union(actual.Outcomes.Keys))
        {
            var (wanted, got) = (Ending(expected, number), Ending(actual, number));
            if (wanted != got) return $"event {number}: expected {wanted}, got {got}";
        }

        foreach (var (node, shown) in expected.ShownInsights)
        {
            var seen = actual.ShownInsights[node];
            if (Lists($"insights shown to {node}", Sorted(shown), Sorted(seen)) is { } difference) return difference;
            if (insightsInOrder && Lists($"order of insights shown to {node}", Answers(shown), Answers(seen)) is { } disorder) return disorder;
        }

        return Lists("insights at the sender", Sorted(expected.SenderInsights), Sorted(actual.SenderInsights));
    }

    private static string Ending(Observation of, int number) => of.Outcomes.TryGetValue(number, out var outcome) ? outcome.ToString() : "no answer yet";

    private static List<string> Sorted<T>(IEnumerable<T> items) => [.. items.Select(static i => $"{i}").Order(StringComparer.Ordinal)];

    private static List<string> Answers(List<string> shown) => shown.FindAll(static s => s.Contains(" Ack ") || s.Contains(" Fail "));

    private static string? Lists(string what, List<string> expected, List<string> actual)
    {
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (wanted, got) = (i < expected.Count ? expected[i] : "nothing", i < actual.Count ? actual[i] : "nothing");
            if (wanted != got) return $"{what}, number {i}: expected {wanted}, got {got}";
        }

        return null;
    }
}
