using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor check FILE</c>: findings about a flow or script on standard output; 0 when there is no error among them.</summary>
internal static class CheckCommand
{
    public static Command Create(HostProcess process)
    {
        var file = new Argument<string>("FILE") { Description = "A flow definition (.json) or a script (.tremor)" };
        var diagnostics = DiagnosticOptions.Create();
        var command = new Command(
            "check",
            "Find what is wrong with a flow or script, without running it\n\n" +
            "  tremor check flow.json\n" +
            "  tremor check clean.tremor --diagnostics json\n\n" +
            "Findings go to standard output; the exit code is 0 when there is no error among them.") { file, diagnostics };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            var definitions = new Definitions(process);
            var findings = new List<Diagnostic>();
            if (DefinitionFile.KindOf(name) == DefinitionKind.Script) definitions.LoadScript(name, findings);
            else findings.AddRange(definitions.LoadFlow(name, debugConnectors: true).Diagnostics);
            var asJson = parsed.GetValue(diagnostics) == "json";
            new DiagnosticPrinter(process.Out, asJson, process.OutputIsTerminal).Print(findings);
            var errors = findings.Count(static f => f.Severity == Severity.Error);
            var warnings = findings.Count(static f => f.Severity == Severity.Warning);
            var shown = PrintableText.Line(name);
            if (!asJson)
                process.Error.WriteLine(errors == 0 && warnings == 0 ? $"{shown} is fine" : $"{shown}: {Quantity.Count(errors, "error")}, {Quantity.Count(warnings, "warning")}");
            return errors == 0 ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
