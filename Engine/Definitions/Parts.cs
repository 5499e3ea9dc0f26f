using System.Collections;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>Parts of a definition in the order in which they are written. Two are equal when their items are.</summary>
[CollectionBuilder(typeof(Parts), nameof(Parts.Create))]
public readonly struct Parts<T> : IReadOnlyList<T>, IEquatable<Parts<T>>
{
    private readonly T[]? _items;

    internal Parts(T[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => Items.Length;

    private T[] Items => _items ?? [];

    /// <inheritdoc/>
    public T this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Parts<T> other) => Items.AsSpan().SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Parts<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Whether all items are equal.</summary>
    public static bool operator ==(Parts<T> left, Parts<T> right) => left.Equals(right);

    /// <summary>Whether an item differs, or their number.</summary>
    public static bool operator !=(Parts<T> left, Parts<T> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="Parts{T}"/>.</summary>
public static class Parts
{
    /// <summary>Parts with a copy of these items.</summary>
    public static Parts<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
