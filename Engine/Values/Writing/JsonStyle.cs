namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>How values are written. <see cref="Compact"/> alone is the "compact JSON" of the library (spec: stdlib 1.6).</summary>
[Flags]
public enum JsonStyle
{
    /// <summary>No blanks, fields in record order, binaries as base64 strings.</summary>
    Compact = 0,

    /// <summary>Fields in the order of their names' UTF-8 bytes, at every level.</summary>
    Sorted = 1,

    /// <summary>Binaries as arrays of byte numbers: with <see cref="Compact"/> the "encode" rendering.</summary>
    BytesAsNumbers = 2,

    /// <summary>Two blanks a level, a line an element, <c>"key": value</c>; no line end behind the last.</summary>
    Pretty = 4,
}
