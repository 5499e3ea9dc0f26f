using System.Buffers;
using System.IO.Compression;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>A brotli stream (RFC 7932). It has no checksum: what decodes is taken for right.</summary>
internal sealed class BrotliUnit(CompressedInput input) : CompressedUnit
{
    private BrotliDecoder _decoder;
    private bool _isComplete;

    public override int Read(Span<byte> destination)
    {
        while (!_isComplete)
        {
            var status = _decoder.Decompress(input.Available, destination, out var consumed, out var written);
            input.Skip(consumed);
            if (status == OperationStatus.InvalidData) throw Corrupt("no brotli");
            _isComplete = status == OperationStatus.Done;
            if (written > 0) return written;
            if (status == OperationStatus.NeedMoreData) input.Need(input.Available.Length + 1);
        }

        return 0;
    }

    public override void Dispose() => _decoder.Dispose();
}
