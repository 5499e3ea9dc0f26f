using System.CommandLine;
using Tremor.Dataflow.Host.Drawing;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor graph FLOW</c>: the graph as Mermaid on standard output, or in a file of the kind that its name says.</summary>
internal static class GraphCommand
{
    private const string Endings = ".svg (a picture), .mmd and .mermaid (Mermaid text)";

    public static Command Create(HostProcess process)
    {
        var file = new Argument<string>("FLOW") { Description = "A flow definition (.json)" };
        var target = new Option<string?>("--output", "-o")
        {
            Description = $"Write to this file instead: {Endings}",
            HelpName = "FILE",
        };
        var command = new Command(
            "graph",
            "Draw the connectors and pipelines of a flow\n\n" +
            "  tremor graph flow.json              Mermaid, for Markdown pages\n" +
            "  tremor graph flow.json -o flow.svg  a picture") { file, target };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            if (DefinitionFile.KindOf(name) != DefinitionKind.Flow)
                throw new CommandFailedException($"{name} is no flow: only flow definitions (.json) have a graph");
            var output = parsed.GetValue(target);
            var ending = Path.GetExtension(output)?.ToLowerInvariant();
            if (ending is not (null or ".svg" or ".mmd" or ".mermaid"))
                throw new CommandFailedException($"{output}: the ending says what is drawn, expected {Endings}", ExitCode.Usage);

            var loaded = new Definitions(process).LoadFlow(name, debugConnectors: true);
            new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(loaded.Diagnostics);
            if (!loaded.IsValid) return ExitCode.Failure;

            var drawing = ending == ".svg" ? SvgWriter.Write(loaded.Plans) : MermaidWriter.Write(loaded.Plans);
            if (output is null) process.Out.Write(drawing);
            else NamedFile.Write(output, drawing, process.Definitions);
            return ExitCode.Success;
        });
        return command;
    }
}
