using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Printing;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>
/// <c>tremor dbg tokens|ast|src FILE</c>: what the program reads in a script, on standard output; 1 and the findings on standard error when
/// it cannot be read that far (spec: runtime 17.5).
/// </summary>
internal static class DbgCommand
{
    private delegate bool Dump(SourceText source, TextWriter writer, List<Diagnostic> findings);

    public static Command Create(HostProcess process) => new(
        "dbg",
        "Show what the program reads in a script\n\n" +
        "  tremor dbg tokens clean.tremor    a token a line: place, kind, text\n" +
        "  tremor dbg ast clean.tremor       the syntax tree, with places\n" +
        "  tremor dbg src clean.tremor       the script in one layout for all, comments left out")
    {
        Show(process, "tokens", "The tokens, one a line: place, kind, text", SyntaxDump.Tokens, "lex"),
        Show(process, "ast", "The syntax tree: a node a line with its place, its parts indented below it", SyntaxDump.Tree),
        Show(process, "src", "The script in one layout for all, without ordinary comments", SyntaxDump.Script),
    };

    private static Command Show(HostProcess process, string name, string description, Dump dump, string? alias = null)
    {
        var file = new Argument<string>("FILE") { Description = "A script (.tremor)" };
        var command = new Command(name, description) { file };
        if (alias is not null) command.Aliases.Add(alias);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (DefinitionFile.KindOf(path) != DefinitionKind.Script) throw new CommandFailedException($"{path} is no script (.tremor)");
            var findings = new List<Diagnostic>();
            var isRead = dump(NamedFile.ReadSource(path, process.SayWaiting), process.Out, findings);
            new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(findings);
            return isRead ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
