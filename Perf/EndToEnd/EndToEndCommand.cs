using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// <c>e2e [--input FILE] [--flows PART_OF_A_NAME] [--cpus N,M..] [--deployments N,M..] [--shares] [--mb N] [--rounds N] [--rate EVENTS_PER_S] [--out DIR] [--dry]</c>:
/// the end-to-end figures as a table and charts; with <c>--cpus</c> a table of the throughput on so many processors, with <c>--deployments</c> of the flow
/// deployed so many times side by side, with <c>--shares</c> of what is not decoding, script or encoding.
/// </summary>
internal static class EndToEndCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        int[] Numbers(string name, string unlessGiven) => [.. (Option(name) ?? unlessGiven).Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
        string[] Given(params string[] names) => [.. names.Where(n => Option(n) is not null).SelectMany(n => new[] { n, Option(n)! })];
        var dry = args.Contains("--dry");
        var megabytes = int.Parse(Option("--mb") ?? (dry ? "2" : "240"), CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option("--rounds") ?? (dry ? "1" : "7"), CultureInfo.InvariantCulture);
        var rate = int.Parse(Option("--rate") ?? (dry ? "10000" : "200000"), CultureInfo.InvariantCulture);
        var output = Option("--out") ?? Path.Combine("Perf", "out");
        if (args.Contains("--shares"))
        {
            await ProcessorComparison.SharesAsync(rounds, [.. Given("--input", "--mb"), "--flows", Option("--flows") ?? "memory"]);
            return 0;
        }

        if (Option("--cpus") is not null)
        {
            await ProcessorComparison.RunAsync(Numbers("--cpus", ""), Numbers("--deployments", "1"), rounds, Given("--input", "--mb", "--flows"));
            return 0;
        }

        var lines = Option("--input") is { } file ? await File.ReadAllBytesAsync(file) : LogEvents.Generate(1000);
        Directory.CreateDirectory(output);
        using var profile = args.Contains("--allocations") ? new AllocationProfile() : null;
        var scratch = Directory.CreateTempSubdirectory("tremor-perf-");
        try
        {
            Scenario[] flows = [.. Scenario.All.Where(s => s.Name.Contains(Option("--flows") ?? "", StringComparison.Ordinal))];
            var runs = await ThroughputAsync(flows, lines, megabytes * 1_000_000L, Numbers("--deployments", "1")[0], rounds, dry, scratch.FullName);
            if (args.Contains(ProcessorComparison.Plain)) ProcessorComparison.Print(runs);
            else await ReportAsync(runs, lines, rate, dry, output);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        foreach (var (type, allocated) in profile?.Largest ?? []) Console.WriteLine($"{allocated,15:N0} bytes  {type}");
        return 0;
    }

    private static async Task<Dictionary<Scenario, List<Measurement>>> ThroughputAsync(
        Scenario[] flows, byte[] lines, long bytes, int deployments, int rounds, bool dry, string scratch)
    {
        // Rounds in the outer loop: a slow phase of the machine then falls on all flows alike.
        var runs = flows.ToDictionary(static s => s, static _ => new List<Measurement>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var scenario in flows)
            {
                var run = await Harness.ThroughputAsync(scenario, lines, bytes, deployments, scratch);
                if (round >= 0 || dry) runs[scenario].Add(run);
            }
        }

        return runs;
    }

    private static async Task ReportAsync(Dictionary<Scenario, List<Measurement>> runs, byte[] lines, int rate, bool dry, string output)
    {
        var report = new StringBuilder("| flow | events/s | MB/s (best) | MB/s (median) | allocated bytes/event |\n| --- | ---: | ---: | ---: | ---: |\n");
        var bars = new List<(string, double)>();
        foreach (var (scenario, measured) in runs)
        {
            var ordered = measured.OrderByDescending(static m => m.MegabytesPerSecond).ToArray();
            var best = ordered[0];
            report.Append(CultureInfo.InvariantCulture, $"| {scenario.Name} | {best.EventsPerSecond:N0} | {best.MegabytesPerSecond:N0} | {ordered[ordered.Length / 2].MegabytesPerSecond:N0} | {measured.Min(static m => m.AllocatedBytesPerEvent):N1} |\n");
            bars.Add((scenario.Name, best.MegabytesPerSecond));
        }

        report.Append(CultureInfo.InvariantCulture, $"\nLatency at {rate:N0} offered events/s, from when an event was due until it was encoded at the sink:\n\n| flow | p50 µs | p99 µs | p99.9 µs |\n| --- | ---: | ---: | ---: |\n");
        var latencies = new List<(string, double)>();
        foreach (var scenario in runs.Keys.Where(static s => s.Ends == Ends.Memory))
        {
            var histogram = await Harness.LatencyAsync(scenario, lines, rate, TimeSpan.FromSeconds(dry ? 0.2 : 5));
            report.Append(
                CultureInfo.InvariantCulture, $"| {scenario.Name} | {histogram.Percentile(0.5) / 1e3:N0} | {histogram.Percentile(0.99) / 1e3:N0} | {histogram.Percentile(0.999) / 1e3:N0} |\n");
            latencies.Add(($"{scenario.Name}, p99", histogram.Percentile(0.99) / 1e3));
        }

        Console.Write(report);
        await File.WriteAllTextAsync(Path.Combine(output, "e2e.md"), report.ToString());
        await File.WriteAllTextAsync(Path.Combine(output, "throughput.svg"), Chart.Bars("Throughput, best round", "MB/s", bars));
        await File.WriteAllTextAsync(Path.Combine(output, "latency.svg"), Chart.Bars($"Latency at {rate:N0} events/s", "µs", latencies));
        Console.WriteLine($"written to {output}: e2e.md, throughput.svg, latency.svg");
    }
}
