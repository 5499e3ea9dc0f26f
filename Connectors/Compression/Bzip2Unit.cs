using SharpCompress.Compressors.BZip2;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>A bzip2 stream.</summary>
internal sealed class Bzip2Unit : CompressedUnit
{
    private readonly CompressedInput _input;
    private readonly BZip2Stream? _stream;

    public Bzip2Unit(CompressedInput input)
    {
        _input = input;
        // The library falls over a stream of no byte.
        if (input.Fill(Empty.Length) && input.Available[..3].SequenceEqual(Empty[..3]) && input.Available[4..Empty.Length].SequenceEqual(Empty[4..]))
            input.Skip(Empty.Length);
        else _stream = BZip2Stream.Create(new ExactStream(input), CompressionMode.Decompress, false, true, false);
    }

    /// <summary>The unit of no byte.</summary>
    public static ReadOnlySpan<byte> Empty => [(byte)'B', (byte)'Z', (byte)'h', (byte)'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];

    public override int Read(Span<byte> destination)
    {
        try
        {
            return _stream?.Read(destination) ?? 0;
        }
        catch (Exception e) when (!_input.IsBroken && e is not (InvalidDataException or OutOfMemoryException))
        {
            throw Corrupt("a block is corrupt, or its checksum is wrong");
        }
    }

    public override void Dispose() => _stream?.Dispose();
}
