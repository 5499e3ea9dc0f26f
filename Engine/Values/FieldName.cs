using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>The name of a record's field: UTF-8 bytes with their hash, compared by content.</summary>
public sealed class FieldName : IEquatable<FieldName>
{
    /// <summary>Of longer records no array of names is kept for the next one.</summary>
    internal const int MaxShared = 16;

    private string? _text;

    /// <summary>The last answer of <see cref="Written"/>.</summary>
    private byte[]? _written;
    private int _writtenLength;

    /// <summary>The last answer of <see cref="Behind"/>: an array of names and the one that is longer by this name.</summary>
    private Tuple<FieldName[], FieldName[]>? _behind;

    /// <param name="utf8">The name; the array is kept and must not change any more.</param>
    public FieldName(byte[] utf8)
    {
        Utf8 = utf8;
        Hash = HashOf(utf8);
    }

    /// <summary>The name of that text.</summary>
    public FieldName(string text)
        : this(Encoding.UTF8.GetBytes(text)) => _text = text;

    /// <summary>The name in UTF-8; must not be changed.</summary>
    public byte[] Utf8 { get; }

    /// <summary>The hash of the bytes, as <see cref="HashOf"/> gives it; differs from process to process.</summary>
    public int Hash { get; }

    /// <summary>The name as a string.</summary>
    public string Text => _text ??= Encoding.UTF8.GetString(Utf8);

    /// <summary>
    /// The first <paramref name="count"/> names and this one. The same array as the last time where the names are the same too: a script
    /// that makes a record field by field makes its arrays of names once.
    /// </summary>
    internal FieldName[] Behind(FieldName[] names, int count)
    {
        if (_behind is { } last && ReferenceEquals(last.Item1, names) && last.Item2.Length == count + 1) return last.Item2;
        var longer = new FieldName[count + 1];
        names.AsSpan(0, count).CopyTo(longer);
        longer[count] = this;
        if (count < MaxShared) _behind = Tuple.Create(names, longer);
        return longer;
    }

    /// <summary>The name as JSON writes it, between quotes, and the colon behind it; made when it is first written.</summary>
    /// <param name="length">Bytes of it; what the array has more is there to be copied in vectors.</param>
    internal byte[] Written(out int length)
    {
        var written = Volatile.Read(ref _written) ?? MakeWritten();
        length = _writtenLength;
        return written;
    }

    private byte[] MakeWritten()
    {
        var buffer = new ArrayBufferWriter<byte>(Utf8.Length + 3);
        var writer = new Writing.JsonWriter(buffer, Writing.JsonStyle.Compact);
        writer.Write(Value.FromUtf8(Utf8));
        writer.Complete();
        buffer.Write(":"u8);
        var written = new byte[Math.Max(buffer.WrittenCount, Writing.PlainText.Width)];
        buffer.WrittenSpan.CopyTo(written);
        _writtenLength = buffer.WrittenCount;
        Volatile.Write(ref _written, written);
        return written;
    }

    /// <summary>The hash of a name that is not made yet, to find it by.</summary>
    public static int HashOf(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] FieldName? other) =>
        ReferenceEquals(this, other) || (other is not null && Hash == other.Hash && Utf8.AsSpan().SequenceEqual(other.Utf8));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldName);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash;

    /// <summary>The name.</summary>
    public override string ToString() => Text;
}

/// <summary>Finds names by their bytes too, without making one.</summary>
internal sealed class FieldNameComparer : IEqualityComparer<FieldName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, FieldName>
{
    public static readonly FieldNameComparer Instance = new();

    public bool Equals(FieldName? x, FieldName? y) => x is null ? y is null : x.Equals(y);

    public int GetHashCode(FieldName obj) => obj.Hash;

    public bool Equals(ReadOnlySpan<byte> alternate, FieldName other) => alternate.SequenceEqual(other.Utf8);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => FieldName.HashOf(alternate);

    public FieldName Create(ReadOnlySpan<byte> alternate) => new(alternate.ToArray());
}
