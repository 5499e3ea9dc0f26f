using Tremor.Dataflow.Engine.Values.Trees;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A record on the managed heap: fields in insertion order, names unique. Immutable once it is reachable through a
/// <see cref="Value"/>, except for <see cref="Value.With(FieldName, Value, ref bool)"/>; <see cref="RecordBuilder"/> makes one.
/// </summary>
/// <param name="copies">How many records it was copied from, one from the other, each time with a change.</param>
internal sealed class RecordValue(FieldName[] names, Value[] values, int count, int copies = 0)
{
    /// <summary>
    /// With fewer fields a copy is as cheap as the nodes of a <see cref="TreeRecord"/>, and to make one of more is worth it only where changes go on: it
    /// takes as long as a dozen copies (<c>Perf script "state of"</c>).
    /// </summary>
    private const int MinTree = 64;
    private const int CopiesBeforeTree = 8;

    private const int MinIndexed = 24;
    private const int SearchesBeforeIndex = 4;

    private Dictionary<FieldName, int>? _index;
    private ContainerFacts _facts;
    private byte _searches;

    /// <summary>Whether no other record looks at the array of names, which may then have room to grow into.</summary>
    private bool _ownsNames;

    public int Count => count;

    public int Copies => copies;

    /// <summary>Whether the next change is to make a <see cref="TreeRecord"/> of it, as many others will follow.</summary>
    public bool IsOftenChanged => count >= MinTree && copies >= CopiesBeforeTree;

    public ref ContainerFacts Facts => ref _facts;

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
            return new RecordValue(names, changed, count, copies + 1);
        }

        var longerValues = new Value[count + 1];
        Values.CopyTo(longerValues);
        longerValues[count] = value;
        return new RecordValue(name.Behind(names, count), longerValues, count + 1, copies + 1);
    }

    /// <summary>Sets a field of this record: for its only holder, who got it from <see cref="With"/> or a builder.</summary>
    public void Set(FieldName name, Value value)
    {
        _facts = default;
        var at = IndexOf(name);
        if (at >= 0)
        {
            values[at] = value;
            return;
        }

        if (count == values.Length) Array.Resize(ref values, Math.Max(4, count * 2));
        values[count] = value;
        AppendName(name);
        _index?.Add(name, count);
        count++;
    }

    public TreeRecord ToTree() => TreeRecord.Of(Names, Values);

    /// <summary>This record where it holds no pooled memory, else a copy that does not.</summary>
    public RecordValue Detach()
    {
        if (_facts.IsDetached) return this;
        var record = Value.DetachAll(values, count) is { } detached ? new RecordValue(names, detached, count, copies) : this;
        record._facts.SetDetached();
        return record;
    }

    /// <summary>Made for a long record once it has been searched a few times.</summary>
    private Dictionary<FieldName, int>? Index => count < MinIndexed ? null : _index ?? (++_searches < SearchesBeforeIndex ? null : MakeIndex());

    private void AppendName(FieldName name)
    {
        if (count < FieldName.MaxShared)
        {
            names = name.Behind(names, count);
            return;
        }

        if (!_ownsNames || count == names.Length)
        {
            var longer = new FieldName[count * 2];
            Names.CopyTo(longer);
            names = longer;
            _ownsNames = true;
        }

        names[count] = name;
    }

    private Dictionary<FieldName, int> MakeIndex()
    {
        var index = new Dictionary<FieldName, int>(count, FieldNameComparer.Instance);
        for (var i = 0; i < count; i++) index.Add(names[i], i);
        return _index = index;
    }
}

/// <summary>An array on the managed heap, immutable once it is reachable through a <see cref="Value"/>.</summary>
/// <param name="headLength">How many of the items came, in their order, of an array of which something was known.</param>
/// <param name="head">What was known of it.</param>
internal sealed class ArrayValue(Value[] items, int headLength = 0, ContainerFacts head = default)
{
    private ContainerFacts _facts;

    public Value[] Items => items;

    public int HeadLength => headLength;

    public ContainerFacts Head => head;

    public ref ContainerFacts Facts => ref _facts;

    /// <summary>This array where it holds no pooled memory, else a copy that does not.</summary>
    public ArrayValue Detach()
    {
        if (_facts.IsDetached) return this;
        var array = Value.DetachAll(items, items.Length, head.IsDetached ? headLength : 0) is { } detached ? new ArrayValue(detached, headLength, head) : this;
        array._facts.SetDetached();
        return array;
    }
}

/// <summary>A byte sequence that is no text.</summary>
internal sealed class BinaryValue(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;
}
