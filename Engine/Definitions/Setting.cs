using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A value that is known when a definition is loaded: written as it is, or computed. In Troy and queries it is a constant expression; in JSON it
/// means itself, but for a record whose only key begins with <c>$</c>, which is a directive (spec: troy B2).
/// </summary>
public abstract record Setting(Place Place);

/// <summary>A value as it is: a scalar, or whatever stands in <c>{"$literal": ...}</c>.</summary>
public sealed record LiteralSetting(Value Value, Place Place) : Setting(Place)
{
    /// <summary>Whether the values are equal in type and content.</summary>
    public bool Equals(LiteralSetting? other) => other is not null && ValueEquality.AreStructurallyEqual(Value, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.Kind.GetHashCode();
}

/// <summary>A list of settings: <c>[1, args.n]</c>; in JSON <c>[1, {"$arg": "n"}]</c>.</summary>
public sealed record ListSetting(Parts<Setting> Items, Place Place) : Setting(Place);

/// <summary>A record of settings: <c>{"n": args.n}</c>; in JSON <c>{"n": {"$arg": "n"}}</c>. No key comes twice.</summary>
public sealed record RecordSetting(Parts<Field> Fields, Place Place) : Setting(Place);

/// <summary>An argument of the surrounding entity or a part of one: <c>args.a.b[0]</c>; in JSON <c>{"$arg": "a.b[0]"}</c>.</summary>
/// <param name="Path">As it stands behind <c>args.</c></param>
public sealed record ArgumentSetting(Name Path, Place Place) : Setting(Place);

/// <summary>A constant expression, which may use <c>args</c> and imported modules: <c>nanos::from_seconds(2)</c>; in JSON <c>{"$expr": text}</c>.</summary>
public sealed record ExpressionSetting(Text Expression, Place Place) : Setting(Place);

/// <summary>A string with expressions in it: <c>"topic-#{args.n}"</c>; in JSON <c>{"$str": "topic-#{args.n}"}</c>.</summary>
/// <param name="Template">The inside of the string literal.</param>
public sealed record TemplateSetting(Text Template, Place Place) : Setting(Place);

/// <summary>An environment variable: in JSON <c>{"$env": "NAME"}</c> or <c>{"$env": {"name", "default", "as"}}</c>; Troy has no word for it.</summary>
/// <param name="Default">Taken, as it is, where the variable is not set; null for an error.</param>
/// <param name="Type">What the text of the variable is read as.</param>
public sealed record EnvironmentSetting(Name Variable, LiteralSetting? Default, VariableType Type, Place Place) : Setting(Place);

/// <summary>The type that the text of an environment variable is read as: <c>"as"</c> in JSON.</summary>
public enum VariableType
{
    /// <summary>As it is.</summary>
    String,

    /// <summary>An integer.</summary>
    Int,

    /// <summary>A float.</summary>
    Float,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>The JSON that it is.</summary>
    Json,
}

/// <summary>A secret, which is never shown: in JSON <c>{"$secret": "elastic/indexer"}</c>; Troy has no word for it.</summary>
/// <param name="Reference">Opaque: what it means is up to where secrets come from.</param>
public sealed record SecretSetting(Name Reference, Place Place) : Setting(Place);

/// <summary>The content of a file as a string: in JSON <c>{"$file": "path"}</c>, relative to the definition; Troy has no word for it.</summary>
public sealed record FileSetting(Name Path, Place Place) : Setting(Place);

/// <summary>Stands where something is written that cannot be read as a setting, which the reader has reported: its value is unknown.</summary>
public sealed record UnreadableSetting(Place Place) : Setting(Place);

/// <summary>A key and its setting: of a record, of <c>with</c>, of the settings of a definition.</summary>
public sealed record Field(Name Key, Setting Value);
