using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Trees;

namespace Tremor.Dataflow.Engine.Values;

public readonly partial struct Value
{
    /// <summary>One field of a record.</summary>
    public readonly struct Field
    {
        private readonly object _source;
        private readonly ulong _key;

        /// <summary>A field made of a name and a value.</summary>
        public Field(FieldName name, Value value)
        {
            _source = name;
            Value = value;
        }

        /// <summary>A field whose name is a key in a store.</summary>
        internal Field(JsonStore store, Slot key, Value value)
        {
            _source = store;
            _key = key.Bits;
            Value = value;
        }

        /// <summary>The name; made anew at each call where the field comes from a document.</summary>
        public FieldName Name => _source as FieldName ?? new FieldName(NameUtf8.ToArray());

        /// <summary>The name in UTF-8; cheaper than <see cref="Name"/> where the field comes from a document.</summary>
        public ReadOnlySpan<byte> NameUtf8 => _source is FieldName name ? name.Utf8 : ((JsonStore)_source).NameOf(new Slot(_key));

        /// <summary>The name as a string, which lives as long as the record; made without a copy but for a key with escapes.</summary>
        public Value NameValue => _source is FieldName name ? FromUtf8(name.Utf8) : ((JsonStore)_source).ValueOf(new Slot(_key));

        /// <summary>The value, valid as long as the record.</summary>
        public Value Value { get; }
    }

    /// <summary>The fields of a record, for <c>foreach</c>.</summary>
    public readonly struct FieldEnumerable(Value record)
    {
        /// <summary>Starts before the first field.</summary>
        public FieldEnumerator GetEnumerator() => new(record);
    }

    /// <summary>Walks over the fields of a record in their order.</summary>
    public struct FieldEnumerator
    {
        private readonly object? _record;
        private readonly Slot _slot;
        private readonly FieldName[]? _names;
        private readonly int _count;
        private int _at = -1;
        private int _change;
        private Field _current;

        internal FieldEnumerator(Value record)
        {
            if (!record.IsRecord) return;
            _record = record._ref;
            if (_record is RecordValue managed)
            {
                _count = managed.Count;
                return;
            }

            if (_record is TreeRecord tree)
            {
                _count = tree.Extent;
                return;
            }

            var store = _record as JsonStore;
            _slot = record.Slot;
            if (_record is OverlayRecord overlay)
            {
                store = overlay.Store;
                _slot = overlay.Base;
            }

            _count = _slot.Length;
            _names = store!.ShapeOf(_slot)?.Names;
        }

        /// <summary>The field that the last <see cref="MoveNext()"/> came to.</summary>
        public readonly Field Current => _current;

        /// <summary>Goes on to the next field; false behind the last one.</summary>
        public bool MoveNext()
        {
            if (_record is OverlayRecord overlay) return MoveNext(overlay);
            if (++_at >= _count) return false;
            if (_record is RecordValue managed) _current = new(managed.Names[_at], managed.Values[_at]);
            else if (_record is JsonStore store) _current = FieldAt(store);
            else return MoveNext((TreeRecord)_record!);
            return true;
        }

        private bool MoveNext(TreeRecord tree)
        {
            for (; _at < _count; _at++)
            {
                if (tree.NameAt(_at) is not { } name) continue;
                _current = new(name, tree.ValueAt(_at));
                return true;
            }

            return false;
        }

        private bool MoveNext(OverlayRecord overlay)
        {
            var changes = overlay.Changes;
            while (++_at < _count)
            {
                if (_change < changes.Length && changes[_change].Place == _at)
                {
                    ref readonly var change = ref changes[_change++];
                    if (change.IsRemoved) continue;
                    _current = new(change.Name, change.Value);
                }
                else
                {
                    _current = FieldAt(overlay.Store);
                }

                return true;
            }

            var added = overlay.Added;
            if (_at - _count >= added.Length) return false;
            _current = new(added[_at - _count].Name, added[_at - _count].Value);
            return true;
        }

        private readonly Field FieldAt(JsonStore store)
        {
            var value = store.ValueOf(store.ChildOf(_slot, _at));
            return _names is null ? new(store, store.KeyOf(_slot, _at), value) : new(_names[_at], value);
        }
    }

    /// <summary>The items of an array, for <c>foreach</c>.</summary>
    public readonly struct ItemEnumerable(Value array)
    {
        /// <summary>Starts before the first item.</summary>
        public ItemEnumerator GetEnumerator() => new(array);
    }

    /// <summary>Walks over the items of an array in their order.</summary>
    public struct ItemEnumerator(Value array)
    {
        private readonly int _count = array.IsArray ? array.Count : 0;
        private int _at = -1;

        /// <summary>The item that the last <see cref="MoveNext"/> came to.</summary>
        public readonly Value Current => array[_at];

        /// <summary>Goes on to the next item; false behind the last one.</summary>
        public bool MoveNext() => ++_at < _count;
    }
}
