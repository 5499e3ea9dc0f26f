using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>The counts of one side of a connector.</summary>
/// <param name="Errors">For a source events that it could not make, for a sink events that it did not deliver.</param>
internal sealed record SideTotals(string Alias, string Kind, bool IsSource, long Events, long Bytes, long Errors);

/// <summary>The counts of all flows of a run so far, and how long it took.</summary>
/// <param name="Lost">Events that nobody got and nobody can send again.</param>
internal sealed record RunTotals(IReadOnlyList<SideTotals> Sides, long Lost, TimeSpan Time)
{
    private long EventsIn => Sides.Where(static s => s.IsSource).Sum(static s => s.Events);

    private long BytesIn => Sides.Where(static s => s.IsSource).Sum(static s => s.Bytes);

    private long EventsOut => Sides.Where(static s => !s.IsSource).Sum(static s => s.Events - s.Errors);

    private long BytesOut => Sides.Where(static s => !s.IsSource).Sum(static s => s.Bytes);

    private long Errors => Sides.Sum(static s => s.Errors);

    private string Faults => Quantity.Count(Errors, "error") + (Lost > 0 ? $", {Quantity.Count(Lost)} lost" : "");

    /// <summary>The line that a terminal shows while it runs.</summary>
    /// <param name="before">Totals of a moment ago, for the current speed.</param>
    public string Progress(RunTotals before)
    {
        var seconds = Math.Max((Time - before.Time).TotalSeconds, 1e-3);
        return $"{Quantity.Duration(Time)}: in {Quantity.Count(EventsIn, "event")} ({Rates(EventsIn - before.EventsIn, BytesIn - before.BytesIn, seconds)}), " +
            $"out {Quantity.Count(EventsOut)}, {Faults}";
    }

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
            $"{Quantity.Count(EventsIn, "event")} in, {Quantity.Count(EventsOut)} out, {Faults} in {Quantity.Duration(Time)}: " +
            Rates(EventsIn, BytesIn, seconds));
        return string.Concat(lines.Select(static l => l + "\n"));
    }

    private static string Rates(long events, long bytes, double seconds) =>
        $"{Quantity.Count((long)(events / seconds))} events/s, {Quantity.Bytes(bytes / seconds)}/s";
}
