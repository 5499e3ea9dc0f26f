using System.CommandLine;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Documentation;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>
/// <c>tremor doc</c>: the manual of the language and its library, and the documentation of scripts and modules from their doc comments; of a
/// directory as Markdown files (spec: runtime 17.4).
/// </summary>
internal static class DocCommand
{
    private const string DefaultTarget = "docs";

    public static Command Create(HostProcess process)
    {
        var subject = new Argument<string?>("NAME")
        {
            Description =
                "What to look up: a module (std::string), a function (string::len), an extractor, a connector, codec, operator or processor, "
                + "a property of flows, a kind of error, a topic; a script or module (.tremor); or a directory of modules",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Argument<string?>("OUTDIR")
        {
            Description = $"Where the documents of a directory go; {DefaultTarget} when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<string>("--format")
        {
            Description = "How it is shown: text for people, markdown",
            HelpName = "FORMAT",
            DefaultValueFactory = static _ => "text",
        };
        var print = new Option<bool>("-i", "--interactive") { Description = "Also print each document of a directory" };
        var command = new Command(
            "doc",
            "Show what a function, module, connector, property of a flow or error is, or document scripts and modules\n\n" +
            "  tremor doc                       what there is\n" +
            "  tremor doc string::split         a function of the library\n" +
            "  tremor doc file                  a connector\n" +
            "  tremor doc reconnect             a property of flow definitions\n" +
            "  tremor doc NoClauseHit           a kind of error\n" +
            "  tremor doc my.tremor             a script or module, from its doc comments\n" +
            "  tremor doc lib docs              every module below lib, as Markdown files in docs")
        {
            subject, target, format.Among("text", "markdown"), print,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(subject);
            var outdir = parsed.GetValue(target);
            var show = Printer(process, parsed.GetValue(format) == "markdown");
            if (name is null)
            {
                show(Manual.Overview());
                return ExitCode.Success;
            }

            if (outdir is not null || parsed.GetValue(print) || IsDirectory(name))
                return new DirectoryDocuments(process, name, outdir ?? DefaultTarget).Write(parsed.GetValue(print) ? show : null);
            var findings = new List<Diagnostic>();
            var page = IsFile(name)
                ? ScriptReference.OfFile(NamedFile.ReadSource(name, process.SayWaiting), Path.GetFileNameWithoutExtension(name), findings)
                : Manual.Find(process, name, findings);
            new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour).Print(findings);
            if (page is null) return ExitCode.Failure;
            show(page);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Whether a name is a directory: always when it looks like a path; a bare name is a directory only if the manual does not know it.</summary>
    private static bool IsDirectory(string name) =>
        Directory.Exists(name) && (name.Contains('/') || name is "." or ".." || !Manual.Knows(name));

    private static bool IsFile(string name) => name.EndsWith(".tremor", StringComparison.OrdinalIgnoreCase) || name.Contains('/');

    private static Action<string> Printer(HostProcess process, bool asMarkdown) => asMarkdown
        ? process.Out.Write
        : page => TerminalMarkdown.Write(page, process.Out, process.OutputHasColour, process.OutputWidth);
}
