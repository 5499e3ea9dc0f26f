namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// An argument that a definition declares: <c>args port = 9100</c>. In JSON <c>null</c> stands for a required one, a scalar or list for its default,
/// a record for <c>{"default", "type", "doc"}</c> (spec: troy B2).
/// </summary>
public sealed record Parameter(Name Name)
{
    /// <summary>Its value where the creator gives none; null for a required argument.</summary>
    public Setting? Default { get; init; }

    /// <summary>The type of its values; Troy has no word for it.</summary>
    public ParameterType Type { get; init; }

    /// <summary>A comment: a line of text.</summary>
    public string? Doc { get; init; }
}

/// <summary>The type of an argument's values.</summary>
public enum ParameterType
{
    /// <summary>Any value.</summary>
    Any,

    /// <summary>A string.</summary>
    String,

    /// <summary>An integer of 64 bits, with or without a sign.</summary>
    Int,

    /// <summary>A float.</summary>
    Float,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A list.</summary>
    List,

    /// <summary>A record.</summary>
    Record,
}
