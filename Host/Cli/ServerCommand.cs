using System.CommandLine;
using System.Globalization;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Host.Flows;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor server run FILE...</c>: flows until somebody asks for the end (spec: runtime 17.1). There is no HTTP API yet.</summary>
internal static class ServerCommand
{
    public static Command Create(HostProcess process, GlobalOptions globals)
    {
        var server = new Command("server", "Serve flows") { CreateRun(process, globals) };
        return server;
    }

    private static Command CreateRun(HostProcess process, GlobalOptions globals)
    {
        var files = new Argument<string[]>("FILES") { Description = "Flow definitions (.json, .yaml, .troy)", Arity = ArgumentArity.ZeroOrMore };
        var pidFile = new Option<string?>("--pid", "-p") { Description = "Write the process id to this file", HelpName = "FILE" };
        var noApi = new Option<bool>("--no-api", "-n") { Description = "Without the HTTP API" };
        var debug = new Option<bool>("--debug-connectors", "-d") { Description = "Make the connectors cb, bench and exit available" };
        var api = new Option<string>("--api-host", "-a")
        {
            Description = "Where the HTTP API listens; accepted, there is no API in this version",
            HelpName = "HOST:PORT",
            DefaultValueFactory = static _ => "0.0.0.0:9898",
        };
        var command = new Command("run", "Run flows until SIGINT, SIGTERM or SIGHUP (drains first), SIGQUIT (does not), or an exit connector asks for the end\n\n" +
            "A second signal ends them within a second, a third one kills the process: nothing is written or said any more.")
        {
            files, pidFile, noApi, debug, api,
        };
        command.SetAction(async parsed =>
        {
            using var loggers = globals.CreateLoggers(parsed, process);
            process.ListenToSignals();
            process.Error.WriteLine($"tremor version: {ProductVersion.Text}");
            process.Error.WriteLine($"tremor instance: {PrintableText.Line(parsed.GetRequiredValue(globals.Instance))}");
            if (!parsed.GetValue(noApi)) process.Error.WriteLine("There is no HTTP API in this version: nothing listens.");

            var loaded = new List<LoadResult>();
            await using var run = new FlowRun(process, loggers);
            try
            {
                // Everything is checked before anything starts.
                loaded.AddRange((parsed.GetValue(files) ?? []).Select(file => Load(file, process, parsed.GetValue(debug))));
                if (parsed.GetValue(pidFile) is { } pid) NamedFile.Write(pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", process.Definitions);
                await run.DeployAsync([.. loaded.SelectMany(static l => l.Plans)]);
            }
            catch (Exception e) when (e is CommandFailedException or FlowDeploymentException)
            {
                process.Error.WriteLine($"Error: {PrintableText.Lines(process.Secrets.Redact(e.Message))}");
                process.Error.WriteLine("We are SHUTTING DOWN due to errors during initialization!");
                return ExitCode.Failure;
            }

            await run.RunAsync(untilStopped: true);
            process.Error.Write(run.Totals().Summary());
            foreach (var line in run.LeftOut().Concat(run.TimedOut()).Select(Redact)) process.Error.WriteLine(line);
            var losses = run.Losses().Select(Redact).ToList();
            foreach (var loss in losses) process.Error.WriteLine($"error: {loss}");
            return losses.Count == 0 ? ExitCode.Success : ExitCode.Failure;

            string Redact(string line) => loaded.Aggregate(line, static (text, l) => l.Redactor.Redact(text));
        });
        return command;
    }

    private static LoadResult Load(string file, HostProcess process, bool debugConnectors)
    {
        if (DefinitionFile.KindOf(file) != DefinitionKind.Flow)
            throw new CommandFailedException($"{file}: unsupported file type, expected a flow definition (.json, .yaml or .troy)");
        var loaded = new Definitions(process).LoadFlow(file, debugConnectors);
        new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(loaded.Diagnostics);
        return loaded.IsValid ? loaded : throw new CommandFailedException($"{file} cannot be used, see above");
    }
}
