using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Hints for names of modules, functions and constants that are not there: what was probably meant, and how that is written (spec: language 12.5).</summary>
internal sealed class MeantNames(IModuleResolver modules)
{
    /// <summary>For the path of a <c>use</c>.</summary>
    public string ForUse(IReadOnlyList<string> path)
    {
        var owner = path.Take(path.Count - 1).ToList();
        if (path.Count > 1 && Exists(owner) && (!LibraryModules.Has(owner) || NearestFunction(string.Join("::", owner), path[^1]) is not null)) return ForFunction(owner, path[^1]);
        if (Nearest(path) is { } meant) return $"Did you mean `{meant}`?";
        if (path.Count > 1 && Nearest(owner) is { } near) return ForFunction(near.Split("::"), path[^1]);
        return "TREMOR_PATH lists the directories of modules";
    }

    /// <summary>For a call, or a constant, behind a chain of module aliases that the scope does not know.</summary>
    public string ForModule(IReadOnlyList<string> prefix, string name, NameScope scope)
    {
        if (prefix is ["object"]) return "Did you mean `record`?";
        if (NearestName.FindWithin(2, prefix[0], scope.Modules.Keys) is { } alias) return $"Did you mean `{alias}`?";
        var module = Exists(prefix) ? string.Join("::", prefix) : Nearest(prefix);
        return module is null
            ? "modules are made known by `use`"
            : $"modules are made known by `use`: write `use {module};` in front and `{module.Split("::")[^1]}::{NearestFunction(module, name) ?? name}` here";
    }

    /// <summary>For a function that a known scope has not; null for no idea.</summary>
    /// <param name="prefix">The aliases in front of it.</param>
    public static string? ForFunction(IReadOnlyList<string> prefix, string name, NameScope scope)
    {
        var functions = scope.Functions.Keys;
        if (prefix.Count == 0 && FunctionsElsewhere.Meant(name) is { } elsewhere) return elsewhere;
        if (NearestName.FindWithin(2, name, functions) is { } near) return $"Did you mean `{near}`?";
        if (prefix.Count > 0)
        {
            var meant = FunctionsElsewhere.Synonym(name) is { } synonym && functions.Contains(synonym) ? synonym : functions.FirstOrDefault(f => f.StartsWith(name, StringComparison.Ordinal));
            if (meant is not null) return $"Did you mean `{meant}`?";
            return functions.Count is > 0 and <= 16 ? $"its functions are {string.Join(", ", functions.Order(StringComparer.Ordinal).Select(static f => $"`{f}`"))}" : null;
        }

        // The nearest of hundreds of names is a guess: for longer ones alone.
        return name.Length > 3 && NearestName.Find(name, FunctionRegistry.Modules.SelectMany(FunctionRegistry.FunctionsOf).Select(static f => f.Name)) is { } far
            ? FunctionsElsewhere.Meant(far)
            : null;
    }

    /// <summary>For an aggregate, named without <c>aggr::</c>; null for no idea.</summary>
    public static string? ForAggregate(string name) =>
        NearestName.Find(name, FunctionRegistry.Aggregates.Select(static a => a.Attribute.Name)) is { } near ? $"Did you mean `aggr::{near}`?" : null;

    private static string ForFunction(IReadOnlyList<string> module, string name)
    {
        var path = string.Join("::", module);
        return $"`use` makes a module known with all that is in it: `use {path};`, then `{module[^1]}::{NearestFunction(path, name) ?? name}`";
    }

    private bool Exists(IReadOnlyList<string> path) => ScriptCompiler.FindModule(string.Join("::", path), modules) is not null;

    /// <summary>The module that was meant by a path that leads to none: another one with its last name, or one whose names are near.</summary>
    private string? Nearest(IReadOnlyList<string> path)
    {
        var file = string.Join('/', path);
        var candidates = modules.Near(file).Concat(LibraryModules.Paths).ToList();
        var nearest = (path.Count == 1 ? LibraryModules.EndingIn(path[0]) : null)
            ?? NearestName.Find(file, candidates)
            ?? LibraryModules.EndingIn(path[^1])
            ?? (NearestName.Find(path[^1], candidates.Select(LastOf)) is { } last ? candidates.First(c => LastOf(c) == last) : null);
        return nearest?.Replace("/", "::");
    }

    private static string LastOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The function of a module of the library that a name means; null where it knows none, or no such module.</summary>
    private static string? NearestFunction(string module, string name)
    {
        var functions = LibraryModules.FunctionsOf(module);
        return functions.Contains(name) ? name : NearestName.FindWithin(2, name, functions);
    }
}
