using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A record of a store with a few changes: what a script makes of an event. The writer copies what lies between the changes
/// out as it came. Immutable once it is reachable through a <see cref="Value"/>; until then one <see cref="RecordBuilder"/> changes it.
/// </summary>
internal sealed class OverlayRecord
{
    /// <summary>With more changes than these a record of its own is cheaper.</summary>
    public const int MaxChanges = 16;

    private Change[] _changes;
    private int _count;

    /// <summary>The changes at the head of <see cref="_changes"/> that are about fields of the base, in their order; fields added follow.</summary>
    private int _inBase;

    private ContainerFacts _facts;

    /// <param name="room">How many changes are expected.</param>
    public OverlayRecord(JsonStore store, Slot record, int room)
    {
        Store = store;
        Base = record;
        Count = record.Length;
        _changes = new Change[Math.Min(room, MaxChanges)];
    }

    private OverlayRecord(JsonStore store, Slot record, OverlayRecord changes, int room)
    {
        Store = store;
        Base = record;
        Count = changes.Count;
        _changes = new Change[Math.Min(changes._count + room, MaxChanges)];
        changes._changes.AsSpan(0, changes._count).CopyTo(_changes);
        _count = changes._count;
        _inBase = changes._inBase;
    }

    public JsonStore Store { get; }

    /// <summary>The record as it came.</summary>
    public Slot Base { get; }

    public int Count { get; private set; }

    public ref ContainerFacts Facts => ref _facts;

    public bool IsFull => _count == MaxChanges;

    /// <summary>Changes of fields of the base, by their place.</summary>
    public ReadOnlySpan<Change> Changes => _changes.AsSpan(0, _inBase);

    /// <summary>Fields that the base does not have, in order.</summary>
    public ReadOnlySpan<Change> Added => _changes.AsSpan(_inBase, _count - _inBase);

    /// <summary>The same record, to be changed.</summary>
    /// <param name="room">How many changes are expected.</param>
    public OverlayRecord Copy(int room) => new(Store, Base, this, room);

    public bool TryGet(FieldName name, ref FieldCache cache, out Value value)
    {
        if (TryGetChanged(name, out value, out var isRemoved)) return true;
        if (isRemoved) return false;
        return Value.FromStore(Store, Base).TryGetField(name, ref cache, out value);
    }

    public bool TryGet(ReadOnlySpan<byte> name, out Value value)
    {
        var isRemoved = false;
        foreach (ref readonly var change in _changes.AsSpan(0, _count))
        {
            if (!name.SequenceEqual(change.Name.Utf8)) continue;
            value = change.Value;
            if (!change.IsRemoved) return true;
            isRemoved = true;
        }

        value = default;
        return !isRemoved && Value.FromStore(Store, Base).TryGetField(name, out value);
    }

    /// <summary>Sets a field; false when there is no room for another change.</summary>
    public bool TrySet(FieldName name, Value value)
    {
        _facts = default;
        var isRemoved = false;
        for (var i = 0; i < _count; i++)
        {
            if (!_changes[i].Name.Equals(name)) continue;
            if (_changes[i].IsRemoved)
            {
                isRemoved = true;
                continue;
            }

            _changes[i].Value = value;
            return true;
        }

        if (IsFull) return false;
        var place = isRemoved ? -1 : Store.IndexOf(Base, name.Utf8);
        Insert(place, new Change { Name = name, Value = value, Place = place });
        if (place < 0) Count++;
        return true;
    }

    /// <summary>Takes a field out if there is one; false when there is no room for another change.</summary>
    public bool TryRemove(FieldName name, out bool removed)
    {
        removed = false;
        _facts = default;
        for (var i = 0; i < _count; i++)
        {
            ref var change = ref _changes[i];
            if (change.IsRemoved || !change.Name.Equals(name)) continue;
            removed = true;
            Count--;
            if (change.Place >= 0)
            {
                change.IsRemoved = true;
                change.Value = default;
            }
            else
            {
                _count--;
                Array.Copy(_changes, i + 1, _changes, i, _count - i);
                _changes[_count] = default;
            }

            return true;
        }

        if (TryGetChanged(name, out _, out var isRemoved) || isRemoved) return true;
        var place = Store.IndexOf(Base, name.Utf8);
        if (place < 0) return true;
        if (IsFull) return false;
        removed = true;
        Count--;
        Insert(place, new Change { Name = name, Place = place, IsRemoved = true });
        return true;
    }

    public Value Detach()
    {
        if (_facts.IsDetached) return Value.FromOverlay(this);
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var record = Store.Detach(Base);
        record.TryGetStore(out var store, out var slot);
        var copy = new OverlayRecord(store!, slot, this, room: 0);
        var isSame = ReferenceEquals(store, Store);
        foreach (ref var change in copy._changes.AsSpan(0, copy._count))
        {
            var detached = change.Value.Detach();
            isSame &= detached.IsSame(change.Value);
            change.Value = detached;
        }

        if (isSame) copy = this;
        copy._facts.SetDetached();
        return Value.FromOverlay(copy);
    }

    private bool TryGetChanged(FieldName name, out Value value, out bool isRemoved)
    {
        isRemoved = false;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var change = ref _changes[i];
            if (!change.Name.Equals(name)) continue;
            if (!change.IsRemoved)
            {
                value = change.Value;
                return true;
            }

            isRemoved = true;
        }

        value = default;
        return false;
    }

    private void Insert(int place, Change change)
    {
        var at = _count;
        if (place >= 0)
        {
            for (at = _inBase; at > 0 && _changes[at - 1].Place > place; at--)
            {
            }

            _inBase++;
        }

        if (_count == _changes.Length) Array.Resize(ref _changes, Math.Clamp(_count * 2, 2, MaxChanges));
        Array.Copy(_changes, at, _changes, at + 1, _count - at);
        _changes[at] = change;
        _count++;
    }

    public struct Change
    {
        public FieldName Name;
        public Value Value;

        /// <summary>Index of the field in the base; -1 for a field that is new.</summary>
        public int Place;
        public bool IsRemoved;
    }
}
