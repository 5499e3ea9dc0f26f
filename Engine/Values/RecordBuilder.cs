using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Trees;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>Builds a record field by field. A name that comes again replaces the value and keeps its position.</summary>
public sealed class RecordBuilder
{
    private FieldName[] _names;
    private Value[] _values;
    private Dictionary<FieldName, int>? _index;
    private int _count;
    private int _copies;

    /// <summary>The changes to a record of a document, as long as they are few; then the arrays are empty.</summary>
    private OverlayRecord? _overlay;

    /// <summary>The fields of a record that is often changed; then the arrays are empty.</summary>
    private TreeRecord? _tree;

    /// <summary>A builder without fields.</summary>
    /// <param name="capacity">How many fields are expected; more may come.</param>
    public RecordBuilder(int capacity = 4)
    {
        _names = capacity == 0 ? [] : new FieldName[capacity];
        _values = capacity == 0 ? [] : new Value[capacity];
    }

    /// <summary>Fields so far.</summary>
    public int Count => _overlay?.Count ?? _tree?.Count ?? _count;

    /// <inheritdoc cref="Set(FieldName, Value)"/>
    public RecordBuilder Set(string name, Value value) => Set(new FieldName(name), value);

    /// <summary>Adds a field, or replaces the value of the one of that name, which keeps its place.</summary>
    public RecordBuilder Set(FieldName name, Value value)
    {
        if (_overlay is not null)
        {
            if (_overlay.TrySet(name, value)) return this;
            LeaveOverlay();
        }

        if (_tree is not null)
        {
            _tree = _tree.With(name, value);
            return this;
        }

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
    /// <param name="changes">How many of them are expected.</param>
    public static RecordBuilder From(Value record, int changes = 4)
    {
        if (record.AsOverlay is { IsFull: false } overlay) return new RecordBuilder(0) { _overlay = overlay.Copy(changes) };
        if (record.TryGetStore(out var store, out var slot) && slot.Kind == SlotKind.Record && slot.Length > 0)
            return new RecordBuilder(0) { _overlay = new OverlayRecord(store, slot, changes) };
        if (record.AsTree is { } tree) return new RecordBuilder(0) { _tree = tree };
        if (record.AsOwnRecord is { IsOftenChanged: true } own) return new RecordBuilder(0) { _tree = own.ToTree() };
        var builder = new RecordBuilder(0) { _copies = record.AsOwnRecord is { } copied ? copied.Copies + 1 : 0 };
        builder.Append(record, changes);
        return builder;
    }

    /// <summary>The value of a field so far; false when there is none of that name.</summary>
    public bool TryGet(FieldName name, out Value value)
    {
        if (_overlay is not null)
        {
            var cache = default(FieldCache);
            return _overlay.TryGet(name, ref cache, out value);
        }

        if (_tree is not null)
        {
            var place = _tree.IndexOf(name, hint: 0);
            value = place >= 0 ? _tree.ValueAt(place) : default;
            return place >= 0;
        }

        var at = Find(name);
        value = at >= 0 ? _values[at] : default;
        return at >= 0;
    }

    /// <summary>Takes the field out; the others keep their order.</summary>
    /// <returns>Whether there was such a field.</returns>
    public bool Remove(FieldName name)
    {
        if (_overlay is not null)
        {
            if (_overlay.TryRemove(name, out var removed)) return removed;
            LeaveOverlay();
        }

        if (_tree is not null)
        {
            var before = _tree.Count;
            _tree = _tree.Without(name);
            return _tree.Count < before;
        }

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
    public Value Build()
    {
        if (_overlay is not null) return Value.FromOverlay(_overlay);
        return _tree is null ? Value.FromRecord(new RecordValue(_names, _values, _count, _copies)) : Value.FromTree(_tree);
    }

    private void LeaveOverlay()
    {
        var record = Value.FromOverlay(_overlay!);
        _overlay = null;
        Append(record, room: 4);
    }

    /// <summary>Takes all fields of a record into this builder, which is empty.</summary>
    private void Append(Value record, int room)
    {
        _names = new FieldName[record.Count + room];
        _values = new Value[record.Count + room];
        foreach (var field in record.Fields)
        {
            _names[_count] = field.Name;
            _values[_count++] = field.Value;
        }
    }

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
