using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Host.Drawing;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor graph FLOW|QUERY</c>: the graph as Mermaid on standard output, or in a file of the kind that its name says.</summary>
internal static class GraphCommand
{
    private const string Endings = ".svg (a picture), .mmd and .mermaid (Mermaid text)";

    public static Command Create(HostProcess process)
    {
        var file = new Argument<string>("FLOW") { Description = "A flow definition (.json, .yaml, .troy) or a query (.trickle)" };
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
            var kind = DefinitionFile.KindOf(name);
            if (kind == DefinitionKind.Script) throw new CommandFailedException($"{name} is no flow: only flows (.json, .yaml, .troy) and queries (.trickle) have a graph");
            var output = parsed.GetValue(target);
            var ending = Path.GetExtension(output)?.ToLowerInvariant();
            if (ending is not (null or ".svg" or ".mmd" or ".mermaid"))
                throw new CommandFailedException($"{output}: the ending says what is drawn, expected {Endings}", ExitCode.Usage);

            var plans = kind == DefinitionKind.Query ? LoadQuery(name, process) : LoadFlows(name, process);
            if (plans is null) return ExitCode.Failure;
            var drawing = ending == ".svg" ? SvgWriter.Write(plans) : MermaidWriter.Write(plans);
            if (output is null) process.Out.Write(drawing);
            else NamedFile.Write(output, drawing, process.Definitions);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Null where something is wrong, which is printed.</summary>
    private static IReadOnlyList<FlowPlan>? LoadFlows(string name, HostProcess process)
    {
        var loaded = new Definitions(process).LoadFlow(name, debugConnectors: true);
        Print(loaded.Diagnostics, process);
        return loaded.IsValid ? loaded.Plans : null;
    }

    /// <summary>A query is drawn as a flow of one pipeline.</summary>
    /// <inheritdoc cref="LoadFlows"/>
    private static IReadOnlyList<FlowPlan>? LoadQuery(string name, HostProcess process)
    {
        var loaded = new Definitions(process).LoadQuery(name);
        Print(loaded.Diagnostics, process);
        return loaded.Plan is { } plan ? [new() { Alias = plan.Alias, Connectors = [], Pipelines = [plan], Links = [] }] : null;
    }

    private static void Print(IReadOnlyList<Diagnostic> findings, HostProcess process) =>
        new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(findings);
}
