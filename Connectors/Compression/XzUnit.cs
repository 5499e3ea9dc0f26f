using System.Buffers.Binary;
using System.Security.Cryptography;
using SharpCompress.Compressors.LZMA;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>
/// An xz stream (The .xz File Format 1.1). The container is read here, since the library checks neither the checksums of the data nor the index. Filters
/// other than LZMA2, and dictionaries beyond 64 MiB, are refused; one that is larger than the data is not made.
/// </summary>
internal sealed class XzUnit : CompressedUnit
{
    private const int MaxDictionaryBits = 28; // as LZMA2 writes 64 MiB
    private const ulong Lzma2 = 0x21;

    private readonly CompressedInput _input;
    private readonly byte _check;
    private readonly byte[] _flags;
    private readonly List<(ulong Unpadded, ulong Length)> _blocks = [];
    private LzmaStream? _block;
    private byte[] _readBuffer = [];
    private long _blockStart;
    private ulong _length; // of the block, decompressed
    private ulong? _expectedLength;
    private ulong? _expectedSize;
    private int _headerSize;
    private Crc _crc;
    private IncrementalHash? _sha;
    private bool _isComplete;

    public XzUnit(CompressedInput input)
    {
        _input = input;
        var header = input.Need(Magic.Length + 6);
        _flags = header.Slice(Magic.Length, 2).ToArray();
        if (!header.StartsWith(Magic) || Crc.Of32(_flags) != BinaryPrimitives.ReadUInt32LittleEndian(header[(Magic.Length + 2)..]))
            throw Corrupt("its header is wrong");
        _check = _flags[1];
        if (_flags[0] != 0 || _check is not (0 or 1 or 4 or 10)) throw Corrupt($"the unknown check {_check}");
        input.Skip(header.Length);
    }

    /// <summary>What a stream begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private int CheckSize => _check switch { 0 => 0, 1 => 4, 4 => 8, _ => 32 };

    public override int Read(Span<byte> destination)
    {
        while (!_isComplete)
        {
            if (_block is null && !TryOpenBlock())
            {
                ReadIndexAndFooter();
                _isComplete = true;
                break;
            }

            // The library reads into arrays only.
            if (_readBuffer.Length < destination.Length) _readBuffer = new byte[destination.Length];
            var read = _block!.Read(_readBuffer, 0, destination.Length);
            if (read == 0)
            {
                CloseBlock();
                continue;
            }

            var content = _readBuffer.AsSpan(0, read);
            content.CopyTo(destination);
            _length += (ulong)read;
            if (_check is 1 or 4) _crc.Add(content);
            _sha?.AppendData(content);
            return read;
        }

        return 0;
    }

    public override void Dispose()
    {
        _block?.Dispose();
        _sha?.Dispose();
    }

    private bool TryOpenBlock()
    {
        var size = _input.Need(1)[0];
        if (size == 0) return false;
        _headerSize = (size + 1) * 4;
        var header = _input.Need(_headerSize);
        var body = header[..^4];
        if (Crc.Of32(body) != BinaryPrimitives.ReadUInt32LittleEndian(header[^4..])) throw Corrupt("the header of a block is wrong");
        var flags = body[1];
        if ((flags & 0x3c) != 0) throw Corrupt("unknown flags of a block");
        var at = 2;
        _expectedSize = (flags & 0x40) != 0 ? Number(body, ref at) : null;
        _expectedLength = (flags & 0x80) != 0 ? Number(body, ref at) : null;
        var filter = Number(body, ref at);
        if ((flags & 3) != 0 || filter != Lzma2) throw Corrupt($"the filter 0x{filter:x} is not supported, only LZMA2");
        if (Number(body, ref at) != 1 || at == body.Length || body[at] > MaxDictionaryBits) throw Corrupt("its dictionary is larger than 64 MiB, or not given");
        var dictionary = body[at];
        _input.Skip(_headerSize);
        if ((_expectedLength ?? LengthAhead()) is { } length) dictionary = Math.Min(dictionary, DictionaryFor(length));
        byte[] properties = [dictionary];
        _blockStart = _input.Position;
        _length = 0;
        _crc = new Crc(_check == 1 ? Crc.Polynomial32 : Crc.Polynomial64);
        _sha = _check == 10 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _block = LzmaStream.Create(properties, new ExactStream(_input), -1, -1, null, true, true);
        return true;
    }

