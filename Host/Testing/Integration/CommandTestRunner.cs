using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>Runs the command lines of files <c>command.yml</c>, and looks at what they write (spec: runtime 18.7).</summary>
internal sealed class CommandTestRunner(HostProcess process, TestFilter filter, bool isVerbose, TestConsole console)
{
    /// <summary>Counts cases over a whole group.</summary>
    private int _cases;

    /// <returns>One run a file.</returns>
    /// <exception cref="CommandFailedException">A file is not written as one.</exception>
    public async Task<List<TestRun>> RunAsync(TestGroup group, string root)
    {
        _cases = 0;
        var runs = new List<TestRun>();
        foreach (var file in FileTree.Find(group.Directory, "command.yml")) runs.Add(await RunFileAsync(file, root));
        return runs;
    }

    private async Task<TestRun> RunFileAsync(string file, string root)
    {
        var started = process.Time.GetTimestamp();
        var place = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var tags = TagFiles.Collect(Path.GetFullPath(root), place);
        console.BeginFile(TestKind.Command, file, tags);
        var run = new TestRun("Tremor Test Report");
        var environment = IntegrationTestRunner.EnvironmentOf(place, Path.GetFullPath(root), process);
        await using (var helpers = new Helpers(place, environment, process))
        {
            try
            {
                await helpers.StartAsync();
                foreach (var suite in TestYaml.ReadOne(Path.GetFullPath(file)).Inners("suites"))
                    run.Add(await RunSuiteAsync(Path.GetFullPath(file), suite, [.. tags.Concat(suite.Texts("tags")).Distinct()], environment));
            }
            finally
            {
                await helpers.FinishAsync();
            }
        }

        run.ElapsedNs = process.Time.GetElapsedTime(started).Ticks * 100;
        console.EndFile(run);
        return run;
    }

    private async Task<SuiteRun> RunSuiteAsync(string file, TestYaml suite, IReadOnlyList<string> tags, IReadOnlyDictionary<string, string> environment)
    {
        var run = new SuiteRun(suite.Text("name"), "command test suite");
        console.BeginSuite(run.Name, tags);
        foreach (var test in suite.Inners("cases"))
        {
            var number = _cases++;
            string[] own = [.. tags.Concat(test.Texts("tags")).Distinct()];
            if (!filter.Accepts(own))
            {
                run.Stats.CountSkip();
                continue;
            }

            await RunCaseAsync(file, test, number, environment, run);
        }

        return run;
    }

    private async Task RunCaseAsync(string file, TestYaml test, int number, IReadOnlyDictionary<string, string> environment, SuiteRun run)
    {
        var place = Path.GetDirectoryName(file)!;
        var variables = new Dictionary<string, string>(environment);
        foreach (var (name, value) in test.Map("env")) variables[name] = value;
        var (output, error) = (Path.Combine(place, $"fg.{number}.out.log"), Path.Combine(place, $"fg.{number}.err.log"));
        var words = Words(test.Text("command"));
        if (words.Count == 0) throw new CommandFailedException($"{file}: the command of \"{test.Text("name")}\" is empty");
        int status;
        await using (var child = await ChildProcess.StartAsync(words[0], words.Skip(1), place, variables, output, error)) status = await child.WaitAsync();
        var notes = new List<string>();
        var assertions = new FileAsserts(file, output, error).Check(test.Number("status"), status, test.Inners("expects"), notes).ToList();
        foreach (var note in notes) process.Error.WriteLine($"note: {PrintableText.Line(note)}");
        process.Out.WriteLine($"      Test: {PrintableText.Line(test.Text("name"))}");
        foreach (var (i, assertion) in assertions.Index())
        {
            if (assertion.Holds) run.Stats.CountPass();
            else run.Stats.CountFailure(test.Text("name"));
            if (!assertion.Holds || isVerbose) console.Assert(i, assertion.Description, assertion.Holds, assertion.Info);
            run.Elements.Add(new(assertion.Description, "Predicate", assertion.Holds, 0, assertion.Info, assertion.Holds && !isVerbose));
        }
    }

    /// <summary>The words of a command line as a shell splits them: blanks, quotes, backslashes.</summary>
    internal static List<string> Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length) (word ??= new()).Append(line[++i]);
            else if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
            {
                quote = c;
                word ??= new();
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word is not null) words.Add(word.ToString());
                word = null;
            }
            else (word ??= new()).Append(c);
        }

        if (word is not null) words.Add(word.ToString());
        return words;
    }
}
