using System.Collections.Frozen;
using System.Reflection;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>All extractors of this assembly by name.</summary>
internal static class ExtractorRegistry
{
    private static readonly FrozenDictionary<string, ConstructorInfo> s_extractors = Discover();

    public static IEnumerable<string> Names => s_extractors.Keys;

    /// <summary>The classes, by name in alphabetical order.</summary>
    public static IEnumerable<(string Name, Type Class)> Classes =>
        s_extractors.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => (e.Key, e.Value.DeclaringType!));

    /// <param name="name">In any case (spec: language 1.9).</param>
    /// <exception cref="InvalidExtractorException">The name is unknown, or the argument is wrong.</exception>
    public static IExtractor Create(string name, string argument)
    {
        if (!s_extractors.TryGetValue(name, out var constructor))
            throw new InvalidExtractorException($"there is no extractor `{name}`; there are {string.Join(", ", s_extractors.Keys.Order(StringComparer.Ordinal))}");
        try
        {
            return (IExtractor)constructor.Invoke([argument]);
        }
        catch (TargetInvocationException e) when (e.InnerException is InvalidExtractorException invalid)
        {
            throw new InvalidExtractorException(invalid.Message);
        }
    }

    private static FrozenDictionary<string, ConstructorInfo> Discover()
    {
        var found = new Dictionary<string, ConstructorInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in typeof(ExtractorRegistry).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<ExtractorAttribute>() is not { } attribute) continue;
            var constructor = type.GetConstructor([typeof(string)])
                ?? throw new InvalidOperationException($"{type} needs a public constructor that takes the argument text");
            found.Add(attribute.Name, constructor);
        }

        return found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
