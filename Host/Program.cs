using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Process;

using var process = HostProcess.ForThisProcess();
return await CommandLine.InvokeAsync(args, process);
