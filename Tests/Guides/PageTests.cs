using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Tests.Host;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>What the pages show is what happens, and what they name is there. The pages of the reference have further tests of their own.</summary>
public sealed partial class PageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-page-");

    public static TheoryData<string> Pages => new(MarkdownPage.All);

    public static TheoryData<string> PagesWithBlocks =>
        new(MarkdownPage.All.Where(static p => !MarkdownPage.IsReference(p) && new MarkdownPage(p).Blocks.Any(static b => b.Kind != "text")));

    [Theory]
    [MemberData(nameof(PagesWithBlocks))]
    public async Task A_page_shows_what_happens(string file)
    {
        MakeCheckout();
        var page = new MarkdownPage(file);
        var text = await new PageRun(_directory.FullName).OfAsync(page);
        Approved.Matches(file, text);
        AssertNone(page, Mentions(page).Where(m => !IsThere(m.Name)).Select(static m => (m.Number, $"no step of the page makes {m.Name}")));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string file)
    {
        var page = new MarkdownPage(file);
        AssertNone(page,
            from line in page.Prose()
            from Match link in Link().Matches(Code().Replace(line.Text, ""))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(file, target)
            select (line.Number, $"the link to {target} leads nowhere"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_of_the_repository_that_a_page_names_are_there(string file)
    {
        var page = new MarkdownPage(file);
        AssertNone(page,
            from line in page.Prose()
            from Match code in Code().Matches(line.Text)
            let name = RepositoryFile().Match(code.Value.Trim('`'))
            where name.Success && !Path.Exists(Path.Combine(Repository.Root, name.Value))
            select (line.Number, $"there is no {name.Value}"));
    }

    /// <summary>Code stands in a block that says what it is, so that it is run, and not in indented lines, which nobody runs.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_on_a_page_says_what_it_is(string file)
    {
        var page = new MarkdownPage(file);
        AssertNone(page,
            from block in page.Blocks
            where block.Kind.Length == 0
            select (block.Start + 1, "the block does not say what it is: ```console, ```text .."));
        AssertNone(page,
            from line in page.Prose()
            where line.Text.StartsWith("    ", StringComparison.Ordinal)
            select (line.Number, "indented lines are code: put it into a block"));
    }

    [Fact]
    public async Task The_picture_of_the_first_flow_is_current()
    {
        var picture = Path.Combine(_directory.FullName, "flow.svg");
        var run = await CommandRun.OfAsync("", "graph", Path.Combine(Repository.Root, "examples/access-log/flow.json"), "-o", picture);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approved.Matches("docs/access-log.svg", await File.ReadAllTextAsync(picture));
    }

    [Fact]
    public void The_first_page_names_every_connector()
    {
        var page = string.Join('\n', new MarkdownPage("README.md").Lines);
        Assert.All(Installation.Components.Names(ComponentKind.Connector), n => Assert.Contains($"[{n}](docs/reference/connectors.md#{n})", page));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>The examples and the program, as a user has them who has built it.</summary>
    private void MakeCheckout()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_directory.FullName, Path.GetRelativePath(Repository.Root, file));
            if (Path.GetFileName(Path.GetDirectoryName(copy)) == "out" && !file.EndsWith(".gitignore", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var program = Path.Combine(_directory.FullName, "tremor");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{ProgramRun.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Names of files in the prose of a page.</summary>
    private static IEnumerable<(int Number, string Name)> Mentions(MarkdownPage page) =>
        from line in page.Prose()
        from Match code in Code().Matches(line.Text)
        let name = code.Value.Trim('`')
        where FileName().IsMatch(name)
        select (line.Number, name);

    private bool IsThere(string name) =>
        Path.Exists(Path.Combine(_directory.FullName, name)) || Path.Exists(Path.Combine(Repository.Root, name))
        || Directory.GetFiles(_directory.FullName, Path.GetFileName(name), SearchOption.AllDirectories)
            .Any(f => f.EndsWith("/" + name, StringComparison.Ordinal));

    private static bool LeadsSomewhere(string file, string link)
    {
        var (target, anchor) = link.Split('#') is [var path, var heading] ? (path, heading) : (link, null);
        target = target.Length == 0
            ? file
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target)));
        return Path.Exists(Path.Combine(Repository.Root, target)) && (anchor is null || new MarkdownPage(target).Anchors().Contains(anchor));
    }

    private static void AssertNone(MarkdownPage page, IEnumerable<(int Number, string Text)> offences)
    {
        var found = offences.Select(o => $"{page.File}:{o.Number}: {o.Text}").ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [GeneratedRegex("(`+)(?!`).*?(?<!`)\\1(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(docs|examples|Engine|Script|Operators|Connectors|Host|Tests|Perf)/(?!out\b)[\w./-]*\w/?$")]
    private static partial Regex RepositoryFile();

    [GeneratedRegex(@"^[\w-][\w./-]*\.(json|ndjson|tremor|log|svg|yaml|txt)$")]
    private static partial Regex FileName();
}
