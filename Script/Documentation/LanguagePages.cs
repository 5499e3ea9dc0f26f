using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Extractors;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>Keywords, extractors, named grok patterns, errors and warnings as Markdown.</summary>
internal static class LanguagePages
{
    public static string Extractors()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Extractors

            An extractor tests a string in a pattern and takes it apart: `case r = ~ NAME|ARGUMENT|`, or for a field `case r = %{ field ~= NAME|ARGUMENT| }`.
            What is no string never matches, and an extractor never fails: text that it cannot read does not match.

            In an argument `\\` is a backslash and `\|` a bar; a backslash at the end of a line continues it. Blanks at its start do not count.

            """.ReplaceLineEndings("\n"));
        foreach (var extractor in ExtractorDocument.All) Append(page, extractor, "##");
        return page.ToString();
    }

    public static string Of(ExtractorDocument extractor)
    {
        var page = new StringBuilder();
        Append(page, extractor, "#");
        return page.ToString()[1..];
    }

    public static string Keywords()
    {
        var page = new StringBuilder("# Keywords\n\nThe words of the language. To use one as a name, put it between backticks.\n");
        foreach (var keyword in KeywordDocument.All) Append(page, keyword, "##");
        return page.ToString();
    }

    public static string Of(KeywordDocument keyword)
    {
        var page = new StringBuilder();
        Append(page, keyword, "#");
        return page.ToString()[1..];
    }

    public static string GrokPatternNames()
    {
        var page = new StringBuilder(
            "# Grok patterns\n\nThe names that `%{NAME}` in the extractor `grok` knows, and what they stand for.\n\n| name | expression |\n| --- | --- |\n");
        foreach (var (name, expression) in GrokPatterns.BuiltIn.OrderBy(static p => p.Key, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {Quoted(expression.Replace("|", "\\|", StringComparison.Ordinal))} |\n");
        return page.ToString();
    }

    public static string Errors()
    {
        var page = new StringBuilder(
            """
            # Errors

            Every error has a kind, which `tremor check --diagnostics json` prints as its `code`. `tremor doc KIND` shows one of these entries.
            Errors that are found before a script runs keep it from running. An error while it runs ends the work on that event; in a flow the event goes to the port `err`.

            """.ReplaceLineEndings("\n"));
        foreach (var error in FindingDocument.Errors) Append(page, error, "##");
        return page.ToString();
    }

    public static string Warnings()
    {
        var page = new StringBuilder(
            "# Warnings\n\nA warning keeps nothing from running. Only the file that is checked or run warns, never a module that it uses.\n");
        foreach (var warning in FindingDocument.Warnings) Append(page, warning, "##");
        return page.ToString();
    }

    public static string Of(FindingDocument finding)
    {
        var page = new StringBuilder();
        Append(page, finding, "#");
        return page.ToString()[1..];
    }

    private static void Append(StringBuilder page, KeywordDocument keyword, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {keyword.Name}\n\n{keyword.Text}\n");
        if (keyword.Examples.Count > 0)
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n```tremor\n{string.Join('\n', keyword.Examples.Select(static e => $"{e.Code}  # {e.Result}"))}\n```\n");
    }

    private static void Append(StringBuilder page, ExtractorDocument extractor, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {extractor.Name}\n\n{extractor.Text}\n\n```text\n");
        var literals = extractor.Examples.Max(static e => e.Literal.Length);
        var inputs = extractor.Examples.Max(static e => e.Input.Length);
        foreach (var example in extractor.Examples)
            page.Append(
                CultureInfo.InvariantCulture,
                $"{example.Literal.PadRight(literals)}  on  {example.Input.PadRight(inputs)}  gives  {example.Result ?? "no match"}\n");
        page.Append("```\n");
    }

    private static void Append(StringBuilder page, FindingDocument finding, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {finding.Code}\n\n{finding.When}\n");
        if (finding.Advice.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n{finding.Advice}\n");
        foreach (var example in finding.Examples)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n```tremor\n{example.Script}\n```\n");
            var when = example.Shop is not null ? $"Where `shop.tremor` is {Quoted(example.Shop.Replace('\n', ' '))}, this"
                : example.Event == "null" ? "This" : $"For the event {Quoted(example.Event)} this";
            page.Append(CultureInfo.InvariantCulture, $"\n{when} reports\n");
            if (example.Run() is { } diagnostic)
                page.Append(CultureInfo.InvariantCulture, $"\n```text\n{DiagnosticRenderer.Render(diagnostic).TrimEnd('\n')}\n```\n");
        }
    }

    /// <summary>As code of Markdown, between more backticks than it holds.</summary>
    private static string Quoted(string code)
    {
        var (longest, run) = (0, 0);
        foreach (var c in code) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        var fence = new string('`', longest + 1);
        return longest == 0 ? $"`{code}`" : $"{fence} {code} {fence}";
    }
}
