using System.CommandLine;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Host.Flows;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Host.ScriptRuns;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor run FILE</c>: a flow to its end, or a script or a query over events (spec: conformance 1, runtime 17.2).</summary>
internal static class RunCommand
{
    public static Command Create(HostProcess process, GlobalOptions globals)
    {
        var file = new Argument<string>("FILE") { Description = "A flow definition (.json, .yaml, .troy), a query (.trickle) or a script (.tremor)" };
        var diagnostics = DiagnosticOptions.Create();
        var script = new ScriptRunSwitches();
        var command = new Command(
            "run",
            "Run a flow to its end, or a script or a query over events\n\n" +
            "  tremor run flow.json\n" +
            "  tremor run clean.tremor -i events.ndjson -o clean.ndjson\n\n" +
            "A flow ends when all its sources have; SIGINT, SIGTERM and SIGHUP drain it first, a second one\nends it within a second, a third one kills it: nothing is written or said any more.") { file, diagnostics };
        foreach (var option in script.All) command.Options.Add(option);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            var printer = new DiagnosticPrinter(process.Error, parsed.GetValue(diagnostics) == "json", process.ErrorHasColour);
            using var loggers = globals.CreateLoggers(parsed, process);
            var saysFailures = parsed.GetValue(diagnostics) != "json";
            switch (DefinitionFile.KindOf(name))
            {
                case DefinitionKind.Script:
                    return await RunScriptAsync(name, script.Read(parsed), parsed.GetRequiredValue(globals.Instance), process, loggers, printer, saysFailures);
                case DefinitionKind.Query:
                    return await RunQueryAsync(name, script.Read(parsed), process, loggers, printer, saysFailures);
            }

            if (script.FirstGiven(parsed) is { } given)
                throw new CommandFailedException($"{given} is for scripts and queries: a flow names its own files and codecs", ExitCode.Usage);
            return await RunFlowAsync(name, process, loggers, printer);
        });
        return command;
    }

    private static async Task<int> RunFlowAsync(string file, HostProcess process, ILoggerFactory loggers, DiagnosticPrinter printer)
    {
        var loaded = new Definitions(process).LoadFlow(file, debugConnectors: true);
        printer.Print(loaded.Diagnostics);
        if (!loaded.IsValid) return ExitCode.Failure;
        await using var run = new FlowRun(process, loggers);
        var failures = await RunToEndAsync(run, loaded.Plans, process, loaded.Redactor.Redact);
        process.Error.Write(run.Totals().Summary());
        foreach (var line in run.LeftOut().Concat(run.TimedOut()).Select(loaded.Redactor.Redact)) process.Error.WriteLine(line);
        return Report(failures, printer, ExitCode.Success);
    }

    private static async Task<int> RunScriptAsync(
        string file, ScriptRunOptions options, string instance, HostProcess process, ILoggerFactory loggers, DiagnosticPrinter printer,
        bool saysFailures)
    {
        var findings = new List<Diagnostic>();
        var script = new Definitions(process).LoadScript(file, findings);
        printer.Print(findings);
        if (script is null) return ExitCode.Failure;
        ScriptRunFiles.Check(options, process.Definitions);
        var undecodable = new DecodeFailure();
        var intake = new RunIntake(options, undecodable, process);
        var node = new ScriptRunNode(script, instance, options, intake, process, printer.Print);
        await using var run = new FlowRun(process, loggers) { ReadsOnWhileDraining = () => undecodable.Error is null };
        return await RunOverEventsAsync(run, ScriptRun.Plan(options, undecodable, node.In), options, undecodable, intake, () => node.Failures, process, printer, saysFailures);
    }

    private static async Task<int> RunQueryAsync(
        string file, ScriptRunOptions options, HostProcess process, ILoggerFactory loggers, DiagnosticPrinter printer, bool saysFailures)
    {
        var loaded = new Definitions(process).LoadQuery(file);
        printer.Print(loaded.Diagnostics);
        if (loaded.Plan is not { } query) return ExitCode.Failure;
        ScriptRunFiles.Check(options, process.Definitions);
        var undecodable = new DecodeFailure();
        var intake = new RunIntake(options, undecodable, process);
        var trace = options.IsInteractive ? new ScriptRunTrace(process.Error, options, options.IsPretty, process.ErrorHasColour) : null;
        var failures = new QueryRunFailures(query, printer.Print);
        await using var run = new FlowRun(process, loggers, o => o with { TickInterval = Timeout.InfiniteTimeSpan, EventFailed = failures.Add })
        {
            ReadsOnWhileDraining = () => undecodable.Error is null,
        };
        var plan = ScriptRun.Plan(options, undecodable, query, _ => new QueryRunEntry(intake, trace), _ => new QueryRunExit(options, process, trace));
        return await RunOverEventsAsync(run, plan, options, undecodable, intake, () => intake.Failures(failures.Count), process, printer, saysFailures);
    }

    private static async Task<int> RunOverEventsAsync(
        FlowRun run, FlowPlan plan, ScriptRunOptions options, DecodeFailure undecodable, RunIntake intake, Func<string?> failedEvents, HostProcess process, DiagnosticPrinter printer,
        bool saysFailures)
    {
        var failures = await RunToEndAsync(run, [plan], process, static text => text);
        var failed = failedEvents();
        if (run.Totals().Interruption() is { Length: > 0 } early)
        {
            if (saysFailures) process.Error.Write(early);
            else printer.Print(new Diagnostic { Severity = Severity.Warning, Code = "EndedEarly", Message = early.TrimEnd('\n').Replace("\n  ", ", ", StringComparison.Ordinal) });
        }

        if (undecodable.Error is not null)
            printer.PrintFailure("InputUndecodable", PrintableText.Line(UndecodableInput.Describe(undecodable, intake.Behind, options, run.Totals().Sides[0])));
        var code = Report(failures, printer, undecodable.Error is null ? ExitCode.Success : ExitCode.Failure);
        if (!saysFailures) return code;
        if (failed is { } some) process.Error.WriteLine(some);
        foreach (var line in run.LeftOut().Concat(run.TimedOut())) process.Error.WriteLine(line);
        return code;
    }

    private static async Task<List<string>> RunToEndAsync(FlowRun run, IReadOnlyList<FlowPlan> plans, HostProcess process, Func<string, string> redact)
    {
        process.ListenToSignals();
        try
        {
            await run.DeployAsync(plans);
        }
        catch (FlowDeploymentException e)
        {
            throw new CommandFailedException(redact(e.Message));
        }

        await run.RunAsync(untilStopped: false);
        return [.. run.Failures().Select(redact)];
    }

    /// <param name="otherwise">The exit code where nothing failed.</param>
    private static int Report(List<string> failures, DiagnosticPrinter printer, int otherwise)
    {
        foreach (var failure in failures) printer.PrintFailure("RunFailed", PrintableText.Line(failure));
        return failures.Count == 0 ? otherwise : ExitCode.Failure;
    }
}
