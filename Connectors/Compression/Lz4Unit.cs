using System.Buffers.Binary;
using K4os.Compression.LZ4.Streams;
using K4os.Compression.LZ4.Streams.Frames;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>An LZ4 frame, also one that is to be skipped.</summary>
internal sealed class Lz4Unit : CompressedUnit
{
    private readonly StreamLZ4FrameReader? _frame;
    private readonly long? _expected;
    private long _length;

    public Lz4Unit(CompressedInput input)
    {
        if (IsSkippable(input.Need(4)))
        {
            input.SkipAll(8L + BinaryPrimitives.ReadUInt32LittleEndian(input.Need(8)[4..]));
            return;
        }

        _frame = LZ4Frame.Decode(new ExactStream(input), 0, leaveOpen: true);
        _frame.OpenFrame();
        _expected = _frame.GetFrameLength();
    }

    /// <summary>Whether it begins a frame that holds no data, as zstd has them too.</summary>
    public static bool IsSkippable(ReadOnlySpan<byte> start) => start is [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..];

    public override int Read(Span<byte> destination)
    {
        var read = _frame?.ReadManyBytes(destination, interactive: true) ?? 0;
        _length += read;
        if (read == 0 && _expected is { } expected && expected != _length) throw Corrupt($"it holds {_length} bytes and promises {expected}");
        return read;
    }

    public override void Dispose() => _frame?.Dispose();
}
