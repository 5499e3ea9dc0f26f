using BenchmarkDotNet.Running;
using Tremor.Dataflow.Perf.Micro;

// dotnet run -c Release --project Perf -- COMMAND
// One line for each command; a new one needs nothing else.
return args switch
{
    ["hop", ..] => await BlockHopQuick.RunAsync(),
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

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project Perf -- COMMAND

        hop                              cost of an event in a pipeline by nodes and batch size, blocks and contraflow
        json [rounds] [part of a name]   parsing beside System.Text.Json and simdjson
        script [rounds] [part of a name] the scripts of the speed table, alone and with decoding and encoding
        micro --filter NAME              the micro-benchmarks of that name, for instance *BlockHop*
        """);
    return 2;
}
