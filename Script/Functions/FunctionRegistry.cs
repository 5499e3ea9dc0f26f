using System.Collections.Frozen;
using System.Reflection;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>All native functions and aggregates of this assembly.</summary>
internal static class FunctionRegistry
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, NativeFunction>> s_modules = Discover();
    private static readonly FrozenDictionary<string, NativeAggregate> s_aggregates = DiscoverAggregates();

    public static IEnumerable<string> Modules => s_modules.Keys;

    public static bool HasModule(string module) => s_modules.ContainsKey(module);

    /// <summary>The functions of a module; none for an unknown one.</summary>
    public static IEnumerable<NativeFunction> FunctionsOf(string module) => s_modules.TryGetValue(module, out var functions) ? functions.Values : [];

    public static NativeFunction? Find(string module, string name) =>
        s_modules.TryGetValue(module, out var functions) && functions.TryGetValue(name, out var function) ? function : null;

    public static IEnumerable<NativeAggregate> Aggregates => s_aggregates.Values;

    /// <param name="name">Such as <c>stats::sum</c>.</param>
    public static NativeAggregate? FindAggregate(string name) => s_aggregates.GetValueOrDefault(name);

    private static FrozenDictionary<string, FrozenDictionary<string, NativeFunction>> Discover()
    {
        var overloads = new Dictionary<(string Module, string Name), List<NativeOverload>>();
        foreach (var type in typeof(FunctionRegistry).Assembly.GetTypes())
        {
            if (!type.IsAbstract || !type.IsSealed) continue;
            foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute) continue;
                if (attribute.Name.Split("::") is not [var module, var name])
                    throw new InvalidOperationException($"{type}.{method.Name}: `{attribute.Name}` is not of the form `module::name`");
                if (!overloads.TryGetValue((module, name), out var list)) overloads.Add((module, name), list = []);
                list.Add(new NativeOverload(method, attribute));
            }
        }

        return overloads
            .Select(static o => new NativeFunction(o.Key.Module, o.Key.Name, [.. o.Value.OrderBy(static x => x.IsVariadic).ThenBy(static x => x.Arity)]))
            .GroupBy(static f => f.Module)
            .ToFrozenDictionary(static g => g.Key, static g => g.ToFrozenDictionary(static f => f.Name));
    }

    private static FrozenDictionary<string, NativeAggregate> DiscoverAggregates() =>
        typeof(FunctionRegistry).Assembly.GetTypes()
            .Select(static type => (Type: type, Attribute: type.GetCustomAttribute<AggregateAttribute>()))
            .Where(static x => x.Attribute is not null)
            .Select(static x => new NativeAggregate(x.Type, x.Attribute!))
            .ToFrozenDictionary(static a => a.Attribute.Name);
}
