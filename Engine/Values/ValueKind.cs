namespace Tremor.Dataflow.Engine.Values;

/// <summary>The kinds of values that scripts see (spec: language 3). Integers are one kind, signed or unsigned.</summary>
public enum ValueKind : byte
{
    Null,
    Bool,
    Integer,
    Float,
    String,
    Binary,
    Array,
    Record,
}