    /// <summary>
    /// The length of the block, decompressed, where all of it has come already; null where not. With it a short block needs no large dictionary, whatever its
    /// header says: the library makes each twice.
    /// </summary>
    private ulong? LengthAhead()
    {
        var rest = _input.Available;
        var length = 0UL;
        while (!rest.IsEmpty && rest[0] != 0)
        {
            // A chunk of LZMA2: what it is, its length and, where it is compressed, its compressed length and perhaps properties.
            var control = rest[0];
            var isCompressed = control >= 0x80;
            var header = isCompressed ? (control & 0x40) != 0 ? 6 : 5 : 3;
            if (rest.Length < header) return null;
            var size = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) + 1 + (isCompressed ? (control & 0x1f) << 16 : 0);
            var end = header + (isCompressed ? BinaryPrimitives.ReadUInt16BigEndian(rest[3..]) + 1 : size);
            if (rest.Length < end) return null;
            length += (ulong)size;
            rest = rest[end..];
        }

        return rest.IsEmpty ? null : length;
    }

    /// <summary>The smallest dictionary, as a header has it, that holds so many bytes.</summary>
    private static byte DictionaryFor(ulong length)
    {
        byte bits = 0;
        while (bits < MaxDictionaryBits && (2UL | (bits & 1U)) << ((bits / 2) + 11) < length) bits++;
        return bits;
    }

    private void CloseBlock()
    {
        _block!.Dispose();
        _block = null;
        var size = (ulong)(_input.Position - _blockStart);
        if (size != (_expectedSize ?? size) || _length != (_expectedLength ?? _length)) throw Corrupt("the sizes of a block are wrong");
        SkipZeros((int)(0 - (size & 3) & 3));
        var check = _input.Need(CheckSize);
        var isRight = _check switch
        {
            1 => BinaryPrimitives.ReadUInt32LittleEndian(check) == _crc.Value,
            4 => BinaryPrimitives.ReadUInt64LittleEndian(check) == _crc.Value,
            10 => check.SequenceEqual(_sha!.GetHashAndReset()),
            _ => true,
        };
        if (!isRight) throw Corrupt("a checksum is wrong");
        _sha?.Dispose();
        _input.Skip(CheckSize);
        _blocks.Add(((ulong)_headerSize + size + (ulong)CheckSize, _length));
    }

    private void ReadIndexAndFooter()
    {
        var index = new IndexReader(_input);
        index.Next();
        if (index.Number() != (ulong)_blocks.Count) throw Corrupt("its index is wrong");
        foreach (var (unpadded, length) in _blocks)
            if (index.Number() != unpadded || index.Number() != length) throw Corrupt("its index is wrong");
        while (index.Length % 4 != 0)
            if (index.Next() != 0) throw Corrupt("its index is wrong");
        if (BinaryPrimitives.ReadUInt32LittleEndian(_input.Need(4)) != index.Crc) throw Corrupt("its index is wrong");
        _input.Skip(4);

        var footer = _input.Need(12);
        if (Crc.Of32(footer[4..10]) != BinaryPrimitives.ReadUInt32LittleEndian(footer)
            || ((long)BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) + 1) * 4 != index.Length + 4
            || !footer[8..10].SequenceEqual(_flags) || !footer[10..].SequenceEqual("YZ"u8))
            throw Corrupt("its footer is wrong");
        _input.Skip(12);
    }

    private void SkipZeros(int count)
    {
        for (var i = 0; i < count; i++)
            if (_input.Next() != 0) throw Corrupt("its padding is wrong");
    }

    /// <summary>An integer of seven bits a byte, the lowest first.</summary>
    private static ulong Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return number;
        }

        throw Corrupt("a number is too long");
    }

    /// <summary>Reads the index, with its length and checksum.</summary>
    private struct IndexReader(CompressedInput input)
    {
        private Crc _crc = new(Compression.Crc.Polynomial32);

        public long Length { get; private set; }

        public readonly uint Crc => (uint)_crc.Value;

        public byte Next()
        {
            var next = input.Next();
            _crc.Add([next]);
            Length++;
            return next;
        }

        public ulong Number()
        {
            Span<byte> bytes = stackalloc byte[9];
            var count = 0;
            do bytes[count] = Next();
            while (bytes[count++] >= 0x80 && count < bytes.Length);
            var at = 0;
            return XzUnit.Number(bytes[..count], ref at);
        }
    }
}
