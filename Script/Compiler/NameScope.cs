using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>The meaning of a function's name: a built-in, or a function written in the language.</summary>
internal sealed record FunctionSymbol(NativeFunction? Native, FunctionBody? Body)
{
    /// <summary>The performance warning that a call of it draws; null for none.</summary>
    public string? Warning { get; init; }
}

/// <summary>The names of one file or embedded script: module aliases, functions, constants. Scopes do not nest (spec: language 8.8).</summary>
internal sealed class NameScope
{
    public Dictionary<string, Module> Modules { get; } = [];

    public Dictionary<string, FunctionSymbol> Functions { get; } = [];

    public Dictionary<string, Value> Constants { get; } = [];

    /// <summary>A scope that begins with the same names.</summary>
    public NameScope Copy()
    {
        var copy = new NameScope();
        copy.Take(this);
        return copy;
    }

    /// <summary>Takes over the names of another scope.</summary>
    public void Take(NameScope other)
    {
        foreach (var (name, module) in other.Modules) Modules.Add(name, module);
        foreach (var (name, function) in other.Functions) Functions.Add(name, function);
        foreach (var (name, value) in other.Constants) Constants.Add(name, value);
    }

    /// <summary>The scope behind a chain of module aliases; null where one of them is unknown.</summary>
    public NameScope? Find(IReadOnlyList<string> prefix)
    {
        var scope = this;
        foreach (var alias in prefix)
        {
            if (!scope.Modules.TryGetValue(alias, out var module)) return null;
            scope = module.Scope;
        }

        return scope;
    }
}

/// <summary>A module that was loaded.</summary>
internal sealed record Module(SourceText Source, NameScope Scope);
