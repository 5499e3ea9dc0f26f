using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>All components of a process, by kind and name. Made once at start; immutable.</summary>
public sealed class ComponentRegistry
{
    private readonly FrozenDictionary<(ComponentKind, string), ComponentDescriptor> _byName;
    private readonly FrozenDictionary<string, ComponentDescriptor> _formerOperators;

    private ComponentRegistry(FrozenDictionary<(ComponentKind, string), ComponentDescriptor> byName)
    {
        _byName = byName;
        _formerOperators = byName.Values.Where(static c => c.Attribute is OperatorAttribute { FormerName: not null }).ToFrozenDictionary(static c => ((OperatorAttribute)c.Attribute).FormerName!);
    }

    /// <summary>All of them, by kind and then by name.</summary>
    public IReadOnlyList<ComponentDescriptor> All =>
        field ??= [.. _byName.Values.OrderBy(static c => c.Kind).ThenBy(static c => c.Name, StringComparer.Ordinal)];

    /// <summary>Finds what carries a <see cref="ComponentAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">A component is built wrong, or two have one name.</exception>
    public static ComponentRegistry Discover(params ReadOnlySpan<Assembly> assemblies)
    {
        var types = new List<Type>();
        foreach (var assembly in assemblies) types.AddRange(assembly.GetTypes());
        return Of(types);
    }

    /// <summary>A registry of these classes alone.</summary>
    /// <exception cref="InvalidOperationException">A component is built wrong, or two have one name.</exception>
    public static ComponentRegistry Of(IEnumerable<Type> types)
    {
        var byName = new Dictionary<(ComponentKind, string), ComponentDescriptor>();
        foreach (var type in types)
        {
            if (type.GetCustomAttribute<ComponentAttribute>() is not { } attribute) continue;
            var component = new ComponentDescriptor(type, attribute);
            if (!byName.TryAdd((component.Kind, component.Name), component))
            {
                var other = byName[(component.Kind, component.Name)].Implementation;
                throw new InvalidOperationException($"{other} and {type} are both the {Describe(component.Kind)} \"{component.Name}\"");
            }
        }

        return new(byName.ToFrozenDictionary());
    }

    /// <summary>Finds a component by its kind and its name, which is case-sensitive.</summary>
    public bool TryGet(ComponentKind kind, string name, [NotNullWhen(true)] out ComponentDescriptor? component) =>
        _byName.TryGetValue((kind, name), out component);

    /// <inheritdoc cref="TryGet"/>
    public bool TryGetConnector(string name, [NotNullWhen(true)] out ComponentDescriptor? component) => TryGet(ComponentKind.Connector, name, out component);

    /// <inheritdoc cref="TryGet"/>
    public bool TryGetCodec(string name, [NotNullWhen(true)] out ComponentDescriptor? component) => TryGet(ComponentKind.Codec, name, out component);

    /// <summary>Finds an operator by its name, or by one that it had once.</summary>
    public bool TryGetOperator(string name, [NotNullWhen(true)] out ComponentDescriptor? component) =>
        TryGet(ComponentKind.Operator, name, out component) || _formerOperators.TryGetValue(name, out component);

    /// <summary>The names of a kind, sorted.</summary>
    public IReadOnlyList<string> Names(ComponentKind kind) => [.. All.Where(c => c.Kind == kind).Select(static c => c.Name)];

    /// <summary>What to say of an unknown name: the nearest one, and which there are; null where there are none.</summary>
    public string? Hint(ComponentKind kind, string name) => Hint(kind, name, Names(kind));

    /// <inheritdoc cref="Hint(ComponentKind, string)"/>
    /// <param name="names">Those that may be used.</param>
    internal static string? Hint(ComponentKind kind, string name, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return null;
        var all = $"{Describe(kind)}s are {NearestName.List([.. names.Select(static n => $"\"{n}\"")])}";
        if (NearestName.Find(name, names) is not { } nearest) return $"the {all}";
        return $"did you mean \"{nearest}\"?" + (names.Count == 1 ? "" : $" The {all}");
    }

    internal static string Describe(ComponentKind kind) => kind switch
    {
        ComponentKind.Connector => "connector",
        ComponentKind.Codec => "codec",
        ComponentKind.Preprocessor => "preprocessor",
        ComponentKind.Postprocessor => "postprocessor",
        _ => "operator",
    };
}
