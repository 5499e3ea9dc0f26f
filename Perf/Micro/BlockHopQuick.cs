using System.Diagnostics;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>
/// A first look at what blocks and contraflow cost: nanoseconds (elapsed, and of all processors together) and allocated bytes for each event,
/// above those of filling the batches; the best of several rounds that alternate between the cases.
/// </summary>
internal static class BlockHopQuick
{
    private const int Rounds = 7;
    private const int EventsInRound = 400_000;

    public static async Task<int> RunAsync()
    {
        var cases = (
            from batch in (int[])[1, 10, 100, 500]
            from shape in ((string Name, int Nodes, int Sinks, int Branches)[])
            [
                ("in -> out", 0, 1, 1), ("1 node", 1, 1, 1), ("3 nodes", 3, 1, 1), ("2 branches of 1 node", 1, 1, 2), ("in -> out, 2 sinks", 0, 2, 1),
            ]
            select (batch, shape)).ToList();
        var best = new (double Ns, double Cpu, double Bytes)[cases.Count];
        Array.Fill(best, (double.MaxValue, double.MaxValue, double.MaxValue));
        for (var round = 0; round < Rounds; round++)
            for (var c = 0; c < cases.Count; c++)
            {
                var (batch, shape) = cases[c];
                await using var rig = new BlockHopRig(shape.Nodes, batch, shape.Sinks, shape.Branches);
                var batches = Math.Max(1000, EventsInRound / (batch < 10 ? 4 : 1) / batch);
                await rig.RunAsync(batches / 4);
                var allocated = GC.GetTotalAllocatedBytes(true);
                var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                await rig.RunAsync(batches);
                var (elapsed, used) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
                var bytes = GC.GetTotalAllocatedBytes(true) - allocated;
                (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                for (var i = 0; i < batches; i++) rig.Fill().Release();
                elapsed -= Stopwatch.GetElapsedTime(started);
                used -= Environment.CpuUsage.TotalTime - cpu;
                var events = (double)batches * batch;
                best[c] = (
                    Math.Min(best[c].Ns, elapsed.TotalNanoseconds / events), Math.Min(best[c].Cpu, used.TotalNanoseconds / events),
                    Math.Min(best[c].Bytes, bytes / events));
            }

        Console.WriteLine($"{"events in a batch",-18} {"pipeline",-22} {"ns an event",12} {"cpu ns",8} {"bytes an event",15}");
        for (var c = 0; c < cases.Count; c++)
            Console.WriteLine($"{cases[c].batch,-18} {cases[c].shape.Name,-22} {best[c].Ns,12:F1} {best[c].Cpu,8:F1} {best[c].Bytes,15:F2}");
        return 0;
    }
}
