using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>
/// Runs directories that each hold a flow, what it reads, and what is to come of it: a server of its own for each, with helpers before and after
/// (spec: runtime 18.3). Benches are the same without expectations.
/// </summary>
/// <param name="timeout">How long one may take; null for any time.</param>
internal sealed class IntegrationTestRunner(HostProcess process, TestFilter filter, bool isVerbose, TimeSpan? timeout, TestConsole console)
{
    private const string Output = "fg.out.log";
    private const string Error = "fg.err.log";

    /// <summary>Every directory of a group that holds <c>tags.yaml</c>, and a flow or expectations; or the group itself where nothing declares it.</summary>
    /// <param name="root">What the command line names: modules for all tests lie in its <c>lib</c>.</param>
    /// <exception cref="CommandFailedException">A test is not set up as one, or takes too long.</exception>
    public async Task<List<TestRun>> RunAsync(TestGroup group, string root)
    {
        string[] directories = group.IsDeclared
            ? [.. FileTree.Find(group.Directory, "tags.yaml").Select(static f => Path.GetDirectoryName(f)!).Where(static d => FlowsIn(d).Length > 0 || File.Exists(Path.Combine(d, "assert.yaml")))]
            : [group.Directory];
        var runs = new List<TestRun>();
        foreach (var directory in group.Kind == TestKind.Bench ? directories.Order(StringComparer.Ordinal) : directories.AsEnumerable())
        {
            var tags = TagFiles.Collect(Path.GetFullPath(root), Path.GetFullPath(directory));
            if (filter.Accepts(tags)) runs.Add(await RunAsync(group.Kind, directory, root, tags));
        }

        return runs;
    }

    private async Task<TestRun> RunAsync(TestKind kind, string directory, string root, IReadOnlyList<string> tags)
    {
        var started = process.Time.GetTimestamp();
        var place = Path.GetFullPath(directory);
        console.BeginFile(kind, directory, tags);
        var environment = EnvironmentOf(place, Path.GetFullPath(root), process);
        var (output, error) = (Path.Combine(place, Output), Path.Combine(place, Error));
        int status;
        await using (var helpers = new Helpers(place, environment, process))
        {
            try
            {
                await helpers.StartAsync();
                var input = Path.Combine(place, "stdin");
                await using var server = await ChildProcess.StartAsync(
                    "tremor", ["server", "run", "-n", "--debug-connectors", .. FlowsIn(place).Select(static f => Path.GetFileName(f))], place, environment, output, error, File.Exists(input) ? input : null);
                status = await EndOfAsync(server, directory);
            }
            finally
            {
                await helpers.FinishAsync();
            }
        }

        var run = new TestRun("Tremor Test Report");
        var suite = Check(kind, place, status, output, error);
        suite.DurationNs = ElapsedSince(started);
        run.Add(suite);
        run.ElapsedNs = ElapsedSince(started);
        console.EndFile(run);
        return run;
    }

    private SuiteRun Check(TestKind kind, string place, int status, string output, string error)
    {
        var file = Path.Combine(place, "assert.yaml");
        var name = kind.ToString().ToLowerInvariant();
        if (!File.Exists(file))
        {
            process.Out.Write(File.ReadAllText(output));
            var plain = new SuiteRun(name, $"{name} test suite");
            Report(plain, [new("Process expected to exit with status code 0", status == 0, $"it ended with {status}")]);
            return plain;
        }

        var expected = TestYaml.ReadOne(file);
        if (!expected.Keys.Contains("asserts")) throw new CommandFailedException($"{file}: \"asserts\" is missing");
        var suite = new SuiteRun(expected.Text("name"), $"{name} test suite") { Key = name };
        var notes = new List<string>(expected.Misspelt("name", "status", "asserts"));
        Report(suite, [.. new FileAsserts(file, output, error).Check(expected.Number("status"), status, expected.Inners("asserts"), notes)]);
        foreach (var note in notes) process.Error.WriteLine($"note: {PrintableText.Line(note)}");
        suite.Evidence["test: stdout"] = File.ReadAllText(output);
        suite.Evidence["test: stderr"] = File.ReadAllText(error);
        return suite;
    }

    private void Report(SuiteRun suite, IReadOnlyList<Assertion> assertions)
    {
        foreach (var (i, assertion) in assertions.Index())
        {
            if (assertion.Holds) suite.Stats.CountPass();
            else suite.Stats.CountFailure(assertion.Description);
            var isHidden = assertion.Holds && !isVerbose;
            if (!isHidden) console.Assert(i, assertion.Description, assertion.Holds, assertion.Info);
            suite.Elements.Add(new(assertion.Description, "Predicate", assertion.Holds, 0, assertion.Info, isHidden));
        }
    }

    /// <summary>Waits for it, until the time is over or somebody wants the tests to end.</summary>
    private async Task<int> EndOfAsync(ChildProcess server, string directory)
    {
        var ended = server.WaitAsync();
        var tooLong = timeout is { } patience ? Task.Delay(patience, process.Time) : Task.Delay(Timeout.InfiniteTimeSpan, process.Time);
        await Task.WhenAny(ended, tooLong, process.ShutdownRequested);
        if (ended.IsCompleted) return await ended;
        if (tooLong.IsCompleted) throw new CommandFailedException($"Timeout running test {directory}");
        throw new CommandFailedException($"{directory}: interrupted");
    }

    /// <summary>What is deployed: flows in Troy, or, where there is none, in JSON by the usual name.</summary>
    private static string[] FlowsIn(string directory)
    {
        var options = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };
        string[] troy = [.. Directory.EnumerateFiles(directory, "*.troy", options).Order(StringComparer.Ordinal)];
        var json = Path.Combine(directory, "flow.json");
        return troy.Length == 0 && File.Exists(json) ? [json] : troy;
    }

    /// <summary>The variables of a test besides those of this program.</summary>
    internal static Dictionary<string, string> EnvironmentOf(string directory, string root, HostProcess process)
    {
        var variables = new Dictionary<string, string> { ["RUST_LOG"] = process.Variable("RUST_LOG") ?? "info" };
        var file = Path.Combine(directory, "env.yaml");
        if (File.Exists(file))
            foreach (var (name, value) in TestYaml.ReadOne(file).ToTexts()) variables[name] = value;
        string[] places = [Path.Combine(root, "lib"), Path.Combine(directory, "lib")];
        variables["TREMOR_PATH"] = string.Join(':', process.Variable("TREMOR_PATH") is { Length: > 0 } inherited ? [inherited, .. places] : places);
        return variables;
    }

    private long ElapsedSince(long started) => process.Time.GetElapsedTime(started).Ticks * 100;
}
