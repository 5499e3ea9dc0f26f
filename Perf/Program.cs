using Tremor.Dataflow.Perf.Micro;

return args switch
{
    ["json", .. var rest] => JsonComparison.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project Perf -- json [rounds] [part of a file's name]");
    return 2;
}
