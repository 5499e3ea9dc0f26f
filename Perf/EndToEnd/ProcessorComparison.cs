using System.Diagnostics;
using System.Globalization;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// The same flows on one processor, on two and so on, deployed once, twice and so on: a process for each, bound to its processors from the start
/// (<c>taskset</c>), since a runtime counts them once. They take turns, so that a slow phase of the machine falls on all alike.
/// </summary>
internal static class ProcessorComparison
{
    /// <summary>Tells the processes that are started to print nothing but what <see cref="Print"/> does.</summary>
    public const string Plain = "--plain";

    private const int Turns = 2;

    /// <summary>A column for each number of processors, and on the last of them for each further number of deployments.</summary>
    /// <param name="rounds">Measured rounds of each process.</param>
    /// <param name="arguments">What the processes get besides.</param>
    public static async Task RunAsync(int[] cpus, int[] deployments, int rounds, string[] arguments)
    {
        (int Cpus, int Deployments)[] columns = [.. cpus.Select(n => (n, deployments[0])), .. deployments.Skip(1).Select(n => (cpus[^1], n))];
        var best = await MeasureAsync(columns, rounds, arguments);
        var titles = columns.Select(c => deployments.Length == 1 ? $"{c.Cpus}" : $"{c.Deployments} on {c.Cpus}");
        Console.WriteLine($"| flow, MB/s (best of {Turns * rounds}) | {string.Join(" | ", titles)} | times |");
        Console.WriteLine($"| --- |{string.Concat(columns.Select(static _ => " ---: |"))} ---: |");
        foreach (var (name, of) in best)
            Console.WriteLine($"| {name} | {string.Join(" | ", of.Select(Whole))} | {string.Join(", ", of.Skip(1).Select(s => (s / of[0]).ToString("N2", CultureInfo.InvariantCulture)))} |");
    }

    /// <summary>What of the time of a flow on one processor goes beyond the same work by plain calls (<see cref="DirectCalls"/>).</summary>
    public static async Task SharesAsync(int rounds, string[] arguments)
    {
        var best = await MeasureAsync([(1, DirectCalls.Deployments), (1, 1)], rounds, arguments);
        Console.WriteLine($"| flow on one processor, MB/s (best of {Turns * rounds}) | by plain calls | as a flow | share of blocks, hand-off and contraflow |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (name, of) in best)
            Console.WriteLine($"| {name} | {Whole(of[0])} | {Whole(of[1])} | {(1 - (of[1] / of[0])).ToString("P1", CultureInfo.InvariantCulture)} |");
    }

    public static void Print(Dictionary<Scenario, List<Measurement>> runs)
    {
        foreach (var (scenario, measured) in runs)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}\t{measured.Max(static m => m.MegabytesPerSecond)}"));
    }

    private static string Whole(double megabytes) => megabytes.ToString("N0", CultureInfo.InvariantCulture);

    /// <returns>The best speeds by flow, in MB/s, one for each column.</returns>
    private static async Task<Dictionary<string, double[]>> MeasureAsync((int Cpus, int Deployments)[] columns, int rounds, string[] arguments)
    {
        var best = new Dictionary<string, double[]>();
        for (var turn = 0; turn < Turns; turn++)
            for (var i = 0; i < columns.Length; i++)
                foreach (var (name, speed) in await MeasureAsync(columns[i].Cpus, ["--deployments", $"{columns[i].Deployments}", "--rounds", $"{rounds}", .. arguments]))
                {
                    if (!best.TryGetValue(name, out var of)) best[name] = of = new double[columns.Length];
                    of[i] = Math.Max(of[i], speed);
                }

        return best;
    }

    private static async Task<(string Name, double Speed)[]> MeasureAsync(int cpus, string[] arguments)
    {
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        string[] all = ["-c", $"0-{cpus - 1}", Environment.ProcessPath!, typeof(ProcessorComparison).Assembly.Location, "e2e", Plain, .. arguments];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the process for {cpus} processors ended with {process.ExitCode}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).Select(static l => (l[0], double.Parse(l[1], CultureInfo.InvariantCulture)))];
    }
}
