using BenchmarkDotNet.Running;
using Tremor.Dataflow.Perf.EndToEnd;
using Tremor.Dataflow.Perf.Micro;

// dotnet run -c Release --project Perf -- COMMAND
// One line for each command; a new one needs nothing else.
return args switch
{
    ["e2e", .. var rest] => await EndToEndCommand.RunAsync(rest),
    ["events", var megabytes, var file] => Events(long.Parse(megabytes, System.Globalization.CultureInfo.InvariantCulture), file),
    ["hop", ..] => await BlockHopQuick.RunAsync(),
    ["queries", .. var rest] => await QueryComparison.RunAsync(rest),
    ["json", .. var rest] => JsonComparison.Run(rest),
    ["script", .. var rest] => ScriptComparison.Run(rest),
    ["micro", .. var filters] => Micro(filters),
    _ => Usage(),
};

static int Micro(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(BlockHopQuick).Assembly).Run(arguments);
    return 0;
}

// The same ten thousand over and over.
static int Events(long megabytes, string file)
{
    var events = LogEvents.Generate(10_000);
    using var output = File.Create(file);
    while (output.Position < megabytes * 1_000_000) output.Write(events);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project Perf -- COMMAND

        e2e [--input FILE] [--flows PART_OF_A_NAME] [--mb N] [--rounds N] [--rate EVENTS_PER_S] [--out DIR] [--allocations] [--dry]
                                         whole flows: throughput, latency at a fixed rate, allocation; table and charts in Perf/out
        e2e --cpus 1,2 [...]             the throughput of the same flows on so many processors, side by side
        e2e --cpus 1,2 --deployments 1,2,3 [...]
                                         also with each flow deployed twice and three times, on the last number of processors
        e2e --shares [...]               what blocks, hand-off and contraflow take of the time of a flow on one processor
        events MEGABYTES FILE            writes log events of about 630 bytes, one a line
        hop                              cost of an event in a pipeline by nodes and batch size, blocks and contraflow
        queries [--queries PART_OF_A_NAME] [--mb N] [--rounds N] [--dry]
                                         flows whose pipeline is a query: select, where, groups, windows, shaping; metrics off and on
        json [rounds] [part of a name]   parsing beside System.Text.Json and simdjson
        script [rounds] [part of a name] time and allocated bytes an event of some hundred small scripts
        micro --filter NAME              the micro-benchmarks of that name, for instance *BlockHop*
        """);
    return 2;
}
