using System.Diagnostics;
using System.Globalization;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// The same flows on one processor, on two and so on: a process for each, bound to its processors from the start (<c>taskset</c>), since a runtime counts
/// them once. They take turns, so that a slow phase of the machine falls on all alike.
/// </summary>
internal static class ProcessorComparison
{
    /// <summary>Tells the processes that are started to print nothing but what <see cref="Print"/> does.</summary>
    public const string Plain = "--plain";

    private const int Turns = 2;

    /// <param name="cpus">Numbers of processors, with commas.</param>
    /// <param name="rounds">Measured rounds of each process.</param>
    /// <param name="arguments">What the processes get besides.</param>
    public static async Task<int> RunAsync(string cpus, int rounds, string[] arguments)
    {
        int[] counts = [.. cpus.Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
        var best = new Dictionary<string, double[]>();
        for (var turn = 0; turn < Turns; turn++)
            for (var i = 0; i < counts.Length; i++)
                foreach (var (name, speed) in await MeasureAsync(counts[i], rounds, arguments))
                {
                    if (!best.TryGetValue(name, out var of)) best[name] = of = new double[counts.Length];
                    of[i] = Math.Max(of[i], speed);
                }

        Console.WriteLine($"| flow, MB/s (best of {Turns * rounds}) | {string.Join(" | ", counts)} | times |");
        Console.WriteLine($"| --- |{string.Concat(counts.Select(static _ => " ---: |"))} ---: |");
        foreach (var (name, of) in best)
            Console.WriteLine($"| {name} | {string.Join(" | ", of.Select(static s => s.ToString("N0", CultureInfo.InvariantCulture)))} | {(of[^1] / of[0]).ToString("N2", CultureInfo.InvariantCulture)} |");
        return 0;
    }

    public static void Print(Dictionary<Scenario, List<Measurement>> runs)
    {
        foreach (var (scenario, measured) in runs)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}\t{measured.Max(static m => m.MegabytesPerSecond)}"));
    }

    private static async Task<(string Name, double Speed)[]> MeasureAsync(int cpus, int rounds, string[] arguments)
    {
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        string[] all =
        [
            "-c", $"0-{cpus - 1}", Environment.ProcessPath!, typeof(ProcessorComparison).Assembly.Location,
            "e2e", Plain, "--rounds", rounds.ToString(CultureInfo.InvariantCulture), .. arguments,
        ];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the process for {cpus} processors ended with {process.ExitCode}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).Select(static l => (l[0], double.Parse(l[1], CultureInfo.InvariantCulture)))];
    }
}
