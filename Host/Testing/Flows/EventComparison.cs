using System.Globalization;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>Compares the events of one port with what a test expects there.</summary>
/// <param name="where">Such as <c>step 3, expect, port alerts</c>.</param>
/// <param name="labelsOf">The labels of the events that went into one.</param>
internal sealed class EventComparison(string where, Definitions definitions, string directory, TestClock clock, Func<ArrivedEvent, IReadOnlyList<string>> labelsOf, List<FlowTestFailure> failures)
{
    private readonly Dictionary<Text, TestExpression> _expressions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds what is not as expected to the failures.</summary>
    public void Compare(EventsExpectation expected, List<ArrivedEvent> came)
    {
        var matches = expected.Matches;
        switch (expected.Form)
        {
            case EventsForm.InOrder:
                CompareInOrder(matches, came, expected.Place);
                break;
            case EventsForm.File:
                CompareInOrder(LinesOf(expected), came, expected.Place);
                break;
            case EventsForm.Unordered:
                CompareUnordered(matches, came, expected.Place);
                break;
            case EventsForm.Count when came.Count != expected.Number:
                Fail(expected.Place, where, [new("", Quantity.Count(expected.Number, "event"), Quantity.Count(came.Count))], Last(came));
                break;
            case EventsForm.AtLeast when came.Count < expected.Number:
                Fail(expected.Place, where, [new("", $"{Quantity.Count(expected.Number, "event")} at least", Quantity.Count(came.Count))], Last(came));
                break;
            case EventsForm.Each:
                for (var i = 0; i < came.Count; i++)
                    if (Check(matches[0], came[i]) is { Count: > 0 } wrong) Differ(matches[0], came[i], Numbered(i, came.Count), wrong);
                break;
            case EventsForm.Any when !came.Exists(e => Check(matches[0], e).Count == 0):
                Fail(expected.Place, where, [new("", Describe(matches[0]), came.Count == 0 ? "no event" : $"none such among {Quantity.Count(came.Count, "event")}")], Last(came));
                break;
            case EventsForm.Last:
                if (came.Count == 0) Fail(expected.Place, where, [new("", Describe(matches[0]), "no event")], []);
                else if (Check(matches[0], came[^1]) is { Count: > 0 } wrong) Differ(matches[0], came[^1], Numbered(came.Count - 1, came.Count), wrong);
                break;
        }
    }

    /// <summary>Events at a port that the test does not name.</summary>
    public void RefuseAll(List<ArrivedEvent> came, Place place)
    {
        if (came.Count == 0) return;
        Fail(place, where, [new("", "no event: the test does not name this port", Quantity.Count(came.Count, "event"))], [.. came.Take(3).SelectMany(Came)]);
    }

    /// <summary>Pairs up what fits in order; between such pairs what was expected and what came are shown beside each other.</summary>
    private void CompareInOrder(IReadOnlyList<EventMatch> expected, List<ArrivedEvent> came, Place place)
    {
        var pairs = Aligned(expected, came);
        var (e, c) = (0, 0);
        foreach (var (nextE, nextC) in pairs.Append((expected.Count, came.Count)))
        {
            while (e < nextE && c < nextC)
            {
                Differ(expected[e], came[c], Numbered(e, expected.Count), Check(expected[e], came[c]));
                (e, c) = (e + 1, c + 1);
            }

            for (; e < nextE; e++) Fail(expected[e].Place, $"{where}, {Numbered(e, expected.Count)}", [new("", Describe(expected[e]), "no event")], []);
            for (; c < nextC; c++) Fail(place, where, [new("", $"{Quantity.Count(expected.Count, "event")}, not this one", Quantity.Count(came.Count, "event"))], Came(came[c]));
            (e, c) = (nextE + 1, nextC + 1);
        }
    }

    private void CompareUnordered(IReadOnlyList<EventMatch> expected, List<ArrivedEvent> came, Place place)
    {
        var left = came.ToList();
        var missing = new List<(EventMatch Match, int Index)>();
        for (var i = 0; i < expected.Count; i++)
        {
            var found = left.FindIndex(c => Check(expected[i], c).Count == 0);
            if (found >= 0) left.RemoveAt(found);
            else missing.Add((expected[i], i));
        }

        foreach (var (match, index) in missing) Fail(match.Place, $"{where}, {Numbered(index, expected.Count)}", [new("", Describe(match), "no such event")], []);
        foreach (var event1 in left) Fail(place, where, [new("", "no such event", "one")], Came(event1));
    }

    /// <summary>The longest run of pairs that fit; index by index where there are too many to try.</summary>
    private List<(int Expected, int Came)> Aligned(IReadOnlyList<EventMatch> expected, List<ArrivedEvent> came)
    {
        const int most = 1_000_000;
        var pairs = new List<(int, int)>();
        var start = 0;
        while (start < Math.Min(expected.Count, came.Count) && Check(expected[start], came[start]).Count == 0) pairs.Add((start, start++));
        var (rows, columns) = (expected.Count - start, came.Count - start);
        if (rows == 0 || columns == 0) return pairs;
        if ((long)rows * columns > most)
        {
            for (var i = start; i < Math.Min(expected.Count, came.Count); i++)
                if (Check(expected[i], came[i]).Count == 0) pairs.Add((i, i));
            return pairs;
        }

        var fits = new bool[rows, columns];
        var best = new int[rows + 1, columns + 1];
        for (var r = rows - 1; r >= 0; r--)
            for (var c = columns - 1; c >= 0; c--)
            {
                fits[r, c] = Check(expected[start + r], came[start + c]).Count == 0;
                best[r, c] = fits[r, c] ? best[r + 1, c + 1] + 1 : Math.Max(best[r + 1, c], best[r, c + 1]);
            }

        for (var (r, c) = (0, 0); r < rows && c < columns;)
        {
            if (fits[r, c]) pairs.Add((start + r++, start + c++));
            else if (best[r + 1, c] >= best[r, c + 1]) r++;
            else c++;
        }

        return pairs;
    }

