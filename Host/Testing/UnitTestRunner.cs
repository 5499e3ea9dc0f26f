using System.Globalization;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Testing;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>Runs files of unit tests (spec: stdlib 8.3). What is wrong with one file or suite is a failure of it; the others go on.</summary>
/// <param name="print">Gets what is wrong with files, and what goes wrong in tests.</param>
internal sealed class UnitTestRunner(
    HostProcess process, string instance, TestFilter filter, bool isVerbose, TestConsole console, Action<Diagnostic> print)
{
    private const string FileName = "all.tremor";

    /// <summary>Runs every <c>all.tremor</c> at and below the directory of a group.</summary>
    /// <returns>One run a file.</returns>
    /// <exception cref="CommandFailedException">A suite is not written as one.</exception>
    public List<TestRun> Run(TestGroup group) => [.. FileTree.Find(group.Directory, FileName).Select(file => RunFile(file, group.Tags))];

    /// <inheritdoc cref="Run"/>
    public TestRun RunFile(string file, IReadOnlyList<string> tags)
    {
        var started = process.Time.GetTimestamp();
        var context = new CallContext { Time = process.Time, Instance = instance, IngestNs = process.Time.NowNs() };
        console.BeginFile(TestKind.Unit, file, tags);
        var run = new TestRun("unit test suites");
        var findings = new List<Diagnostic>();
        var tests = new Definitions(process).LoadUnitTests(file, findings);
        foreach (var finding in findings) print(finding);
        if (tests is null)
        {
            console.Broken(file, "does not compile");
            run.CountBreakdown(file);
        }

        foreach (var suite in tests?.Suites ?? [])
        {
            if (!run.Add(RunSuite(suite, tags, context)))
                process.Error.WriteLine($"note: {PrintableText.Line(file)} has several suites that are named \"{PrintableText.Line(suite.Name)}\", only the last of them counts");
        }

        if (tests?.Malformed is { } malformed)
        {
            print(malformed);
            throw new CommandFailedException($"{file} holds a suite that cannot be read, which ends the run");
        }

        run.ElapsedNs = ElapsedSince(started);
        console.EndFile(run);
        return run;
    }

    private SuiteRun RunSuite(UnitTestSuite suite, IReadOnlyList<string> fileTags, CallContext context)
    {
        const string description = "unit test suite";
        string[] tags = [.. fileTags.Concat(suite.Tags).Distinct()];
        var run = new SuiteRun(suite.Name, description);
        console.BeginSuite(suite.Name, tags);
        if (!filter.Accepts(tags)) return run;
        for (var i = 0; i < suite.Tests.Count; i++)
        {
            var test = suite.Tests[i];
            string[] testTags = [.. tags.Concat(test.Tags).Distinct()];
            if (!filter.Accepts(testTags))
            {
                run.Stats.CountSkip();
                if (!isVerbose) console.Skip(test.Name, testTags);
                continue;
            }

            var started = process.Time.GetTimestamp();
            var outcome = test.Run(context);
            if (outcome.Error is { } error)
            {
                // What the suite gave so far does not count (spec: stdlib 8.3).
                print(error);
                console.Broken($"suite {suite.Name}", $"stopped by an error in {Describe(test, i)}");
                var broken = new SuiteRun(suite.Name, description);
                broken.Stats.CountBreakdown(suite.Name);
                return broken;
            }

            var number = string.Create(CultureInfo.InvariantCulture, $"({(outcome.IsPassed ? '+' : '-')}) Executing test {i + 1} of {suite.Tests.Count}");
            var isHidden = outcome.IsPassed && !isVerbose;
            if (outcome.IsPassed) run.Stats.CountPass();
            else run.Stats.CountFailure(test.Name);
            if (!isHidden) console.Test(test, testTags, number, outcome);
            var info = outcome.Mismatch is { } mismatch ? $"{test.Text}\n{mismatch}" : test.Text;
            run.Elements.Add(new TestElement(number, "Test", outcome.IsPassed, ElapsedSince(started), info, isHidden));
        }

        return run;
    }

    private static string Describe(UnitTest test, int index) =>
        test.Name.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"test {index + 1}") : $"test {test.Name}";

    private long ElapsedSince(long started) => process.Time.GetElapsedTime(started).Ticks * 100;
}
