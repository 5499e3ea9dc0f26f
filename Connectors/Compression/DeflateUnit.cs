using System.Buffers.Binary;
using System.IO.Compression;
using Tremor.Dataflow.Connectors.Streams;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>A gzip member (RFC 1952) or a zlib stream (RFC 1950).</summary>
/// <remarks>
/// The base library inflates, and does not say how much of its last bite it needed. What follows the deflated data are checksum and length, known when it
/// has ended: where they stand in that bite is where it ended. No bite goes beyond what may begin another unit, so that those of the next one, which may
/// hold the same, are never taken for those of one that is damaged.
/// </remarks>
internal sealed class DeflateUnit : CompressedUnit
{
    private readonly CompressedInput _input;
    private readonly bool _isGzip;
    private readonly Bites _bites;
    private readonly DeflateStream _inflate;
    private Crc _crc = new(Crc.Polynomial32);
    private Adler _adler = new();
    private uint _length;

    public DeflateUnit(CompressedInput input, bool isGzip)
    {
        (_input, _isGzip) = (input, isGzip);
        if (isGzip) SkipGzipHeader();
        else SkipZlibHeader();
        _bites = new Bites(input, isGzip);
        _inflate = new DeflateStream(_bites, CompressionMode.Decompress);
    }

    /// <summary>Whether the two bytes of a zlib header agree.</summary>
    public static bool IsZlib(ReadOnlySpan<byte> start) => start.Length >= 2 && (start[0] & 0x8f) == 8 && ((start[0] << 8) | start[1]) % 31 == 0;

    public override int Read(Span<byte> destination)
    {
        var read = Inflate(destination);
        if (read == 0)
        {
            SkipTrailer();
            return 0;
        }

        _length += (uint)read;
        if (_isGzip) _crc.Add(destination[..read]);
        else _adler.Add(destination[..read]);
        return read;
    }

    public override void Dispose() => _inflate.Dispose();

    private int Inflate(Span<byte> destination)
    {
        try
        {
            return _inflate.Read(destination);
        }
        catch (InvalidDataException)
        {
            // What the library says is about archives and their entries. It tells data that ends early by a bite of nothing.
            throw Corrupt(_bites.IsAtEnd ? EndsEarly : _bites.Last == 1 ? "it is corrupt" : $"it is corrupt, as the {_bites.Last} bytes from there on show");
        }
    }

    private void SkipGzipHeader()
    {
        const byte Checksum = 2, Extra = 4, Name = 8, Comment = 16, Reserved = 0xe0;
        var header = _input.Need(10);
        var flags = header[3];
        if (header[2] != 8 || (flags & Reserved) != 0) throw Corrupt("unknown method or flags");
        _input.Skip(10);
        if ((flags & Extra) != 0)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_input.Need(2));
            _input.Need(2 + length);
            _input.Skip(2 + length);
        }

        foreach (var text in (ReadOnlySpan<byte>)[Name, Comment])
            if ((flags & text) != 0)
                while (_input.Next() != 0)
                {
                }

        if ((flags & Checksum) != 0)
        {
            _input.Need(2);
            _input.Skip(2);
        }
    }

    private void SkipZlibHeader()
    {
        const byte Dictionary = 0x20;
        var header = _input.Need(2);
        if (!IsZlib(header)) throw Corrupt("its header is wrong");
        if ((header[1] & Dictionary) != 0) throw Corrupt("it needs a dictionary");
        _input.Skip(2);
    }

    private void SkipTrailer()
    {
        Span<byte> trailer = stackalloc byte[_isGzip ? 8 : 4];
        if (_isGzip)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(trailer, (uint)_crc.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        }
        else BinaryPrimitives.WriteUInt32BigEndian(trailer, _adler.Value);

        // Of several places the one behind which all is well; there is hardly ever more than one.
        _input.Fill(_bites.Last + trailer.Length + 2);
        var window = _input.Available[..Math.Min(_input.Available.Length, _bites.Last + trailer.Length)];
        var found = -1;
        for (var from = 1; from < window.Length && window[from..].IndexOf(trailer) is >= 0 and var at; from += at + 1)
        {
            var behind = _input.Available[(from + at + trailer.Length)..];
            if (found < 0 || IsStartOrEnd(behind)) found = from + at + trailer.Length;
            if (IsStartOrEnd(behind)) break;
        }

        if (found < 0)
        {
            var isCut = _input.Available.Length < _bites.Last + trailer.Length;
            var endsInTrailer = isCut && BeginsAtEnd(window, trailer);
            _input.Skip(window.Length);
            throw Corrupt(endsInTrailer ? EndsEarly : isCut ? "it ends early, or its checksum is wrong" : "its checksum is wrong");
        }

        _input.Skip(found);
    }

    /// <summary>Whether bytes end in the first ones of a trailer, two or more: one may be so by chance.</summary>
    private static bool BeginsAtEnd(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> trailer)
    {
        for (var length = Math.Min(trailer.Length - 1, bytes.Length); length >= 2; length--)
            if (bytes.EndsWith(trailer[..length])) return true;
        return false;
    }

    private bool IsStartOrEnd(ReadOnlySpan<byte> behind) => behind.IsEmpty || (_isGzip ? behind is [0x1f, 0x8b, ..] : IsZlib(behind));

    /// <summary>Gives the library the input bite by bite, and leaves the last one where it is.</summary>
    private sealed class Bites(CompressedInput input, bool isGzip) : ReadOnlyStream
    {
        /// <summary>Length of the last bite, with which the input begins.</summary>
        public int Last { get; private set; }

        /// <summary>Whether the library has asked for more than there is.</summary>
        public bool IsAtEnd { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            input.Skip(Last);
            Last = 0;
            if (!input.Fill(1))
            {
                IsAtEnd = true;
                return 0;
            }

            Last = ToNextStart(input.Available[..Math.Min(buffer.Length, input.Available.Length)]);
            input.Available[..Last].CopyTo(buffer);
            return Last;
        }

        private static ReadOnlySpan<byte> GzipStart => [0x1f, 0x8b, 8];

        /// <summary>How many bytes stand in front of what may begin a unit; the first byte, which the library asks for, begins none.</summary>
        private int ToNextStart(ReadOnlySpan<byte> bytes)
        {
            if (isGzip) return bytes[1..].IndexOf(GzipStart) is >= 0 and var at ? at + 1 : bytes.Length;
            for (var i = 1; i < bytes.Length; i++)
                if (IsZlib(bytes[i..])) return i;
            return bytes.Length;
        }
    }
}
