using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Drawing;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Printing;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>
/// <c>tremor dbg tokens|ast|src|dot FILE</c>: what the program reads in a script, query or flow, on standard output; 1 and the findings on standard error when
/// it cannot be read that far (spec: runtime 17.5).
/// </summary>
internal static class DbgCommand
{
    private delegate bool Dump(SourceText source, TextWriter writer, List<Diagnostic> findings);

    public static Command Create(HostProcess process) => new(
        "dbg",
        "Show what the program reads in a script, a query or a flow\n\n" +
        "  tremor dbg tokens clean.tremor    a token a line: place, kind, text\n" +
        "  tremor dbg ast clean.tremor       the syntax tree, with places; of a query or flow what it defines\n" +
        "  tremor dbg src clean.tremor       the script in one layout for all, comments left out; a query or flow as it is\n" +
        "  tremor dbg dot pipe.trickle       the graph of a query, for Graphviz")
    {
        Show(process, "tokens", "The tokens, one a line: place, kind, text", static _ => SyntaxDump.Tokens, "lex"),
        Show(process, "ast", "The syntax tree: a node a line with its place, its parts indented below it", static kind => kind switch
        {
            DefinitionKind.Script => SyntaxDump.Tree,
            DefinitionKind.Query => DefinitionDump.Query,
            _ => DefinitionDump.Document,
        }),
        Show(process, "src", "The script in one layout for all, without ordinary comments; a query or flow as it is", static kind => kind == DefinitionKind.Script ? SyntaxDump.Script : DefinitionDump.Source),
        Dot(process),
    };

    private static Command Dot(HostProcess process)
    {
        var file = new Argument<string>("FILE") { Description = "A query (.trickle)" };
        var command = new Command("dot", "The graph of a query, for Graphviz") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (DefinitionFile.KindOf(path) != DefinitionKind.Query) throw new CommandFailedException($"{path} is no query (.trickle)");
            var loaded = new Definitions(process).LoadQuery(path);
            new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(loaded.Diagnostics);
            if (loaded.Plan is not { } plan) return ExitCode.Failure;
            process.Out.Write(DotWriter.Write(plan));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(HostProcess process, string name, string description, Func<DefinitionKind, Dump> dumpOf, string? alias = null)
    {
        var file = new Argument<string>("FILE") { Description = "A script (.tremor), a query (.trickle) or flows (.troy)" };
        var command = new Command(name, description) { file };
        if (alias is not null) command.Aliases.Add(alias);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var kind = DefinitionFile.KindOf(path);
            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new CommandFailedException($"{path} is JSON: expected a script (.tremor), a query (.trickle) or flows (.troy)");
            var findings = new List<Diagnostic>();
            var isRead = dumpOf(kind)(NamedFile.ReadSource(path, process.SayWaiting), process.Out, findings);
            new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(findings);
            return isRead ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
