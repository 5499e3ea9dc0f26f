using System.Text;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Trees;

namespace Tremor.Dataflow.Engine.Values;

public readonly partial struct Value
{
    /// <summary>The field of that name, when this is a record that has it.</summary>
    public bool TryGetField(ReadOnlySpan<byte> name, out Value value)
    {
        if (_ref is JsonStore store)
        {
            var at = IsRecord ? store.IndexOf(Slot, name) : -1;
            value = at < 0 ? default : store.ValueOf(store.ChildOf(Slot, at));
            return at >= 0;
        }

        if (_ref is RecordValue record && record.IndexOf(name) is >= 0 and var index)
        {
            value = record.Values[index];
            return true;
        }

        if (_ref is OverlayRecord overlay) return overlay.TryGet(name, out value);

        if (_ref is TreeRecord tree && tree.IndexOf(name) is >= 0 and var position)
        {
            value = tree.ValueAt(position);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>
    /// As <see cref="TryGetField(ReadOnlySpan{byte}, out Value)"/>, with the place of the last hit remembered in
    /// <paramref name="cache"/>: the way for a compiled path, which meets records of one shape again and again.
    /// </summary>
    public bool TryGetField(FieldName name, ref FieldCache cache, out Value value)
    {
        if (_ref is JsonStore store && Slot.Kind == SlotKind.Record)
        {
            if (store.ShapeOf(Slot) is not { } shape) return TryGetField(name.Utf8, ref cache, out value);
            if (!ReferenceEquals(shape, cache.Shape))
            {
                cache.Index = shape.IndexOf(name);
                cache.Shape = shape;
            }

            var found = cache.Index >= 0;
            value = found ? store.ValueOf(store.ChildOf(Slot, cache.Index)) : default;
            return found;
        }

        if (_ref is RecordValue record)
        {
            var at = record.IndexOf(name, cache.Index);
            if (at >= 0)
            {
                cache.Index = at;
                cache.Shape = null;
                value = record.Values[at];
                return true;
            }
        }

        if (_ref is OverlayRecord overlay) return overlay.TryGet(name, ref cache, out value);

        if (_ref is TreeRecord tree)
        {
            var at = tree.IndexOf(name, cache.Index);
            if (at >= 0)
            {
                cache.Index = at;
                cache.Shape = null;
                value = tree.ValueAt(at);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>As above for a name that is met once: <paramref name="cache"/> holds where to look first.</summary>
    internal bool TryGetField(ReadOnlySpan<byte> name, ref FieldCache cache, out Value value)
    {
        if (_ref is JsonStore store && Slot.Kind == SlotKind.Record && store.ShapeOf(Slot) is null)
        {
            var at = store.KeyIs(Slot, cache.Index, name) ? cache.Index : store.IndexOf(Slot, name);
            cache.Index = at + 1;
            cache.Shape = null;
            value = at < 0 ? default : store.ValueOf(store.ChildOf(Slot, at));
            return at >= 0;
        }

        return TryGetField(name, out value);
    }

    /// <summary>Fills <paramref name="fields"/>, which is as long as this record, with its fields in the order of their names' bytes.</summary>
    internal void SortedFields(Span<Field> fields)
    {
        var at = 0;
        foreach (var field in Fields) fields[at++] = field;
        fields.Sort(static (left, right) => left.NameUtf8.SequenceCompareTo(right.NameUtf8));
    }

    /// <inheritdoc cref="TryGetField(ReadOnlySpan{byte}, out Value)"/>
    public bool TryGetField(string name, out Value value) => TryGetField(Encoding.UTF8.GetBytes(name), out value);

    /// <summary>
    /// This record with the field set: replaced in its position, or appended. A record of a document becomes a thin overlay; who
    /// changes many fields takes <see cref="RecordBuilder.From"/>.
    /// </summary>
    public Value With(FieldName name, Value value)
    {
        if (_ref is RecordValue { IsOftenChanged: false } record) return FromRecord(record.With(name, value));
        if (_ref is TreeRecord tree) return FromTree(tree.With(name, value));
        return RecordBuilder.From(this, changes: 1).Set(name, value).Build();
    }

    /// <summary>
    /// As <see cref="With(FieldName, Value)"/> for who sets one field after the other. Where <paramref name="isOwned"/> is true, this record
    /// came from an earlier such call and its caller alone holds it: it is changed in place. The result is owned; the caller says so no more
    /// once anybody else gets hold of it.
    /// </summary>
    public Value With(FieldName name, Value value, ref bool isOwned)
    {
        if (isOwned)
        {
            if (_ref is RecordValue record)
            {
                record.Set(name, value);
                return this;
            }

            if (_ref is OverlayRecord overlay && overlay.TrySet(name, value)) return this;
        }

        isOwned = true;
        return With(name, value);
    }

    /// <summary>This record without the field; itself when it has no such field.</summary>
    public Value Without(FieldName name)
    {
        if (!TryGetField(name.Utf8, out _)) return this;
        var builder = RecordBuilder.From(this, changes: 1);
        builder.Remove(name);
        return builder.Build();
    }
}