    /// <summary>How an event differs from what is expected; not at all where nothing is given.</summary>
    private IReadOnlyList<Difference> Check(EventMatch match, ArrivedEvent e)
    {
        var found = new List<Difference>();
        CheckValue(match, e.Value, e, "", found);
        if (match.Meta is { } meta) CheckValue(meta, e.Meta, e, "$", found);
        if (match.At is { } at && at.Since(clock.StartNs) != e.AtNs) found.Add(new("at", SinceStart(at.Since(clock.StartNs)), SinceStart(e.AtNs)));
        if (match.IngestNs is { } ingest && ingest != e.IngestNs) found.Add(new("ingest_ns", ingest.ToString(CultureInfo.InvariantCulture), e.IngestNs.ToString(CultureInfo.InvariantCulture)));
        if (match.IsTransactional is { } transactional && transactional != e.IsTransactional) found.Add(new("transactional", transactional ? "true" : "false", e.IsTransactional ? "true" : "false"));
        if (match.From is { } from && !from.Order(StringComparer.Ordinal).SequenceEqual(labelsOf(e).Order(StringComparer.Ordinal)))
            found.Add(new("from", string.Join(", ", from), From(e)));
        return found;
    }

    private void CheckValue(EventMatch match, Value value, ArrivedEvent e, string path, List<Difference> found)
    {
        if (match.Whole is { } whole) found.AddRange(Inside(Differences.Of(whole, value, isPart: false, match.IsStrict)));
        if (match.Part is { } part) found.AddRange(Inside(Differences.Of(part, value, isPart: true, match.IsStrict)));
        if (match.Where is not { } where) return;
        if (!_expressions.TryGetValue(where, out var expression)) _expressions.Add(where, expression = TestExpression.Compile(where, "", directory, definitions, clock));
        var result = expression.Evaluate(value, e.Meta, e.IngestNs, out var error);
        if (error is not null) found.Add(new(path, $"{Source(where)} is true", $"an error: {error}"));
        else if (!result.TryGetBool(out var holds) || !holds) found.Add(new(path, $"{Source(where)} is true", $"{Differences.Shown(result)} for {Differences.Shown(value)}"));

        IEnumerable<Difference> Inside(IEnumerable<Difference> all) => path.Length == 0 ? all : all.Select(d => d with { Path = d.Path.Length == 0 ? path : $"{path}.{d.Path}" });
    }

    private void Differ(EventMatch match, ArrivedEvent came, string numbered, IReadOnlyList<Difference> differences) =>
        Fail(match.Place, $"{where}, {numbered}", differences, Came(came));

    private void Fail(Place place, string at, IReadOnlyList<Difference> differences, IReadOnlyList<string> lines) => failures.Add(new(at, place, differences, lines));

    private IReadOnlyList<string> Last(List<ArrivedEvent> came) => came.Count == 0 ? [] : Came(came[^1]);

    /// <summary>The event, where it came from, and when.</summary>
    private IReadOnlyList<string> Came(ArrivedEvent e) =>
        [$"came: {Differences.Shown(e.Value)}{(e.Meta is { IsRecord: true, Count: > 0 } meta ? $"  with {Differences.Shown(meta)}" : "")}   from {From(e)}   at {SinceStart(e.AtNs)}"];

    private string From(ArrivedEvent e) => labelsOf(e) switch
    {
        [] => "a node",
        { Count: > 3 } many => $"{many[0]} ... {many[^1]} ({Quantity.Count(many.Count, "event")})",
        var few => string.Join(", ", few),
    };

    private string SinceStart(ulong ns) => string.Create(CultureInfo.InvariantCulture, $"+{(double)(ns - clock.StartNs) / 1e9:0.0##}s");

    private static string Numbered(int index, int count) => string.Create(CultureInfo.InvariantCulture, $"event {index + 1} of {count}");

    private static string Describe(EventMatch match) =>
        match.Whole is { } whole ? Differences.Shown(whole) : match.Part is { } part ? $"one that holds {Differences.Shown(part)}" : match.Where is { } where ? $"one for which {Source(where)}" : "an event";

    private static string Source(Text text) => text is WrittenText written ? written.Source.Text : ((TextFile)text).Path.Text;

    private IReadOnlyList<EventMatch> LinesOf(EventsExpectation expected)
    {
        var path = Path.Combine(directory, expected.File!.Text);
        try
        {
            return [.. File.ReadLines(path).Where(static l => l.Length > 0).Select(l => new EventMatch(expected.Place) { Whole = JsonText.Parse(l) })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonSyntaxException)
        {
            throw new FlowTestException($"{path} cannot be read as lines of JSON: {e.Message}", expected.Place);
        }
    }
}
