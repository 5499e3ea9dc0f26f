using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
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
    private static readonly Lazy<IReadOnlyList<ReferenceEntry>> s_entries = new(
        static () => [.. ReferenceEntry.OfLanguage(), .. s_library.Value.SelectMany(ReferenceEntry.OfModule)]);

    internal static IReadOnlyList<ModuleDocument> Library => s_library.Value;

    /// <summary>The list of everything to look up: topics and the modules of the library, each with its first sentence.</summary>
    public static string Overview()
    {
        var page = new StringBuilder("# tremor-script\n\n## Topics\n\n| topic | |\n| --- | --- |\n");
        foreach (var topic in ReferenceEntry.Topics) page.Append(CultureInfo.InvariantCulture, $"| {topic.Name} | {topic.Summary} |\n");
        page.Append("\n## Modules\n\n| module | |\n| --- | --- |\n");
        foreach (var module in Library) page.Append(CultureInfo.InvariantCulture, $"| {module.Path} | {ModulePage.FirstSentence(module.Text)} |\n");
        return page.ToString();
    }

    /// <summary>
    /// The page of a name: <c>std::string</c>, <c>string::len</c>, <c>len</c>, <c>dissect</c>, <c>NoClauseHit</c>, <c>operators</c>, or a module of the
    /// user's or something in it. Of a name that many things have, a list of them.
    /// </summary>
    /// <param name="modules">Finds the modules that are not part of the library; they come first, as they do for a script.</param>
    /// <param name="findings">What is wrong with the user's module, when there is one of that name.</param>
    /// <returns>Null when there is no such thing.</returns>
    public static string? Find(string name, IModuleResolver modules, List<Diagnostic> findings)
    {
        if (OfUser(name, modules, findings) is { } page) return page;
        if (findings.Count > 0) return null;
        var matches = s_entries.Value.Where(e => e.IsMeantBy(name)).ToList();
        // A whole module is meant rather than a function of its name: `string` is not `random::string`.
        var chief = matches.Where(static e => !e.IsMember).ToList();
        if (chief.Count == 0) chief = matches;
        if (chief.Count == 0) return null;
        if (chief.Count > 1) return List(name, matches);
        page = chief[0].Page();
        return matches.Count == 1 ? page : $"{page}\nSee also {string.Join(", ", matches.Where(m => m != chief[0]).Select(static m => $"`{m.Name}`"))}.\n";
    }

    /// <summary>The name that was probably meant by one that <see cref="Find"/> does not know; null when none is near.</summary>
    public static string? Suggest(string name)
    {
        var entries = s_entries.Value;
        if (NearestName.Find(name, entries.Select(static e => e.Name)) is { } whole) return whole;
        // Without the modules in front: `lowercas`, `string::lowercas`.
        var parts = name.Split("::").Length;
        var nearest = NearestName.Find(name, entries.Select(e => e.Last(parts)));
        return nearest is null ? null : entries.First(e => e.Last(parts) == nearest).Name;
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

    private static string? OfUser(string name, IModuleResolver modules, List<Diagnostic> findings)
    {
        var path = name.Split("::");
        if (path.Any(static p => p.Length == 0 || p.Contains('/'))) return null;
        if (modules.Find(string.Join('/', path)) is { } whole) return OfFile(whole, name, findings);
        var above = path[..^1];
        if (above.Length == 0 || modules.Find(string.Join('/', above)) is not { } source) return null;
        if (TryRead(source, string.Join("::", above), findings) is not { } module) return null;
        return ReferenceEntry.OfModule(module).FirstOrDefault(e => e.Name == name)?.Page();
    }

    private static string List(string name, List<ReferenceEntry> entries)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {name}\n\nSeveral things have this name:\n\n| name | |\n| --- | --- |\n");
        foreach (var entry in entries) page.Append(CultureInfo.InvariantCulture, $"| {entry.Name} | {entry.Summary} |\n");
        return page.ToString();
    }
}
