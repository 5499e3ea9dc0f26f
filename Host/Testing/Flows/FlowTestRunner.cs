using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>How flow tests are run.</summary>
/// <param name="NameFilter">Only tests whose name holds this text; null for all.</param>
/// <param name="IsThorough">Whether each runs a second time with the smallest queues, and must give the same.</param>
internal sealed record FlowTestOptions(string? NameFilter, bool IsThorough);

/// <summary>Runs the flow tests of files (spec: extensions 4).</summary>
/// <param name="print">Gets what is wrong with files.</param>
internal sealed class FlowTestRunner(HostProcess process, TestFilter filter, FlowTestOptions options, FlowTestConsole console, Action<Diagnostic> print)
{
    private const int UsualCapacity = 32;

    /// <summary>Runs every file at or below a path; where a test says <c>only</c>, only those that do.</summary>
    /// <returns>One run a file.</returns>
    /// <exception cref="CommandFailedException">Under <c>CI</c> a test says <c>only</c>.</exception>
    public async Task<List<TestRun>> RunAsync(string path)
    {
        var definitions = new Definitions(process) { Files = new() };
        var loaded = new List<(string Path, FlowTestFile? File, List<Diagnostic> Findings)>();
        foreach (var file in FlowTestFile.Find(path))
        {
            var findings = new List<Diagnostic>();
            loaded.Add((file, FlowTestFile.Load(definitions, file, findings), findings));
        }

        var onlySome = loaded.Exists(static l => l.File?.Tests.Any(static t => t.IsOnly) == true);
        if (onlySome && !string.IsNullOrEmpty(process.Variable("CI"))) throw new CommandFailedException("only is set: a test says \"only\", so that the others would not run");
        var runs = new List<TestRun>();
        foreach (var (name, file, findings) in loaded) runs.Add(await RunFileAsync(name, file, findings, onlySome, definitions));
        return runs;
    }

    /// <summary>The names of the tests at or below a path, one a line.</summary>
    public void List(string path)
    {
        var definitions = new Definitions(process) { Files = new() };
        foreach (var name in FlowTestFile.Find(path))
        {
            var findings = new List<Diagnostic>();
            var file = FlowTestFile.Load(definitions, name, findings);
            foreach (var finding in findings.Where(static f => f.Severity == Severity.Error)) print(finding);
            foreach (var test in file?.Tests ?? []) process.Out.WriteLine($"{PrintableText.Line(name)}: {PrintableText.Line(test.Name.Text)}");
        }
    }

    private async Task<TestRun> RunFileAsync(string name, FlowTestFile? file, List<Diagnostic> findings, bool onlySome, Definitions definitions)
    {
        var started = process.Time.GetTimestamp();
        var run = new TestRun("flow tests");
        var suite = new SuiteRun(name, "flow test suite");
        foreach (var finding in findings.Where(static f => f.Severity == Severity.Error)) print(finding);
        if (file is null)
        {
            console.Broken(name);
            run.CountBreakdown(name);
            return run;
        }

        var shown = new List<ShownFlowTest>();
        foreach (var test in file.Tests)
        {
            if (!IsChosen(test, onlySome)) suite.Stats.CountSkip();
            else shown.Add(await RunTestAsync(file, test, definitions, suite));
        }

        run.Add(suite);
        run.ElapsedNs = ElapsedSince(started);
        console.File(name, shown, suite.Stats.Skip);
        return run;
    }

    private bool IsChosen(FlowTest test, bool onlySome) =>
        test.Skip is null && (!onlySome || test.IsOnly) && filter.Accepts([.. test.Tags])
            && (options.NameFilter is not { } text || test.Name.Text.Contains(text, StringComparison.OrdinalIgnoreCase));

    private async Task<ShownFlowTest> RunTestAsync(FlowTestFile file, FlowTest test, Definitions definitions, SuiteRun suite)
    {
        var started = process.Time.GetTimestamp();
        var outcome = await FlowTestRun.RunAsync(file, test, definitions, UsualCapacity, process.Time);
        if (options.IsThorough && outcome.Failures.Count == 0) outcome = await RunAgainAsync(file, test, definitions, outcome);
        var shown = new ShownFlowTest(test.Name.Text, outcome, ElapsedSince(started));
        if (shown.IsPassed) suite.Stats.CountPass();
        else suite.Stats.CountFailure(test.Name.Text);
        suite.Elements.Add(new(test.Name.Text, "Test", shown.IsPassed, shown.ElapsedNs, string.Join('\n', FlowTestConsole.Lines(outcome)), IsHidden: false)
        {
            Differences = [.. outcome.Failures.SelectMany(static f => f.Differences.DefaultIfEmpty(new("", "", "")).Select(d => new ReportedDifference(f.Where, d.Path, d.Expected, d.Got, f.Place.Span?.Source.Name, f.Place.Span?.Start.Line)))],
        });
        return shown;
    }

    private async Task<FlowTestOutcome> RunAgainAsync(FlowTestFile file, FlowTest test, Definitions definitions, FlowTestOutcome first)
    {
        var second = await FlowTestRun.RunAsync(file, test, definitions, 1, process.Time);
        if (second.Failures.Count > 0 || second.Transcript.SequenceEqual(first.Transcript)) return second;
        var at = first.Transcript.Zip(second.Transcript).TakeWhile(static p => p.First == p.Second).Count();
        var difference = new Difference("", first.Transcript.ElementAtOrDefault(at) ?? "no event", second.Transcript.ElementAtOrDefault(at) ?? "no event");
        return second with { Failures = [new("with the smallest queues the results are others", test.Place, [difference], [])] };
    }

    private long ElapsedSince(long started) => process.Time.GetElapsedTime(started).Ticks * 100;
}
