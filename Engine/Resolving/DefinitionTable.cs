using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The definitions of a flow or pipeline, by kind and name, and which of them have been created from.</summary>
internal sealed class DefinitionTable
{
    private readonly Dictionary<(CreationKind, string), Definition> _byName = [];
    private readonly List<(CreationKind Kind, Definition Definition)> _all = [];
    private readonly Dictionary<CreationKind, List<string>> _names = [];
    private readonly HashSet<Definition> _used = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those that nothing was created from, in the order in which they were added.</summary>
    public IEnumerable<(CreationKind Kind, Definition Definition)> Unused => _all.Where(d => !_used.Contains(d.Definition));

    /// <summary>Of two with the same name the first counts; the other one is an error.</summary>
    public void Add(CreationKind kind, IEnumerable<Definition> definitions, DefinitionFindings findings)
    {
        var names = _names[kind] = [];
        foreach (var definition in definitions)
        {
            names.Add(definition.Name.Text);
            _all.Add((kind, definition));
            if (!_byName.TryAdd((kind, definition.Name.Text), definition))
                findings.Error(definition.Place, DefinitionErrorKind.DuplicateName, Twice(kind.Word(), definition.Name), phase: Phase.Checking);
        }
    }

    public static string Twice(string kind, Name name) => $"Can't define the {kind} `{name}` twice";

    public Definition? Find(CreationKind kind, string name) => _byName.GetValueOrDefault((kind, name));

    /// <summary>The names of a kind.</summary>
    public IReadOnlyList<string> Names(CreationKind kind) => _names.GetValueOrDefault(kind, []);

    public void MarkUsed(Definition definition) => _used.Add(definition);
}

internal static class CreationKindNames
{
    /// <summary>The word of the language for it.</summary>
    public static string Word(this CreationKind kind) => kind.ToString().ToLowerInvariant();
}
