using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Documentation;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>
/// The manual of tremor-script, made from the program: library, extractors, operators, errors, warnings, and the modules of users. All texts are
/// Markdown. Thread-safe.
/// </summary>
public static class ScriptReference
{
    private static readonly Lazy<IReadOnlyList<ModuleDocument>> s_library = new(static () => [.. LibraryModules.Paths.Select(ReadLibrary)]);
    private static readonly Lazy<IReadOnlyList<ManualEntry>> s_entries = new(
        static () => [.. ScriptEntries.OfLanguage(), .. s_library.Value.SelectMany(ScriptEntries.OfModule)]);

    /// <summary>Everything about the language that can be looked up: topics, keywords, extractors, findings, modules and what is in them.</summary>
    public static IReadOnlyList<ManualEntry> Entries => s_entries.Value;

    internal static IReadOnlyList<ModuleDocument> Library => s_library.Value;

    /// <summary>Topics and the modules of the library, each with its first sentence.</summary>
    public static string Overview()
    {
        var page = new StringBuilder("## tremor-script\n\n| topic | |\n| --- | --- |\n");
        foreach (var topic in ScriptEntries.Topics) page.Append(CultureInfo.InvariantCulture, $"| {topic.Name} | {topic.Summary} |\n");
        page.Append("\n## Modules\n\n| module | |\n| --- | --- |\n");
        foreach (var module in Library) page.Append(CultureInfo.InvariantCulture, $"| {module.Path} | {ModulePage.FirstSentence(module.Text)} |\n");
        return page.ToString();
    }

    /// <summary>The page of a module that is not part of the library, or of something in it.</summary>
    /// <param name="findings">What is wrong with the module, when there is one of that name.</param>
    /// <returns>Null when there is no such thing.</returns>
    public static string? FindModule(string name, IModuleResolver modules, List<Diagnostic> findings)
    {
        var path = name.Split("::");
        if (path.Any(static p => p.Length == 0 || p.Contains('/'))) return null;
        if (modules.Find(string.Join('/', path)) is { } whole) return OfFile(whole, name, findings);
        var above = path[..^1];
        if (above.Length == 0 || modules.Find(string.Join('/', above)) is not { } source) return null;
        if (TryRead(source, string.Join("::", above), findings) is not { } module) return null;
        return ScriptEntries.OfModule(module).FirstOrDefault(e => e.Name == name)?.Page();
    }

    /// <summary>The documentation of a script or module from its doc comments.</summary>
    /// <param name="title">The path by which it is used, or its name.</param>
    /// <returns>Null when the text is no script; <paramref name="findings"/> says why.</returns>
    public static string? OfFile(SourceText source, string title, List<Diagnostic> findings, Func<string, string?>? linkTo = null) =>
        TryRead(source, title, findings) is { } module ? ModulePage.Of(module, linkTo) : null;

    internal static ModuleDocument? TryRead(SourceText source, string title, List<Diagnostic> findings)
    {
        try
        {
            return ModuleReader.Read(source, title);
        }
        catch (ScriptException e)
        {
            findings.AddRange(e.ToDiagnostics());
            return null;
        }
    }

    private static ModuleDocument ReadLibrary(string path) =>
        ModuleReader.Read(LibraryModules.Instance.Find(path)!, path.Replace("/", "::", StringComparison.Ordinal));
}
