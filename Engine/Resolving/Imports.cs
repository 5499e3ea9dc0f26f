using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The imports of a flow or pipeline: aliases for modules.</summary>
internal sealed class Imports
{
    private readonly Dictionary<string, BundledModule> _definitions = [];
    private readonly HashSet<string> _aliases = [];

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
            if (BundledModule.Find(use.Module, use.Place) is { } definitions) imports._definitions[alias] = definitions;
            else if (Exists(context, module, use.Place, findings)) imports.Uses.Add(module);
        }

        return imports;
    }

    /// <summary>Finds <c>alias::name</c> among the definitions of imported modules; null when there is none, which is reported.</summary>
    public Definition? Find(Name reference, CreationKind kind, DefinitionFindings findings)
    {
        var path = reference.Text;
        var split = path.LastIndexOf("::", StringComparison.Ordinal);
        var (alias, name) = (path[..split], path[(split + 2)..]);
        if (_definitions.GetValueOrDefault(alias) is { } module)
        {
            IReadOnlyList<Definition> members = kind switch
            {
                CreationKind.Connector => module.Connectors,
                CreationKind.Pipeline => module.Pipelines,
                _ => [],
            };
            if (members.FirstOrDefault(m => m.Name.Text == name) is { } found) return found;
            string[] names = [.. members.Select(static m => m.Name.Text)];
            NotFound([.. names.Select(n => $"{alias}::{n}")], findings.Hint(name, names, $"{kind.Word()}s"));
        }
        else if (BundledModule.Paths.Contains(alias))
        {
            NotFound([], $"add \"use\": [\"{alias}\"] and write {alias.Split("::")[^1]}::{name}");
        }
        else
        {
            NotFound(
                [],
                _aliases.Contains(alias) ? $"the module {alias} defines no {kind.Word()}s that a JSON definition can use"
                : NearestName.Find(alias, _aliases) is { } nearest ? $"did you mean \"{nearest}::{name}\"?"
                : BundledModule.Paths.FirstOrDefault(p => p.EndsWith("::" + alias, StringComparison.Ordinal)) is { } standard ? $"add \"use\": [\"{standard}\"]"
                : $"no module is imported as {alias}");
        }

        return null;

        void NotFound(IReadOnlyCollection<string> defined, string? hint) => findings.Error(reference.Place, DefinitionErrorKind.NotDefined, NotDefined(path, defined), hint);
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
        ResolveContext.TakeScriptFindings(errors.Select(f => ReferenceEquals(f.Span?.Source, probe) ? f with { Span = null } : f), place, findings);
        return false;
    }
}
