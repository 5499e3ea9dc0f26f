namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A record on the managed heap: fields in insertion order, names unique. Immutable once it is reachable through a
/// <see cref="Value"/>; <see cref="RecordBuilder"/> makes one.
/// </summary>
internal sealed class RecordValue(FieldName[] names, Value[] values, int count)
{
    public int Count => count;

    public ReadOnlySpan<FieldName> Names => names.AsSpan(0, count);

    public ReadOnlySpan<Value> Values => values.AsSpan(0, count);

    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < count; i++)
            if (name.SequenceEqual(names[i].Utf8)) return i;
        return -1;
    }

    /// <summary>As above; <paramref name="hint"/> is where the name was the last time.</summary>
    public int IndexOf(FieldName name, int hint)
    {
        if ((uint)hint < (uint)count && names[hint].Equals(name)) return hint;
        for (var i = 0; i < count; i++)
            if (names[i].Equals(name)) return i;
        return -1;
    }
}

/// <summary>An array on the managed heap, immutable once it is reachable through a <see cref="Value"/>.</summary>
internal sealed class ArrayValue(Value[] items)
{
    public Value[] Items => items;
}

/// <summary>A byte sequence that is no text.</summary>
internal sealed class BinaryValue(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;
}
