namespace Tremor.Dataflow.Engine.Values;

/// <summary>The kinds of values that scripts see (spec: language 3). Integers are one kind, signed or unsigned.</summary>
public enum ValueKind : byte
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A whole number from -2^63 to 2^64-1.</summary>
    Integer,

    /// <summary>A 64-bit floating-point number, NaN and the infinities included.</summary>
    Float,

    /// <summary>Text, valid UTF-8.</summary>
    String,

    /// <summary>Bytes without a meaning of their own.</summary>
    Binary,

    /// <summary>Values in order.</summary>
    Array,

    /// <summary>Fields in order, each name once.</summary>
    Record,
}
