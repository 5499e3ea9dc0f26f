using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>Modules, their functions and their constants as Markdown.</summary>
internal static class ModulePage
{
    public static string Of(ModuleDocument module, Func<string, string?>? linkTo = null)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {module.Path}\n");
        Paragraph(page, module.Text);
        if (module.IsImportable && !IsAggregates(module)) Code(page, $"use {module.Path};");
        if (module.Members.Count > 0)
        {
            page.Append("\n## Modules\n\n| module | |\n| --- | --- |\n");
            foreach (var member in module.Members)
            {
                var text = ScriptReference.Library.FirstOrDefault(m => m.Path == member)?.Text ?? "";
                page.Append(CultureInfo.InvariantCulture, $"| {Link(member, linkTo?.Invoke(member))} | {FirstSentence(text)} |\n");
            }
        }

        if (module.Functions.Count > 0) page.Append("\n## Functions\n");
        foreach (var function in module.Functions)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {function.Name}\n");
            Append(page, function);
        }

        if (module.Constants.Count > 0)
        {
            page.Append("\n## Constants\n");
            Append(page, module.Constants);
        }

        foreach (var kind in module.Definitions.GroupBy(static d => d.Kind))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {char.ToUpperInvariant(kind.Key[0])}{kind.Key[1..]}s\n");
            foreach (var defined in kind)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### {defined.Name}\n");
                Code(page, defined.Code);
                Paragraph(page, defined.Text);
            }
        }

        return page.ToString();
    }

    public static string Of(ModuleDocument module, FunctionDocument function)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {module.Path}::{function.Name}\n");
        Append(page, function);
        return page.ToString();
    }

    public static string Of(ModuleDocument module, ConstantDocument constant)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {module.Path}::{constant.Name}\n");
        Code(page, $"const {constant.Name} = {constant.Value}");
        Paragraph(page, constant.Text);
        return page.ToString();
    }

    /// <summary>The first sentence or line of a text.</summary>
    public static string FirstSentence(string text)
    {
        var line = text.Split('\n')[0];
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }

    private static bool IsAggregates(ModuleDocument module) => module.Path.StartsWith("aggr", StringComparison.Ordinal);

    private static void Append(StringBuilder page, FunctionDocument function)
    {
        Code(page, string.Join('\n', function.Signatures));
        Paragraph(page, function.Text);
        if (function.Examples.Count > 0) Code(page, string.Join('\n', function.Examples.Select(static e => $"{e.Code}  # {e.Result}")));
        if (!function.IsConstant) Paragraph(page, "Evaluated for every event, so it cannot stand in a `const`.");
        if (function.Warning is not null) Paragraph(page, $"Each call draws a warning: {function.Warning}.");
    }

    /// <summary>A table: with a column of texts if any constant has one.</summary>
    private static void Append(StringBuilder page, IReadOnlyList<ConstantDocument> constants)
    {
        var areExplained = constants.Any(static c => c.Text.Length > 0);
        page.Append(areExplained ? "\n| name | value | |\n| --- | --- | --- |\n" : "\n| name | value |\n| --- | --- |\n");
        foreach (var constant in constants)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{constant.Name}` | `{Cell(constant.Value)}` |");
            page.Append(areExplained ? $" {Cell(constant.Text)} |\n" : "\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');

    private static string Link(string text, string? target) => target is null ? $"`{text}`" : $"[`{text}`]({target})";

    private static void Code(StringBuilder page, string code) => page.Append(CultureInfo.InvariantCulture, $"\n```tremor\n{code}\n```\n");

    private static void Paragraph(StringBuilder page, string text)
    {
        if (text.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n{text}\n");
    }
}
