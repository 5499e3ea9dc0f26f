using System.Text.RegularExpressions;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>What the code cites is in docs/spec, and what is in docs/spec the code cites. Its README says how.</summary>
public sealed partial class SpecificationTests
{
    private const string HowToCite =
        "Cite in a comment: `spec:`, a blank, the name of a page of docs/spec, a blank and the number of one of its sections; "
        + "several are separated by a comma and a blank, each with its page, all on one line. "
        + "A section that is not there is added to the page in your own words, as a heading `## NUMBER TITLE` and a paragraph. See docs/spec/README.md.";

    private static readonly Dictionary<string, HashSet<string>> s_pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "spec"), "*.md")
        .Where(static f => Path.GetFileName(f) != "README.md")
        .ToDictionary(
            static f => Path.GetFileNameWithoutExtension(f),
            static f => Heading().Matches(File.ReadAllText(f)).Select(static m => m.Groups[1].Value).ToHashSet());

    private static readonly string[] s_projects = ["Engine", "Script", "Operators", "Connectors", "Host", "Tests", "Perf"];

    [Fact]
    public void Every_section_that_code_cites_is_there()
    {
        var missing =
            from line in CodeLines()
            from citation in Citations(line.Comment)
            where !s_pages.TryGetValue(citation.Page, out var sections) || !sections.Contains(citation.Section)
            select $"{line.Place} cites section {citation.Section} of {citation.Page}, which docs/spec does not have";
        AssertNone(missing, HowToCite);
    }

    [Fact]
    public void Every_section_is_cited_by_code()
    {
        var cited = CodeLines().SelectMany(static line => Citations(line.Comment)).ToHashSet();
        var idle =
            from page in s_pages
            from section in page.Value
            where !cited.Contains((page.Key, section))
            select $"docs/spec/{page.Key}.md, section {section}";
        AssertNone(idle, "No code cites it: remove the section, or cite it where the code does what it says.");
    }

    [Fact]
    public void Citations_have_one_notation() =>
        AssertNone(CodeLines().Where(static line => HasOtherNotation(line.Comment)).Select(static line => $"{line.Place}: {line.Comment.Trim()}"), HowToCite);

    [Fact]
    public void No_text_of_the_program_cites() =>
        AssertNone(
            CodeLines().Where(static line => Citation().IsMatch(line.Code)).Select(static line => $"{line.Place}: {line.Code.Trim()}"),
            "Users do not have the specification: say what they need to know instead.");

    [Fact]
    public void No_page_for_users_cites()
    {
        string[] places = ["docs/guides", "docs/reference", "examples", "Script/Library"];
        var files = places.SelectMany(static place => Directory.GetFiles(Path.Combine(Repository.Root, place), "*", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Append(Path.Combine(Repository.Root, "docs", "differences.md"));
        var offences =
            from file in files
            from line in File.ReadLines(file).Index()
            where Citation().IsMatch(line.Item)
            select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}: {line.Item.Trim()}";
        AssertNone(offences, "Users do not have the specification. In a doc comment that becomes a page, write the citation in parentheses: it is left out of the page.");
    }

    [Theory]
    [InlineData("/// <summary>Ports (spec: PAGE 1.3, PAGE 2.4).</summary>")]
    [InlineData("/// <para>(spec: PAGE B.17)</para>")]
    [InlineData("// The section on ports of RFC 9110, PAGE included")]
    public void The_notation_is_accepted(string comment) => Assert.False(HasOtherNotation(comment.Replace("PAGE", "runtime")));

    [Theory]
    [InlineData("/// <summary>Ports (PAGE 1.3).</summary>")]
    [InlineData("/// <summary>Ports (PAGE.md 1.3).</summary>")]
    [InlineData("/// <summary>Ports (PAGE.md, part B).</summary>")]
    [InlineData("/// <para>Spec: PAGE 1.3</para>")]
    [InlineData("/// <summary>Ports (spec: PAGE).</summary>")]
    [InlineData("/// <summary>Ports (spec: PAGE 1.3 and PAGE 2).</summary>")]
    [InlineData("/// <summary>Ports (spec: PAGE 1.3, 2.4).</summary>")]
    [InlineData("// PAGE section 7 forbids it")]
    [InlineData("/// <summary>Ports (design: PAGE and delivery).</summary>")]
    [InlineData("/// <summary>Ports (PAGE: ways of an event).</summary>")]
    [InlineData("// Design: PAGE and delivery")]
    public void Another_notation_is_found(string comment) => Assert.True(HasOtherNotation(comment.Replace("PAGE", "runtime")));

    private static IEnumerable<CodeLine> CodeLines() =>
        from file in Repository.SourceFiles(s_projects)
        from line in File.ReadLines(file).Index()
        let comment = Comment().Match(line.Item)
        select new CodeLine(
            $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}", comment.Success ? line.Item[..comment.Index] : line.Item,
            comment.Value);

    private static IEnumerable<(string Page, string Section)> Citations(string comment) =>
        from Match mark in Mark().Matches(comment)
        from citation in mark.Groups[1].Value.Split(", ")
        let parts = citation.Split(' ')
        select (parts[0], parts[1]);

    private static bool HasOtherNotation(string comment) => Citation().IsMatch(Mark().Replace(comment, "")) || ListGoesOn().IsMatch(comment);

    private static void AssertNone(IEnumerable<string> offences, string advice)
    {
        var all = offences.ToArray();
        Assert.True(all.Length == 0, $"{string.Join('\n', all)}\n{advice}");
    }

    [GeneratedRegex(@"^## (\S+) ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>To the end of the line; not the slashes of a URL in a string.</summary>
    [GeneratedRegex(@"(?<=^|\s)//.*$")]
    private static partial Regex Comment();

    /// <summary>The mark and its list.</summary>
    [GeneratedRegex(@"(?<![a-zA-Z])spec: ([a-z]+ [A-Z]?\.?[0-9]+(?:\.[0-9]+)*(?:, [a-z]+ [A-Z]?\.?[0-9]+(?:\.[0-9]+)*)*)")]
    private static partial Regex Mark();

    /// <summary>Whatever looks as if it named a section, also of documents that are not pages here.</summary>
    [GeneratedRegex(@"\b(?:[Ss]pec|[Dd]esign): ?[a-z]|\((?:[Ll]anguage|stdlib|query|troy|runtime|connectors|conformance|operations|extensions|broker|style): ?[a-z]|(?<![-/\w]|\]\()(?:language|stdlib|query|troy|runtime|connectors|conformance|operations|extensions|broker|design|style)(?:\.md\b| (?:section |part )?[A-Z]?\.?[0-9]+(?:\.[0-9]+)*\b)")]
    private static partial Regex Citation();

    /// <summary>A number without its page behind a citation.</summary>
    [GeneratedRegex(@"spec: [a-z]+ [A-Z]?[0-9.]*[0-9](?:, [a-z]+ [A-Z]?[0-9.]*[0-9])*(?:,| and|-| to) [A-Z]?[0-9]")]
    private static partial Regex ListGoesOn();

    private readonly record struct CodeLine(string Place, string Code, string Comment);
}
