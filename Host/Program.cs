using System.Runtime.CompilerServices;
using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Process;

// Before anything else of the program is loaded.
return DescriptorLimit.IsEnough() ? await RunAsync(args) : ExitCode.Failure;

[MethodImpl(MethodImplOptions.NoInlining)]
static async Task<int> RunAsync(string[] args)
{
    using var process = HostProcess.ForThisProcess();
    return await CommandLine.InvokeAsync(args, process);
}
