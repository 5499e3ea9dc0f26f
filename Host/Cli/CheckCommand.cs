using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>
/// <c>tremor check FILE...</c>: findings about flows and scripts on standard output; 0 when there is no error among them, and with <c>--strict</c> no
/// warning.
/// </summary>
internal static class CheckCommand
{
    public static Command Create(HostProcess process)
    {
        var files = new Argument<string[]>("FILE") { Description = "Flows (.json, .yaml, .troy), queries (.trickle), scripts and modules (.tremor, .troy)", Arity = ArgumentArity.OneOrMore };
        var strict = new Option<bool>("--strict") { Description = "Warnings fail, too" };
        var noEnv = new Option<bool>("--no-env") { Description = "Environment variables that are not set are no errors; what depends on them is not checked" };
        var diagnostics = DiagnosticOptions.Create();
        var command = new Command(
            "check",
            "Find what is wrong with flows and scripts, without running them\n\n" +
            "  tremor check flow.json\n" +
            "  tremor check --strict --no-env flows/*.json scripts/*.tremor\n" +
            "  tremor check clean.tremor --diagnostics json\n\n" +
            "Findings go to standard output; the exit code is 0 when there is no error among them.") { files, strict, noEnv, diagnostics };
        command.SetAction(parsed =>
        {
            var asJson = parsed.GetValue(diagnostics) == "json";
            var printer = new DiagnosticPrinter(process.Out, asJson, process.OutputHasColour);
            string[] names = [.. parsed.GetRequiredValue(files).Distinct()];
            var isFine = true;
            foreach (var name in names)
            {
                // Each by itself: one flow may write what another one is read from, where they do not run together.
                var definitions = new Definitions(process) { IgnoreMissingVariables = parsed.GetValue(noEnv), Files = new() };
                if (Find(name, definitions, process, isOnly: names.Length == 1) is not { } findings)
                {
                    isFine = false;
                    continue;
                }

                printer.Print(findings);
                var errors = findings.Count(static f => f.Severity == Severity.Error);
                var warnings = findings.Count(static f => f.Severity == Severity.Warning);
                isFine &= errors == 0 && (warnings == 0 || !parsed.GetValue(strict));
                var shown = PrintableText.Line(name);
                if (!asJson)
                    process.Error.WriteLine(errors == 0 && warnings == 0 ? $"{shown} is fine" : $"{shown}: {Quantity.Count(errors, "error")}, {Quantity.Count(warnings, "warning")}");
            }

            return isFine ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    /// <summary>Null when the file is of no kind that can be checked, which is reported.</summary>
    /// <param name="isOnly">Whether the command has nothing else to do: it fails then.</param>
    private static List<Diagnostic>? Find(string name, Definitions definitions, HostProcess process, bool isOnly)
    {
        var findings = new List<Diagnostic>();
        try
        {
            switch (DefinitionFile.KindOf(name))
            {
                case DefinitionKind.Script:
                    definitions.LoadScript(name, findings);
                    findings = [.. definitions.OrOfModule(name, findings)];
                    break;
                case DefinitionKind.Query:
                    findings.AddRange(definitions.LoadQuery(name).Diagnostics);
                    break;
                default:
                    findings.AddRange(definitions.LoadFlow(name, debugConnectors: true).Diagnostics);
                    if (name.EndsWith(".troy", StringComparison.OrdinalIgnoreCase)) findings = [.. definitions.OrOfModule(name, findings)];
                    break;
            }

            return findings;
        }
        catch (CommandFailedException e) when (!isOnly)
        {
            process.Error.WriteLine($"error: {PrintableText.Lines(e.Message)}");
            return null;
        }
    }
}
