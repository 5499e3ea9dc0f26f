using System.Collections;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>Parts of a definition in the order in which they are written. Two are equal when their items are.</summary>
[CollectionBuilder(typeof(Parts), nameof(Parts.Create))]
public readonly struct Parts<T> : IReadOnlyList<T>, IEquatable<Parts<T>>
{
    private readonly T[]? _items;

    internal Parts(T[] items) => _items = items;

    public int Count => Items.Length;

    private T[] Items => _items ?? [];

    public T this[int index] => Items[index];

    public IEnumerator<T> GetEnumerator() => Items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(Parts<T> other) => Items.AsSpan().SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is Parts<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    public static bool operator ==(Parts<T> left, Parts<T> right) => left.Equals(right);

    public static bool operator !=(Parts<T> left, Parts<T> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="Parts{T}"/>.</summary>
public static class Parts
{
    public static Parts<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
