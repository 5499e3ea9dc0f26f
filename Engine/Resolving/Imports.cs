using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A definition that was found, and the scope that it stands in.</summary>
/// <param name="Scope">Of the module; null where it is the scope that asks.</param>
internal readonly record struct FoundDefinition(Definition Definition, SettingScope? Scope);

/// <summary>The imports of a flow, pipeline or module: aliases for modules.</summary>
internal sealed class Imports
{
    private readonly Dictionary<string, ModuleScope> _modules = [];
    private readonly HashSet<string> _aliases = [];
    private readonly HashSet<string> _unreadable = [];

    /// <summary>The modules and names that the script language is told.</summary>
    public List<UseDefinition> Uses { get; } = [];

    public static Imports Of(ResolveContext context, Parts<Use> uses, DefinitionFindings findings)
    {
        var imports = new Imports();
        foreach (var use in uses.Where(static u => u.Module.Length > 0))
        {
            var alias = use.As?.Text ?? use.Module.Split("::")[^1];
            imports._aliases.Add(alias);
            var module = new UseDefinition(use.Module, use.As?.Text);
            if (BundledModule.Find(use.Module, use.Place) is { } bundled)
            {
                imports._modules[alias] = new(bundled);
                continue;
            }

            if (!Exists(context, module, use.Place, findings))
            {
                imports._unreadable.Add(alias);
                continue;
            }

            imports.Uses.Add(module);
            if (context.FindModule(use.Module) is { } definitions) imports._modules[alias] = definitions;
        }

        return imports;
    }

    /// <summary>Finds <c>alias::name</c> among the definitions of imported modules; null when there is none, which is reported.</summary>
    /// <param name="word">What it is called: <c>pipeline</c>.</param>
    public FoundDefinition? Find<T>(Name reference, string word, DefinitionFindings findings)
        where T : Definition
    {
        var path = reference.Text.Split("::");
        // A misspelt module was reported where it is imported.
        if (_unreadable.Contains(path[0]) || (!_aliases.Contains(path[0]) && NearestName.Find(path[0], _unreadable) is not null)) return null;
        var (alias, name) = (string.Join("::", path[..^1]), path[^1]);
        if (ModuleOf(path.AsSpan()[..^1]) is { } module)
        {
            if (module.Definitions.OfType<T>().FirstOrDefault(m => m.Name.Text == name) is { } found) return new(found, module.Scope);
            string[] names = [.. module.Definitions.OfType<T>().Select(static m => m.Name.Text)];
            NotFound([.. names.Select(n => $"{alias}::{n}")], names.Length == 0 ? $"the module {alias} defines no {word}s" : findings.Hint(name, names, $"{word}s"));
        }
        else if (BundledModule.Paths.Contains(alias))
        {
            NotFound([], $"{AddUse(alias)} and write {path[^2]}::{name}");
        }
        else
        {
            NotFound(
                [],
                _aliases.Contains(alias) ? $"the module {alias} defines no {word}s"
                : NearestName.Find(alias, _aliases) is { } nearest ? $"did you mean \"{nearest}::{name}\"?"
                : BundledModule.Paths.FirstOrDefault(p => p.EndsWith("::" + alias, StringComparison.Ordinal)) is { } standard ? AddUse(standard)
                : $"no module is imported as {alias}");
        }

        return null;

        string AddUse(string module) => reference.Place.IsText ? $"add `use {module};`" : $"add \"use\": [\"{module}\"]";

        void NotFound(IReadOnlyCollection<string> defined, string? hint) =>
            findings.Error(reference.Place, DefinitionErrorKind.NotDefined, NotDefined(reference.Text, defined), hint);
    }

    /// <summary>The module behind a chain of aliases: one that is imported here, then those that each imports.</summary>
    private ModuleScope? ModuleOf(ReadOnlySpan<string> aliases)
    {
        var module = _modules.GetValueOrDefault(aliases[0]);
        foreach (var alias in aliases[1..]) module = module?.Imports?._modules.GetValueOrDefault(alias);
        return module;
    }

    /// <summary>The error about what is not defined (spec: troy A2).</summary>
    public static string NotDefined(string name, IReadOnlyCollection<string> defined) =>
        $"Artefact `{name}` is not defined or not found, the following are defined: {NearestName.List(defined)}";

    /// <summary>Asks the script language, which knows the standard library, whether it can use the module.</summary>
    private static bool Exists(ResolveContext context, UseDefinition use, Place place, DefinitionFindings findings)
    {
        var found = new List<Diagnostic>();
        var probe = new SourceText(place.Span?.Source.Name ?? "", "null");
        if (context.Script.EvaluateConstant(ScriptText.Of(probe), context.ScopeOf(ArgumentSet.None, [use]), found) is not null) return true;
        var errors = found.Where(static f => f.Severity == Severity.Error);
        if (BundledModule.Near(use.Module) is { } bundled)
            errors = errors.Select(f => ReferenceEquals(f.Span?.Source, probe) || f.Span is null ? f with { Hint = $"did you mean \"{bundled}\"?" } : f);
        foreach (var error in errors)
        {
            var isOfUse = ReferenceEquals(error.Span?.Source, probe);
            ResolveContext.TakeScriptFindings([isOfUse ? error with { Span = null } : error], context.Modules.PlaceOf(error.Span?.Source) ?? place, findings);
        }

        return false;
    }
}
