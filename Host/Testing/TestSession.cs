using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Testing.Flows;
using Tremor.Dataflow.Host.Testing.Integration;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>One run of <c>tremor test</c>: finds the groups of a mode, runs them, sums up (spec: runtime 18).</summary>
internal sealed class TestSession(
    HostProcess process, TestFilter filter, TestConsole console, UnitTestRunner units, FlowTestRunner flows, FlowTestConsole flowConsole,
    IntegrationTestRunner integration, CommandTestRunner commands)
{
    /// <summary>Of each kind, the runs of its last group (spec: runtime 18.10).</summary>
    private readonly Dictionary<TestKind, List<TestRun>> _runs = [];
    private readonly SortedDictionary<TestKind, TestStats> _stats = [];
    private readonly TestStats _total = new();

    public int Failures => _total.Fail;

    /// <exception cref="CommandFailedException">There is nothing to run, or a group is not set up as one.</exception>
    public async Task RunAsync(TestKind mode, string path)
    {
        var started = process.Time.GetTimestamp();
        path = path.Length > 1 ? path.TrimEnd('/') : path;
        var hasFlows = mode is TestKind.Flow or TestKind.All && await RunFlowsAsync(mode, path);
        if (mode == TestKind.Flow)
        {
            flowConsole.Total(_total);
            return;
        }

        if (File.Exists(path)) RunFile(mode, path);
        else await RunGroupsAsync(mode, path, hasFlows);
        console.Total(_stats.Select(static s => (DisplayNameOf(s.Key), s.Value)), _total, process.Time.GetElapsedTime(started).Ticks * 100);
    }

    /// <exception cref="CommandFailedException">There is not enough memory for it.</exception>
    public string Report()
    {
        var stats = new Dictionary<TestKind, TestStats>(_stats) { [TestKind.All] = _total };
        try
        {
            return TestReport.Write(filter, _runs, stats);
        }
        catch (OutOfMemoryException)
        {
            throw new CommandFailedException("there is not enough memory for the report");
        }
    }

    private void RunFile(TestKind mode, string file)
    {
        if (DefinitionFile.KindOf(file) != DefinitionKind.Script)
            throw new CommandFailedException($"{file} holds no unit tests: they are written in scripts (.tremor)");
        var directory = Path.GetDirectoryName(file) is { Length: > 0 } name ? name : ".";
        if (mode is TestKind.Unit or TestKind.All) Keep(TestKind.Unit, [units.RunFile(file, TestGroup.Of(TestKind.Unit, directory, directory).Tags)]);
    }

    /// <summary>Flow tests need no group: they lie beside flows, or in them.</summary>
    /// <returns>Whether there are any.</returns>
    private async Task<bool> RunFlowsAsync(TestKind mode, string path)
    {
        if (mode == TestKind.All && !Directory.Exists(path)) return false;
        if (!Path.Exists(path)) throw new CommandFailedException(NamedFile.Missing(path));
        var runs = await flows.RunAsync(path);
        if (runs.Count == 0 && mode == TestKind.All) return false;
        if (runs.Count == 0) throw new CommandFailedException($"there are no flow tests in or below {path}: they stand in files NAME.test.json, or as \"tests\" in a flow definition");
        Keep(TestKind.Flow, runs);
        return true;
    }

    private async Task RunGroupsAsync(TestKind mode, string path, bool hasFlows)
    {
        var groups = TestGroup.Discover(path);
        if (groups.Count == 0 && hasFlows) return;
        if (groups.Count == 0) groups.Add(Undeclared(mode, path));
        foreach (var group in groups.Where(g => mode == TestKind.All || g.Kind == mode))
        {
            switch (group.Kind)
            {
                case TestKind.Unit:
                    var runs = units.Run(group);
                    if (runs.Count == 0) process.Error.WriteLine($"note: there is no all.tremor below {PrintableText.Line(group.Directory)}");
                    Keep(TestKind.Unit, runs);
                    break;
                case TestKind.All when groups is [{ IsDeclared: false }]:
                    process.Out.WriteLine("No tests run: Don't know how to run test of kind All");
                    break;
                case TestKind.All:
                    filter.Include("all");
                    break;
                case TestKind.Integration or TestKind.Bench:
                    Keep(group.Kind, await integration.RunAsync(group, path));
                    break;
                case TestKind.Command:
                    Keep(TestKind.Command, await commands.RunAsync(group, path));
                    break;
            }
        }
    }

    /// <summary>A directory without any <c>meta.yaml</c> is one test itself if it holds a deployment (spec: runtime 18.1).</summary>
    private TestGroup Undeclared(TestKind mode, string path)
    {
        if (!Directory.EnumerateFiles(path, "*.troy").Any())
            throw new CommandFailedException(
                $"Specified folder does not contain a runnable test: there is no meta.yaml in or below {path}; for unit tests it holds {{\"kind\": \"Unit\", \"includes\": \"**\"}}");
        var group = TestGroup.Of(mode, path, path) with { IsDeclared = false };
        return filter.Accepts(group.Tags) ? group : throw new CommandFailedException("Specified test folder is excluded from running.");
    }

    private void Keep(TestKind kind, List<TestRun> runs)
    {
        _runs[kind] = runs;
        if (!_stats.TryGetValue(kind, out var stats)) _stats.Add(kind, stats = new TestStats());
        foreach (var run in runs)
        {
            stats.Add(run.Stats());
            _total.Add(run.Stats());
        }
    }

    private static string DisplayNameOf(TestKind kind) => kind == TestKind.Bench ? "Benchmark" : kind.ToString();
}
