using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>Remembers names of fields that come out of the data, so that the same few names are not made anew for every event.</summary>
internal sealed class FieldNameCache
{
    private const int Size = 64;
    private const int LongestKept = 64;

    // Entries are whole or absent and any of them is right, so that racing threads need no lock.
    private FieldName?[]? _names;

    public FieldName Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept) return new FieldName(utf8.ToArray());
        ref var entry = ref (_names ??= new FieldName?[Size])[Slot(utf8)];
        var name = entry;
        if (name is not null && utf8.SequenceEqual(name.Utf8)) return name;
        return entry = new FieldName(utf8.ToArray());
    }

    private static int Slot(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? 0 : (utf8.Length + (utf8[0] * 5) + (utf8[^1] * 17) + (utf8[utf8.Length / 2] * 31)) & (Size - 1);
}
