using System.CommandLine;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Repl;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interactive;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor repl</c>: tremor-script line by line; 1 when an input failed and standard input is no terminal.</summary>
internal static class ReplCommand
{
    public static Command Create(HostProcess process, GlobalOptions globals)
    {
        var diagnostics = DiagnosticOptions.Create();
        var command = new Command(
            "repl",
            "Try out tremor-script line by line\n\n" +
            "  tremor repl                         :help shows what there is\n" +
            "  echo '1 + 2' | tremor repl          without prompts; the exit code is 1 when an input failed\n\n" +
            "Modules are found in the current directory and in TREMOR_PATH.") { diagnostics };
        command.SetAction(parsed =>
        {
            var isTerminal = process.InputIsTerminal && process.OutputIsTerminal;
            var printer = new DiagnosticPrinter(process.Error, parsed.GetValue(diagnostics) == "json", process.ErrorHasColour);
            var context = new CallContext { Time = process.Time, Instance = parsed.GetRequiredValue(globals.Instance) };
            var script = new ScriptSession(new Definitions(process).ModulesIn(Directory.GetCurrentDirectory()), context);
            if (!isTerminal)
                return new ReplSession(process, script, new PipedLines(process.StandardInput), printer, isTerminal: false).Run()
                    ? ExitCode.Success
                    : ExitCode.Failure;

            process.Out.WriteLine($"tremor {ProductVersion.Text}, :help shows what there is");
            var history = LineHistory.Open(LineHistory.FileFor(process.Variable));
            if (history.Problem is { } problem) process.Error.WriteLine($"note: lines are not kept for the next time: {problem}");
            ReplSession? session = null;
            var editor = new LineEditor(new ConsoleTerminal(process.Out), history, (string before, out int start) => session!.Complete(before, out start));
            session = new ReplSession(process, script, editor, printer, isTerminal: true);
            session.Run();
            return ExitCode.Success;
        });
        return command;
    }
}
