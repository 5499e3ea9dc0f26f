using System.Text.RegularExpressions;
using Tremor.Dataflow.Tests.Host;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Examples;

/// <summary>
/// Runs every folder of <c>examples/</c> as it is: a flow, whose output is compared with its <c>expected/</c>, or unit tests, which pass.
/// </summary>
public sealed partial class ExampleTests : IDisposable
{
    private readonly DirectoryInfo _workplace = Directory.CreateTempSubdirectory("tremor-examples-");

    public static TheoryData<string> Flows => FoldersWith("flow.json");

    public static TheoryData<string> UnitTests => FoldersWith("meta.yaml");

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task An_example_writes_what_is_expected(string folder)
    {
        var example = Path.Combine(Repository.Root, "examples", folder);
        CopyTo(example, Path.Combine(_workplace.FullName, "examples", folder));

        AssertWritten(folder, await ProgramRun.OfAsync(_workplace.FullName, "run", $"examples/{folder}/flow.json"));
    }

    /// <summary>Bytes, not only values: the order of fields and events is part of what a flow means.</summary>
    [Theory]
    [MemberData(nameof(Flows))]
    public async Task An_example_writes_the_same_in_Troy_and_in_the_JSON_that_comes_of_that(string folder)
    {
        var target = Path.Combine(_workplace.FullName, "examples", folder);
        CopyTo(Path.Combine(Repository.Root, "examples", folder), target);
        foreach (var (from, to) in new[] { ("flow.json", "flow.troy"), ("flow.troy", "again.json"), ("again.json", "again.troy"), ("again.troy", "third.json") })
        {
            var export = await CommandRun.OfAsync("", "export", Path.Combine(target, from), "-o", Path.Combine(target, to));
            // Outputs that every pipeline has, beside implied ones, are written out, and warned of where nothing feeds them.
            Assert.Equal(0, export.ExitCode);
            Assert.All(export.Error.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), static finding => Assert.Matches("^Warning[^\n]*\n(.*\n)* *\\|.* the output \"[a-z]+\" is never fed", finding));
        }

        Assert.Equal(File.ReadAllText(Path.Combine(target, "again.json")), File.ReadAllText(Path.Combine(target, "third.json")));
        AssertWritten(folder, await ProgramRun.OfAsync(_workplace.FullName, "run", $"examples/{folder}/flow.troy"), inAnotherForm: true);
        AssertWritten(folder, await ProgramRun.OfAsync(_workplace.FullName, "run", $"examples/{folder}/again.json"), inAnotherForm: true);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task An_example_has_no_finding(string folder)
    {
        var run = await CommandRun.OfAsync("", "check", Path.Combine(Repository.Root, "examples", folder, "flow.json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
    }

    [Theory]
    [MemberData(nameof(UnitTests))]
    public async Task An_example_of_unit_tests_passes(string folder)
    {
        var run = await CommandRun.OfAsync("", "test", "unit", Path.Combine(Repository.Root, "examples", folder));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("Pass 0", run.Out);
    }

    [Fact]
    public async Task The_flow_tests_of_the_examples_pass_with_queues_of_any_size()
    {
        var run = await CommandRun.OfAsync("", "test", "flow", Path.Combine(Repository.Root, "examples"), "--thorough");
        Assert.True((0, "") == (run.ExitCode, run.Error), run.Out + run.Error);
        Assert.Contains("\n0 failed, ", run.Out);
    }

    [Theory]
    [InlineData("access-log", "ACCESS_LOG", "logs/apache_access.log")]
    [InlineData("classify", "EVENTS", "logs/nginxplus_status.ndjson")]
    public async Task No_line_of_a_real_log_is_lost_on_its_way(string folder, string variable, string log)
    {
        if (Repository.SharedData(log) is not { } input) return;
        CopyTo(Path.Combine(Repository.Root, "examples", folder), Path.Combine(_workplace.FullName, "examples", folder));

        var run = await ProgramRun.OfAsync(
            _workplace.FullName, new Dictionary<string, string> { [variable] = input }, ["run", $"examples/{folder}/flow.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var written = Directory.GetFiles(Path.Combine(_workplace.FullName, "examples", folder, "out")).Sum(static f => File.ReadLines(f).Count());
        Assert.Equal(File.ReadLines(input).Count(), written);
        Assert.Contains($"{written:N0} events in, {written:N0} out, 0 errors", run.Error);
    }

    /// <param name="inAnotherForm">Whether the text of the flow is another one than that of the example.</param>
    private void AssertWritten(string folder, ProgramRun run, bool inAnotherForm = false)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        var output = Path.Combine(_workplace.FullName, "examples", folder, "out");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "examples", folder, "expected")))
        {
            var name = Path.GetFileName(file);
            var (expected, written) = (File.ReadAllText(file), name == "stdout" ? run.Out : File.ReadAllText(Path.Combine(output, name)));
            Assert.Equal(inAnotherForm ? WithoutQuotes(expected) : expected, inAnotherForm ? WithoutQuotes(written) : written);
            File.Delete(Path.Combine(output, name));
        }
    }

    /// <summary>Errors quote the text of a flow, with numbers of lines, and name the place in it.</summary>
    private static string WithoutQuotes(string text) => PlacePattern().Replace(QuotedLine().Replace(text, ""), "");

    [GeneratedRegex(@"\\n *(\d+ )?\|[^\\]*(\\""[^\\]*)*")]
    private static partial Regex QuotedLine();

    [GeneratedRegex(@"""place"":""[^""]*""")]
    private static partial Regex PlacePattern();

    public void Dispose() => _workplace.Delete(recursive: true);

    private static TheoryData<string> FoldersWith(string file) =>
        new(
            Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Where(d => File.Exists(Path.Combine(d, file)))
                .Select(static d => Path.GetFileName(d)!).Order());

    private static void CopyTo(string source, string target)
    {
        Directory.CreateDirectory(Path.Combine(target, "out"));
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
