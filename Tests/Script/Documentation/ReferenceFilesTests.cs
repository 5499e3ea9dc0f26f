using System.Text.RegularExpressions;
using Tremor.Dataflow.Script.Documentation;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Documentation;

/// <summary>The reference of the language says what the program says.</summary>
public sealed partial class ReferenceFilesTests
{
    private const string Folder = "docs/reference/script";

    public static TheoryData<string> Files => new(ReferenceFiles.All().Select(static f => f.File));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_page_is_fresh(string file) =>
        Approved.Matches($"{Folder}/{file}", ReferenceFiles.All().First(f => f.File == file).Text);

    [Fact]
    public void There_is_no_page_of_something_that_is_gone()
    {
        var root = Path.Combine(Repository.Root, Folder);
        var stale = Directory.GetFiles(root, "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f))
            .Except(ReferenceFiles.All().Select(static f => f.File)).ToList();
        if (Approved.Update) stale.ForEach(file => File.Delete(Path.Combine(root, file)));
        else Assert.Empty(stale);
    }

    [Fact]
    public void Links_lead_to_pages()
    {
        var files = ReferenceFiles.All().ToDictionary(static f => f.File, static f => f.Text);
        foreach (var (file, text) in files)
        {
            foreach (Match link in Link().Matches(Code().Replace(text, "")))
            {
                var target = Path.GetFullPath(Path.Combine("/", Folder, Path.GetDirectoryName(file)!, link.Groups[1].Value))[1..];
                Assert.True(File.Exists(Path.Combine(Repository.Root, target)), $"{file} links to {target}, which is not there");
            }
        }
    }

    [GeneratedRegex("`+[^`]*`+")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
