using System.CommandLine;
using System.Globalization;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Host.Testing;
using Tremor.Dataflow.Host.Testing.Flows;
using Tremor.Dataflow.Host.Testing.Integration;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor test [MODE] [PATH]</c>: runs tests and says what came of them; 0 when none failed (spec: runtime 17.3, runtime 18, stdlib 8).</summary>
internal static class TestCommand
{
    public static Command Create(HostProcess process, GlobalOptions globals)
    {
        var mode = new Argument<string>("MODE") { Description = "Which kind of tests", DefaultValueFactory = static _ => "all" };
        mode.Among([.. Enum.GetNames<TestKind>().Select(static k => k.ToLowerInvariant())]);
        var path = new Argument<string>("PATH")
        {
            Description = "A directory with a meta.yaml in or below it, or one file of unit tests (.tremor); of flow tests any directory, or one file",
            DefaultValueFactory = static _ => "tests",
        };
        var includes = Tags("--includes", "-i", "Run only what has this tag; may be given several times");
        var excludes = Tags("--excludes", "-e", "Leave out what has this tag; an included one wins; may be given several times");
        var report = new Option<string?>("--report", "-o") { HelpName = "FILE", Description = "Write a report to this file, as JSON" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show the tests that pass too" };
        var timeout = new Option<ulong?>("--timeout", "-t")
        {
            HelpName = "SECONDS",
            Description = "How long an integration test may take",
            CustomParser = static argument =>
            {
                if (ulong.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return seconds;
                argument.AddError($"'{argument.Tokens[0].Value}' is no whole number of seconds");
                return null;
            },
        };
        var name = new Option<string?>("--filter") { HelpName = "TEXT", Description = "Run only flow tests whose name holds this text" };
        var list = new Option<bool>("--list") { Description = "Show the names of flow tests, run none" };
        var thorough = new Option<bool>("--thorough") { Description = "Run each flow test a second time with the smallest queues: it must give the same" };
        var diagnostics = DiagnosticOptions.Create();
        var command = new Command(
            "test",
            "Run tests\n\n" +
            "  tremor test unit tests                 every all.tremor below a meta.yaml\n" +
            "  tremor test unit tests/names.tremor    one file\n" +
            "  tremor test unit -e slow -o report.json\n" +
            "  tremor test integration tests -t 30    every flow below a meta.yaml, with its files\n" +
            "  tremor test flow flows                 every *.test.json, and flows with tests in them\n\n" +
            "The exit code is 1 when a test failed.") { mode, path, includes, excludes, report, verbose, timeout, name, list, thorough, diagnostics };
        command.SetAction(async parsed =>
        {
            var filter = new TestFilter(parsed.GetValue(includes) ?? [], parsed.GetValue(excludes) ?? []);
            var printer = new DiagnosticPrinter(process.Error, parsed.GetValue(diagnostics) == "json", process.ErrorHasColour);
            var console = new TestConsole(process.Out, process.OutputHasColour);
            var units = new UnitTestRunner(process, parsed.GetRequiredValue(globals.Instance), filter, parsed.GetValue(verbose), console, printer.Print);
            var flowConsole = new FlowTestConsole(process.Out, parsed.GetValue(verbose), process.OutputHasColour);
            var flows = new FlowTestRunner(process, filter, new(parsed.GetValue(name), parsed.GetValue(thorough)), flowConsole, printer.Print);
            var kind = Enum.Parse<TestKind>(parsed.GetRequiredValue(mode), ignoreCase: true);
            if (parsed.GetValue(list) && kind == TestKind.Flow)
            {
                flows.List(parsed.GetRequiredValue(path));
                return ExitCode.Success;
            }

            TimeSpan? patience = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 1_000_000)) : null;
            var integration = new IntegrationTestRunner(process, filter, parsed.GetValue(verbose), patience, console);
            var session = new TestSession(process, filter, console, units, flows, flowConsole, integration, new CommandTestRunner(process, filter, parsed.GetValue(verbose), console));
            if (kind is TestKind.Integration or TestKind.Bench or TestKind.Command or TestKind.All) process.ListenToSignals();
            await session.RunAsync(kind, parsed.GetRequiredValue(path));
            if (parsed.GetValue(report) is { } file) NamedFile.Write(file, session.Report(), process.Definitions);
            if (session.Failures == 0) return ExitCode.Success;
            throw new CommandFailedException($"{Quantity.Count(session.Failures, "test")} failed");
        });
        return command;
    }

    private static Option<string[]> Tags(string name, string alias, string description) => new(name, alias) { HelpName = "TAG", Description = description };
}
