namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A record on the managed heap: fields in insertion order, names unique. Immutable once it is reachable through a
/// <see cref="Value"/>; <see cref="RecordBuilder"/> makes one.
/// </summary>
internal sealed class RecordValue(FieldName[] names, Value[] values, int count)
{
    private const int MinIndexed = 24;
    private const int SearchesBeforeIndex = 4;

    private Dictionary<FieldName, int>? _index;
    private int _searches;

    public int Count => count;

    public ReadOnlySpan<FieldName> Names => names.AsSpan(0, count);

    public ReadOnlySpan<Value> Values => values.AsSpan(0, count);

    public int IndexOf(ReadOnlySpan<byte> name)
    {
        if (Index is { } index) return index.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var at) ? at : -1;
        for (var i = 0; i < count; i++)
            if (name.SequenceEqual(names[i].Utf8)) return i;
        return -1;
    }

    /// <summary>As above; <paramref name="hint"/> is where the name was the last time.</summary>
    public int IndexOf(FieldName name, int hint = 0)
    {
        if ((uint)hint < (uint)count && names[hint].Equals(name)) return hint;
        if (Index is { } index) return index.TryGetValue(name, out var at) ? at : -1;
        for (var i = 0; i < count; i++)
            if (names[i].Equals(name)) return i;
        return -1;
    }

    /// <summary>A record with the field set; the names are shared when it was there.</summary>
    public RecordValue With(FieldName name, Value value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            var changed = values.AsSpan(0, count).ToArray();
            changed[at] = value;
            return new RecordValue(names, changed, count);
        }

        var longerNames = new FieldName[count + 1];
        var longerValues = new Value[count + 1];
        Names.CopyTo(longerNames);
        Values.CopyTo(longerValues);
        longerNames[count] = name;
        longerValues[count] = value;
        return new RecordValue(longerNames, longerValues, count + 1);
    }

    public RecordValue Detach()
    {
        var detached = new Value[count];
        for (var i = 0; i < count; i++) detached[i] = values[i].Detach();
        return new RecordValue(names, detached, count);
    }

    /// <summary>Made for a long record once it has been searched a few times.</summary>
    private Dictionary<FieldName, int>? Index => count < MinIndexed ? null : _index ?? (++_searches < SearchesBeforeIndex ? null : MakeIndex());

    private Dictionary<FieldName, int> MakeIndex()
    {
        var index = new Dictionary<FieldName, int>(count, FieldNameComparer.Instance);
        for (var i = 0; i < count; i++) index.Add(names[i], i);
        return _index = index;
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
