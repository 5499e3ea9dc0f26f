namespace Tremor.Dataflow.Engine.Values;

/// <summary>Builds a record field by field. A name that comes again replaces the value and keeps its position.</summary>
public sealed class RecordBuilder(int capacity = 4)
{
    private FieldName[] _names = new FieldName[capacity];
    private Value[] _values = new Value[capacity];
    private Dictionary<FieldName, int>? _index;
    private int _count;

    public int Count => _count;

    public RecordBuilder Set(string name, Value value) => Set(new FieldName(name), value);

    public RecordBuilder Set(FieldName name, Value value)
    {
        var at = Find(name);
        if (at >= 0)
        {
            _values[at] = value;
            return this;
        }

        if (_count == _names.Length)
        {
            System.Array.Resize(ref _names, Math.Max(4, _count * 2));
            System.Array.Resize(ref _values, Math.Max(4, _count * 2));
        }

        _names[_count] = name;
        _values[_count] = value;
        _index?.Add(name, _count);
        _count++;
        return this;
    }

    /// <summary>A builder that starts with the fields of <paramref name="record"/>: the way to change several fields at once.</summary>
    public static RecordBuilder From(Value record)
    {
        var builder = new RecordBuilder(record.Count + 4);
        foreach (var field in record.Fields) builder.Set(field.Name, field.Value);
        return builder;
    }

    public bool TryGet(FieldName name, out Value value)
    {
        var at = Find(name);
        value = at >= 0 ? _values[at] : default;
        return at >= 0;
    }

    /// <summary>Takes the field out; the others keep their order.</summary>
    /// <returns>Whether there was such a field.</returns>
    public bool Remove(FieldName name)
    {
        var at = Find(name);
        if (at < 0) return false;
        _count--;
        System.Array.Copy(_names, at + 1, _names, at, _count - at);
        System.Array.Copy(_values, at + 1, _values, at, _count - at);
        _names[_count] = null!;
        _values[_count] = default;
        _index = null;
        return true;
    }

    /// <summary>The record; the builder must not be used afterwards.</summary>
    public Value Build() => Value.FromRecord(new RecordValue(_names, _values, _count));

    private int Find(FieldName name)
    {
        if (_index is null && _count < 16)
        {
            for (var i = 0; i < _count; i++)
                if (_names[i].Equals(name)) return i;
            return -1;
        }

        if (_index is null)
        {
            _index = new Dictionary<FieldName, int>(_count * 2);
            for (var i = 0; i < _count; i++) _index.Add(_names[i], i);
        }

        return _index.TryGetValue(name, out var at) ? at : -1;
    }
}
