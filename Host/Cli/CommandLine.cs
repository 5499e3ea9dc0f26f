using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>The command <c>tremor</c>: global options, the commands, and what becomes of errors (spec: runtime 17, conformance 1).</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, HostProcess process)
    {
        if (args is ["help", ..]) args = [.. args.Skip(1), "--help"];
        var globals = new GlobalOptions();
        var parsed = Build(process, globals).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        ShortenBelow(parsed.CommandResult.Command);
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or VersionAction)) return ReportUsage(parsed, process);
        process.Colour = parsed.GetValue(globals.Colour) switch
        {
            "always" => ColourChoice.Always,
            "never" => ColourChoice.Never,
            _ => ColourChoice.Auto,
        };
        try
        {
            // Signals are the business of the runs: they drain.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = process.Out,
                Error = process.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandFailedException e)
        {
            new DiagnosticPrinter(process.Error, DiagnosticOptions.AreJson(parsed), process.ErrorHasColour).PrintFailure("CommandFailed", process.Secrets.Redact(e.Message));
            return e.ExitCode;
        }
        catch (BrokenPipeException)
        {
            // Who reads has seen enough, as head does: nothing to tell.
            return ExitCode.Failure;
        }
        catch (Exception e) when (OpenFiles.AreUsedUpBy(e))
        {
            return TryReport(process, "error: out of file descriptors: too many files are open, or too few allowed (ulimit -n)");
        }
        catch (IOException e)
        {
            // A standard stream that is full.
            return TryReport(process, $"error: {PrintableText.Lines(process.Secrets.Redact(e.Message))}");
        }
        catch (Exception e)
        {
            return TryReport(process, $"error: this is a fault of the program itself, please report it: {process.Secrets.Redact(e.ToString())}");
        }
    }

    private static RootCommand Build(HostProcess process, GlobalOptions globals)
    {
        var root = new RootCommand(
            "Processes events: reads them from connectors, sends them through pipelines of scripts and operators, writes them out.\n\n" +
            "  tremor run examples/access-log/flow.json    run a flow to its end\n" +
            "  tremor check flow.json                      find what is wrong with a flow or script\n" +
            "  tremor graph flow.json -o flow.svg          draw it\n" +
            "  tremor test unit tests                      run the unit tests of scripts\n" +
            "  tremor repl                                 try out tremor-script\n" +
            "  tremor doc string::split                    look something up")
        {
            globals.Instance,
            globals.LoggerConfig,
            globals.Colour,
            RunCommand.Create(process, globals),
            CheckCommand.Create(process),
            TestCommand.Create(process, globals),
            ReplCommand.Create(process, globals),
            DocCommand.Create(process),
            GraphCommand.Create(process),
            ExportCommand.Create(process),
            SchemaCommand.Create(process),
            DbgCommand.Create(process),
            ServerCommand.Create(process, globals),
        };

        foreach (var version in root.Options.OfType<VersionOption>().ToList()) root.Options.Remove(version);
        root.Options.Add(new Option<bool>("--version", "-V") { Description = "Print the version", Action = new VersionAction(process) });
        foreach (var help in root.Options.OfType<HelpOption>().ToList()) root.Options.Remove(help);
        root.Options.Add(new HelpOption("--help", "-h") { Description = "Print help" });
        root.SetAction(_ =>
        {
            root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = process.Error });
            return ExitCode.Usage;
        });
        return root;
    }

    /// <summary>In the help of a command, those below it say in one line what they do; their own help says the rest.</summary>
    private static void ShortenBelow(Command command)
    {
        foreach (var below in command.Subcommands) below.Description = below.Description?.Split('\n')[0];
    }

    private static int ReportUsage(ParseResult parsed, HostProcess process)
    {
        foreach (var message in UsageErrors.Describe(parsed)) process.Error.WriteLine($"error: {PrintableText.Lines(message)}");
        process.Error.WriteLine();
        process.Error.WriteLine($"For more information, try '{UsageErrors.PathOf(parsed)} --help'.");
        return ExitCode.Usage;
    }

    private static int TryReport(HostProcess process, string text)
    {
        try
        {
            process.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // Standard error is gone too; the exit code says it.
        }

        return ExitCode.Failure;
    }

    private sealed class VersionAction(HostProcess process) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            process.Out.WriteLine($"tremor {ProductVersion.Text}");
            return ExitCode.Success;
        }
    }
}
