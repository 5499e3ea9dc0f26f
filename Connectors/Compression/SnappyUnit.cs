using System.Buffers.Binary;
using Snappier;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>Framed snappy: chunks of a type, a length and data. A stream has no end of its own; another one may follow at any chunk.</summary>
internal sealed class SnappyUnit(CompressedInput input) : CompressedUnit
{
    /// <summary>Bytes that a chunk may decompress to.</summary>
    private const int MaxContent = 64 * 1024;

    private const byte Compressed = 0, Plain = 1, FirstSkippable = 0x80, Identifier = 0xff;
    private const int Header = 4, Checksum = 4;

    private readonly byte[] _content = new byte[MaxContent];
    private int _at;
    private int _end;

    /// <summary>The chunk that a stream begins with.</summary>
    public static ReadOnlySpan<byte> Start => [Identifier, 6, 0, 0, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    public override bool IsCheckedFirst => true;

    public override int Read(Span<byte> destination)
    {
        while (_at == _end)
            if (!ReadChunk()) return 0;
        var count = Math.Min(destination.Length, _end - _at);
        _content.AsSpan(_at, count).CopyTo(destination);
        _at += count;
        return count;
    }

    public override void Dispose()
    {
    }

    private bool ReadChunk()
    {
        if (!input.Fill(1)) return false;
        var header = input.Need(Header);
        var type = header[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(header) >>> 8;
        switch (type)
        {
            case Compressed or Plain:
                ReadContent(type, length);
                break;
            case Identifier when !input.Need(Start.Length).SequenceEqual(Start):
                throw Corrupt("its stream identifier is wrong");
            case Identifier:
                input.Skip(Start.Length);
                break;
            case < FirstSkippable:
                throw Corrupt($"a chunk of the unknown type 0x{type:x2}");
            default:
                input.SkipAll(Header + length);
                break;
        }

        return true;
    }

    private void ReadContent(byte type, int length)
    {
        if (length < Checksum || length > Snappy.GetMaxCompressedLength(MaxContent) + Checksum) throw Corrupt($"a chunk of {length} bytes");
        var chunk = input.Need(Header + length)[Header..];
        var data = chunk[Checksum..];
        if (type == Plain && data.Length > MaxContent) throw Corrupt($"a chunk of {length} bytes");
        (_at, _end) = (0, data.Length);
        if (type == Plain) data.CopyTo(_content);
        else if (!Snappy.TryDecompress(data, _content, out _end)) throw Corrupt("a chunk that is no snappy, or of more than 64 KiB");
        if (MaskedCrc32C.Of(_content.AsSpan(0, _end)) != BinaryPrimitives.ReadUInt32LittleEndian(chunk)) throw Corrupt("a checksum is wrong");
        input.Skip(Header + length);
    }
}
