using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>The type of a setting.</summary>
internal enum ConfigKind
{
    /// <summary>Whatever it is: a <see cref="Value"/>.</summary>
    Any,
    Bool,
    Integer,
    Float,
    Text,

    /// <summary>One of the names of an enum, in snake_case.</summary>
    Choice,
    List,

    /// <summary>A record with any keys.</summary>
    Map,

    /// <summary>A record with the keys of a <see cref="ConfigShape"/>.</summary>
    Record,
}

/// <summary>The type of a setting.</summary>
/// <param name="Item">Type of the items of a list or map.</param>
/// <param name="Shape">Keys of a record.</param>
/// <param name="Choices">Names of a choice, in the order of the enum.</param>
internal sealed record ConfigType(
    ConfigKind Kind, Type Clr, ConfigType? Item = null, ConfigShape? Shape = null, IReadOnlyList<(string Name, object Value)>? Choices = null)
{
    /// <summary>That of an integer that is a time, else null.</summary>
    public TimeUnit? Unit { get; init; }

    /// <summary>Least and greatest value that an integer can have.</summary>
    public (Int128 Least, Int128 Greatest) Limits => Type.GetTypeCode(Clr) switch
    {
        TypeCode.Byte => (byte.MinValue, byte.MaxValue),
        TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
        TypeCode.UInt64 => (ulong.MinValue, ulong.MaxValue),
        TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
        TypeCode.Int16 => (short.MinValue, short.MaxValue),
        TypeCode.Int32 => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}

/// <summary>A setting of a configuration.</summary>
/// <param name="Key">As users write it: the property's name in snake_case, or its <see cref="JsonPropertyNameAttribute"/>.</param>
/// <param name="AllowsNull">Whether null stands for "not given".</param>
internal sealed record ConfigProperty(string Key, PropertyInfo Property, ConfigType Type, bool IsRequired, bool AllowsNull)
{
    public IReadOnlyList<ValidationAttribute> Rules { get; } =
        [.. Property.GetCustomAttributes<ValidationAttribute>().Where(static a => a is not RequiredAttribute)];
}

/// <summary>
/// The keys of a configuration, read off its record: <c>required</c> is mandatory, the initialiser is the default. Binding, JSON Schema and
/// reference pages all come from here.
/// </summary>
internal sealed class ConfigShape
{
    private static readonly ConcurrentDictionary<Type, ConfigShape> s_shapes = new();

    private readonly Lazy<FrozenDictionary<string, ConfigProperty>> _byKey;
    private IReadOnlyList<ConfigProperty> _properties = [];

    private ConfigShape(Type type)
    {
        Type = type;
        _byKey = new(() => _properties.ToFrozenDictionary(static p => p.Key));
    }

    public Type Type { get; }

    /// <summary>In the order of the record.</summary>
    public IReadOnlyList<ConfigProperty> Properties => _properties;

    public IEnumerable<string> Keys => Properties.Select(static p => p.Key);

    /// <exception cref="InvalidOperationException">The record has a property that no definition could give.</exception>
    public static ConfigShape Of(Type type) => s_shapes.GetOrAdd(type, static t => Read(t, []));

    public ConfigProperty? Find(string key) => _byKey.Value.GetValueOrDefault(key);

    /// <summary>An instance with its defaults; mandatory settings are not set.</summary>
    public object CreateDefault() => Activator.CreateInstance(Type)!;

    private static ConfigShape Read(Type type, Dictionary<Type, ConfigShape> open)
    {
        if (open.TryGetValue(type, out var recursive)) return recursive;
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw new InvalidOperationException($"{type} is no configuration: it needs a public constructor without parameters");
        var shape = new ConfigShape(type);
        open.Add(type, shape);
        var nullability = new NullabilityInfoContext();
        shape._properties =
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
               where property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
               select new ConfigProperty(
                   property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
                   property,
                   TypeOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property, open),
                   property.IsDefined(typeof(RequiredMemberAttribute)),
                   property.PropertyType != typeof(Value) && nullability.Create(property).WriteState == NullabilityState.Nullable),
        ];
        return shape;
    }

    private static ConfigType TypeOf(Type type, PropertyInfo property, Dictionary<Type, ConfigShape> open)
    {
        if (type == typeof(Value)) return new(ConfigKind.Any, type);
        if (type == typeof(bool)) return new(ConfigKind.Bool, type);
        if (type == typeof(string)) return new(ConfigKind.Text, type);
        if (type == typeof(double) || type == typeof(float)) return new(ConfigKind.Float, type);
        if (type.IsEnum) return new(ConfigKind.Choice, type, Choices: [.. Enum.GetNames(type).Select(name => (NameOf(type, name), Enum.Parse(type, name)))]);
        if (Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64) return new(ConfigKind.Integer, type) { Unit = property.GetCustomAttribute<UnitAttribute>()?.Unit };
        if (type.IsArray) return new(ConfigKind.List, type, TypeOf(type.GetElementType()!, property, open));
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            if (arguments.Length == 1 && type.IsAssignableFrom(typeof(List<>).MakeGenericType(arguments)))
                return new(ConfigKind.List, type, TypeOf(arguments[0], property, open));
            if (arguments.Length == 2 && arguments[0] == typeof(string) && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(arguments)))
                return new(ConfigKind.Map, type, TypeOf(arguments[1], property, open));
        }
        else if (type.IsClass && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true)
        {
            return new(ConfigKind.Record, type, Shape: Read(type, open));
        }

        throw new InvalidOperationException($"{property.DeclaringType}.{property.Name}: no definition can give a {type}");
    }

    /// <summary>The name of an enum's value as users write it.</summary>
    public static string NameOf(Type type, string name) =>
        type.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
