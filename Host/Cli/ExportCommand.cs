using System.CommandLine;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Printing.Flows;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor export FILE</c>: a flow in another form, on standard output or in a file (spec: troy B1).</summary>
internal static class ExportCommand
{
    public static Command Create(HostProcess process)
    {
        var file = new Argument<string>("FILE") { Description = "A flow definition (.json, .yaml, .troy) or a query (.trickle)" };
        var json = new Option<bool>("--json") { Description = "Write JSON; so it is for Troy and queries" };
        var troy = new Option<bool>("--troy") { Description = "Write Troy; so it is for JSON and YAML" };
        var target = new Option<string?>("--output", "-o") { Description = "Write to this file instead, in the form that its extension says, and modules beside it", HelpName = "FILE" };
        var command = new Command(
            "export",
            "Write a flow in another form: JSON as Troy, Troy as JSON\n\n" +
            "  tremor export flow.troy                 the same as JSON\n" +
            "  tremor export flow.json -o flow.troy    the same in Troy\n" +
            "  tremor export flow.yaml --json          the same as JSON\n\n" +
            "In Troy the values of environment variables and files stand in place, and of a secret its name.") { file, json, troy, target };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            var output = parsed.GetValue(target);
            var form = FormOf(name, output, parsed.GetValue(json), parsed.GetValue(troy));
            var definitions = new Definitions(process) { IgnoreMissingVariables = form != FlowForm.Troy };
            var printer = new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour);
            var exported = definitions.ReadForExport(name, form);
            printer.Print(exported.Diagnostics);
            if (exported.Document is not { } document) return ExitCode.Failure;

            var findings = new List<Diagnostic>();
            var text = form == FlowForm.Troy ? FlowPrinting.Troy(document, findings) : Json(document, name, findings);
            printer.Print(findings);
            if (text is null) return ExitCode.Failure;
            if (output is null) process.Out.Write(text);
            else NamedFile.Write(output, text, process.Definitions);
            if (form == FlowForm.Troy) WriteModules(document, output, process);
            return ExitCode.Success;
        });
        return command;
    }

    private static string? Json(DefinitionDocument document, string name, List<Diagnostic> findings)
    {
        var plain = FlowForms.Of(name) is FlowForm.Json or FlowForm.Yaml ? document : FlowPrinting.ForJson(document, findings);
        return plain is null ? null : FlowForms.WriteJson(plain);
    }

    /// <exception cref="CommandFailedException">They say nothing, or different things.</exception>
    private static FlowForm FormOf(string name, string? output, bool json, bool troy)
    {
        if (json && troy) throw new CommandFailedException("--json and --troy: a file is written in one form", ExitCode.Usage);
        var said = json ? FlowForm.Json : troy ? FlowForm.Troy : (FlowForm?)null;
        var ending = output is null ? null : FlowForms.Of(output);
        if (output is not null && said is null && ending is not (FlowForm.Json or FlowForm.Troy))
            throw new CommandFailedException($"{output}: the ending says in which form it is written, expected .json or .troy", ExitCode.Usage);
        return said ?? ending ?? (FlowForms.Of(name) is FlowForm.Json or FlowForm.Yaml ? FlowForm.Troy : FlowForm.Json);
    }

    /// <summary>In Troy a module is a file of its own.</summary>
    private static void WriteModules(DefinitionDocument document, string? output, HostProcess process)
    {
        foreach (var module in document.Modules)
        {
            var path = module.Name.Text.Replace("::", "/", StringComparison.Ordinal) + ".tremor";
            if (output is null) process.Error.WriteLine($"warning: the module {PrintableText.Line(module.Name.Text)} is a file of its own, {PrintableText.Line(path)}: -o FILE writes it beside FILE");
            else NamedFile.Write(Path.Combine(Path.GetDirectoryName(output) ?? "", path), ((WrittenText)module.Text).Source.Text.TrimEnd() + "\n", process.Definitions);
        }
    }
}
