using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>The counts of one side of a connector.</summary>
/// <param name="Errors">For a source events that it could not make, for a sink events that it did not deliver.</param>
internal sealed record SideTotals(string Alias, string Kind, bool IsSource, long Events, long Bytes, long Errors)
{
    /// <summary>How far a source has read; null where it has no end of its own.</summary>
    public InputExtent? Input { get; init; }

    /// <summary>Whether a source has read everything.</summary>
    public bool IsAtEnd { get; init; }

    /// <summary>Whether an input was there at all.</summary>
    public bool WasBegun => Input is { Read: > 0 } or { Total: > 0 };

    /// <summary>How much was read of an input that has an end, for people.</summary>
    public string HowFar() => this switch
    {
        { IsAtEnd: true } => "read to its end",
        { Input: { Total: { } total, Read: var read } } when read == total => "read to its end",
        { Input: { Total: { } total } input } => $"{Quantity.Bytes(input.Read)} of {Quantity.Bytes(total)} read ({Percent(input.Read, total)}), " +
            $"{Quantity.Bytes(total - input.Read)} not read",
        _ => "not read to its end",
    };

    /// <summary>How much of an input was not read, for people; null where nothing is left.</summary>
    public string? Unread() => this switch
    {
        { IsAtEnd: true } => null,
        { Input: { Total: { } total, Read: var read } } => read >= total ? null : $"{Quantity.Bytes(total - read)} of {Quantity.Bytes(total)} were not read",
        _ => "it was not read to its end",
    };

    /// <summary>Whole percents, 100 only for everything.</summary>
    public static string Percent(long part, long total) => $"{(long)(100.0 * part / total)} %";
}

/// <summary>The counts of all flows of a run so far, and how long it took.</summary>
/// <param name="Lost">Events that nobody got and nobody can send again.</param>
internal sealed record RunTotals(IReadOnlyList<SideTotals> Sides, long Lost, TimeSpan Time)
{
    /// <summary>What takes longer than this by the speed so far has hardly begun: nothing is said of it.</summary>
    private static readonly TimeSpan MaxLeft = TimeSpan.FromDays(1000);

    /// <summary>Searches of scripts that took too long.</summary>
    public long TimedOutSearches { get; init; }

    /// <summary>The signal that ended the run before its sources had; null when they came to their end.</summary>
    public string? InterruptedBy { get; init; }

    /// <summary>
    /// What may have ended the run before its sources had, for people: <c>the failure of output</c>, <c>a request of stop</c>; null when it was a signal, or nothing.
    /// </summary>
    public string? EndedBy { get; init; }

    private long EventsIn => Sides.Where(static s => s.IsSource).Sum(static s => s.Events);

    private long BytesIn => Sides.Where(static s => s.IsSource).Sum(static s => s.Bytes);

    private long EventsOut => Sides.Where(static s => !s.IsSource).Sum(static s => s.Events - s.Errors);

    private long BytesOut => Sides.Where(static s => !s.IsSource).Sum(static s => s.Bytes);

    private long Errors => Sides.Sum(static s => s.Errors);

    private string Faults => Quantity.Count(Errors, "error") + (Lost > 0 ? $", {Quantity.Count(Lost)} lost" : "") + (TimedOutSearches > 0 ? $", {TimedOut(TimedOutSearches)}" : "");

    public static string TimedOut(long searches) => $"{(searches == 1 ? "1 search" : $"{Quantity.Count(searches)} searches")} timed out";

    /// <summary>The line that a terminal shows while it runs.</summary>
    /// <param name="before">Totals of a moment ago, for the current speed.</param>
    public string Progress(RunTotals before)
    {
        var seconds = Math.Max((Time - before.Time).TotalSeconds, 1e-3);
        return $"{Quantity.Duration(Time)}{Share()}: in {Quantity.Count(EventsIn, "event")} " +
            $"({Rates(EventsIn - before.EventsIn, BytesIn - before.BytesIn, seconds)}), out {Quantity.Count(EventsOut)}, {Faults}";
    }

    /// <summary>What can be said where everything ends at once: not how much is out, for that is counted before it is written.</summary>
    public string OnlyIn() => $"{Quantity.Count(EventsIn, "event")} in, {Faults}";

    private string InAndOut() => $"{Quantity.Count(EventsIn, "event")} in, {Quantity.Count(EventsOut)} out, {Faults}";

    /// <summary>The table at the end of a run, with its line ends.</summary>
    public string Summary()
    {
        string[][] rows =
        [
            .. Sides.Select(static s => new[]
            {
                s.IsSource ? "in" : "out", PrintableText.Line(s.Alias), s.Kind, Quantity.Count(s.Events, "event"), Quantity.Bytes(s.Bytes), Quantity.Count(s.Errors, "error"),
            }),
        ];
        var lines = new List<string>();
        if (rows.Length > 0)
        {
            var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
            lines.AddRange(rows.Select(r => "  " + string.Join("  ", r.Select((cell, i) => i < 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))));
        }

        var seconds = Math.Max(Time.TotalSeconds, 1e-6);
        lines.Add(
            $"{InAndOut()} in {Quantity.Duration(Time)}: " +
            Rates(EventsIn, BytesIn, seconds));
        return string.Concat(lines.Select(static l => l + "\n")) + Interruption();
    }

    /// <summary>What ended the run, and how far it got with each input that has an end; with line ends. Empty when it came to its own end.</summary>
    public string Interruption()
    {
        var inputs = Sides.Where(static s => s.Input is not null).ToList();
        if (InterruptedBy is not null) return $"interrupted by {InterruptedBy}\n" + HowFar(inputs);
        return EndedBy is not null && inputs.Exists(static s => s.WasBegun && s.Unread() is not null) ? $"ended by {PrintableText.Line(EndedBy)}\n" + HowFar(inputs) : "";
    }

    private static string HowFar(List<SideTotals> inputs) => string.Concat(inputs.Select(static s => $"  {PrintableText.Line(s.Alias)}: {s.HowFar()}\n"));

    /// <summary>How much of all inputs is read, and how long the rest will take at the speed so far; empty where that cannot be known.</summary>
    private string Share()
    {
        var (read, total) = (0L, 0L);
        foreach (var side in Sides)
        {
            if (!side.IsSource) continue;
            if (side.Input is not { Total: { } size } input) return "";
            (read, total) = (read + input.Read, total + size);
        }

        if (total == 0) return "";
        var seconds = Time.TotalSeconds * (total - read) / read;
        var left = seconds < MaxLeft.TotalSeconds ? $", {Quantity.Duration(TimeSpan.FromSeconds(seconds))} left" : "";
        return $", {SideTotals.Percent(read, total)}{left}";
    }

    private static string Rates(long events, long bytes, double seconds) =>
        $"{Quantity.Count((long)(events / seconds))} events/s, {Quantity.Bytes(bytes / seconds)}/s";
}
