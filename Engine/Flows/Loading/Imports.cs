using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>The <c>use</c> list of a flow or pipeline: aliases for modules.</summary>
internal sealed class Imports
{
    private readonly Dictionary<string, DefinitionModule> _definitions = [];
    private readonly HashSet<string> _aliases = [];

    /// <summary>The modules and names that the script language is told.</summary>
    public List<UseDefinition> Uses { get; } = [];

    public static Imports Read(LoadContext context, DocumentNode? list, DefinitionFindings findings)
    {
        var imports = new Imports();
        foreach (var item in list is { IsList: true } ? list.Items : [])
        {
            if ((item.Text ?? item["module"]?.Text) is not { Length: > 0 } module) continue;
            var use = new UseDefinition(module, item["as"]?.Text);
            var alias = use.As ?? module.Split("::")[^1];
            imports._aliases.Add(alias);
            if (DefinitionModule.Find(module) is { } definitions) imports._definitions[alias] = definitions;
            else if (Exists(context, use, item, findings)) imports.Uses.Add(use);
        }

        return imports;
    }

    /// <summary>Finds <c>alias::name</c> among the definitions of imported modules; null when there is none, which is reported.</summary>
    /// <param name="kind"><c>connector</c>, <c>pipeline</c>, <c>operator</c> or <c>script</c>.</param>
    public DocumentMember? Find(DocumentNode reference, string kind, DefinitionFindings findings)
    {
        var path = reference.Text!;
        var split = path.LastIndexOf("::", StringComparison.Ordinal);
        var (alias, name) = (path[..split], path[(split + 2)..]);
        if (_definitions.GetValueOrDefault(alias) is { } module)
        {
            var members = module.Members(kind);
            if (members.FirstOrDefault(m => m.Name == name) is { } found) return found;
            string[] names = [.. members.Select(static m => m.Name)];
            findings.Error(reference, "NotDefined", NotDefined(path, names.Select(n => $"{alias}::{n}")), NearestName.Hint(name, names, $"{kind}s"));
        }
        else if (DefinitionModule.Find(alias) is not null)
        {
            findings.Error(reference, "NotDefined", NotDefined(path, []), $"add \"use\": [\"{alias}\"] and write {alias.Split("::")[^1]}::{name}");
        }
        else
        {
            var hint = _aliases.Contains(alias) ? $"the module {alias} defines no {kind}s that a JSON definition can use"
                : NearestName.Find(alias, _aliases) is { } nearest ? $"did you mean \"{nearest}::{name}\"?"
                : DefinitionModule.Paths.FirstOrDefault(p => p.EndsWith("::" + alias, StringComparison.Ordinal)) is { } standard ? $"add \"use\": [\"{standard}\"]"
                : $"no module is imported as {alias}";
            findings.Error(reference, "NotDefined", NotDefined(path, []), hint);
        }

        return null;
    }

    /// <summary>The error about what is not defined (spec: troy A2).</summary>
    public static string NotDefined(string name, IEnumerable<string> defined)
    {
        var known = string.Join(", ", defined);
        return $"Artefact `{name}` is not defined or not found, the following are defined: {(known.Length == 0 ? "none" : known)}";
    }

    /// <summary>Asks the script language, which knows the standard library, whether it can use the module.</summary>
    private static bool Exists(LoadContext context, UseDefinition use, DocumentNode item, DefinitionFindings findings)
    {
        var found = new List<Diagnostic>();
        var probe = new SourceText(item.Document.Source.Name, "null");
        if (context.Script.EvaluateConstant(probe, new(Value.EmptyRecord, [use], context.Modules), found) is not null) return true;
        var own = found.Where(f => f.Severity == Severity.Error);
        foreach (var finding in own)
            findings.Add(finding with { Pointer = item.Pointer, Span = ReferenceEquals(finding.Span?.Source, probe) ? item.Place : finding.Span ?? item.Place }, item.Start);
        return false;
    }
}
