using BenchmarkDotNet.Attributes;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>An event through a pipeline and its answer back, by batch size and number of nodes; filling the batches included.</summary>
[MemoryDiagnoser]
public class BlockHopBenchmarks
{
    private const int Events = 100_000;

    private BlockHopRig _rig = null!;

    [Params(1, 10, 100, 500)]
    public int BatchSize { get; set; }

    [Params(0, 1, 3)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void SetUp() => _rig = new BlockHopRig(Nodes, BatchSize);

    [GlobalCleanup]
    public async Task CleanUp() => await _rig.DisposeAsync();

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public void Fill()
    {
        for (var i = 0; i < Events / BatchSize; i++) _rig.Fill().Release();
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public Task Through() => _rig.RunAsync(Events / BatchSize);
}
