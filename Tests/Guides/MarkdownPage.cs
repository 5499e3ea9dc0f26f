using System.Text.RegularExpressions;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>A fenced block of a page.</summary>
/// <param name="Start">The line of its fence, from 0.</param>
/// <param name="Kind">What stands behind the fence.</param>
/// <param name="Text">Its lines, each with its end.</param>
internal sealed record PageBlock(int Start, string Kind, string Text);

/// <summary>A page of the repository, in Markdown.</summary>
internal sealed partial class MarkdownPage
{
    private const string Fence = "```";

    public MarkdownPage(string file)
    {
        File = file;
        Lines = System.IO.File.ReadAllText(Path.Combine(Repository.Root, file)).TrimEnd('\n').Split('\n');
        Blocks = [.. ReadBlocks()];
    }

    /// <summary>From the root of the repository.</summary>
    public string File { get; }

    public string[] Lines { get; }

    public IReadOnlyList<PageBlock> Blocks { get; }

    /// <summary>All pages: by hand, and those that are made from the program.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.GetFiles(Repository.Root, "*.md").Concat(In("docs")).Concat(In("examples")).Concat(In("Perf"))
            .Select(static f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The pages that the tests of the reference make.</summary>
    public static bool IsReference(string file) => file.StartsWith("docs/reference/", StringComparison.Ordinal);

    /// <summary>The lines outside of blocks, with their numbers from 1.</summary>
    public IEnumerable<(int Number, string Text)> Prose()
    {
        var at = 0;
        foreach (var block in Blocks)
        {
            for (; at < block.Start; at++) yield return (at + 1, Lines[at]);
            at = block.Start + block.Text.Count(static c => c == '\n') + 2;
        }

        for (; at < Lines.Length; at++) yield return (at + 1, Lines[at]);
    }

    /// <summary>The anchors of the headings, as pages on the web make them.</summary>
    public IEnumerable<string> Anchors()
    {
        var seen = new Dictionary<string, int>();
        foreach (var (_, line) in Prose().Where(static l => l.Text.StartsWith('#')))
        {
            var anchor = NoAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');
            var count = seen[anchor] = seen.GetValueOrDefault(anchor) + 1;
            yield return count == 1 ? anchor : $"{anchor}-{count - 1}";
        }
    }

    /// <summary>The page with other texts in its blocks.</summary>
    public async Task<string> WithBlocksAsync(Func<PageBlock, Task<string>> content)
    {
        var page = new System.Text.StringBuilder();
        var at = 0;
        foreach (var block in Blocks)
        {
            for (; at <= block.Start; at++) page.Append(Lines[at]).Append('\n');
            page.Append(await content(block));
            at += block.Text.Count(static c => c == '\n');
        }

        for (; at < Lines.Length; at++) page.Append(Lines[at]).Append('\n');
        return page.ToString();
    }

    private IEnumerable<PageBlock> ReadBlocks()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!Lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var end = Array.IndexOf(Lines, Fence, i + 1);
            Assert.True(end > 0, $"{File}:{i + 1}: the block has no end");
            yield return new PageBlock(i, Lines[i][Fence.Length..], string.Concat(Lines[(i + 1)..end].Select(static l => l + "\n")));
            i = end;
        }
    }

    private static string[] In(string folder) => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories);

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
