using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>A zstd frame (RFC 8878), also one that is to be skipped. Windows beyond 128 MiB are refused.</summary>
internal sealed unsafe class ZstdUnit(CompressedInput input) : CompressedUnit
{
    private ZSTD_DCtx_s* _decoder = Methods.ZSTD_createDCtx();
    private bool _isComplete;

    public override int Read(Span<byte> destination)
    {
        while (!_isComplete)
        {
            var written = Step(destination);
            if (written > 0) return written;
            if (!_isComplete) input.Need(input.Available.Length + 1);
        }

        return 0;
    }

    public override void Dispose()
    {
        Methods.ZSTD_freeDCtx(_decoder);
        _decoder = null;
    }

    private int Step(Span<byte> destination)
    {
        fixed (byte* from = input.Available)
        fixed (byte* to = destination)
        {
            var source = new ZSTD_inBuffer_s { src = from, size = (nuint)input.Available.Length };
            var target = new ZSTD_outBuffer_s { dst = to, size = (nuint)destination.Length };
            var left = Methods.ZSTD_decompressStream(_decoder, &target, &source);
            if (Methods.ZSTD_isError(left)) throw Corrupt(Methods.ZSTD_getErrorName(left));
            _isComplete = left == 0;
            input.Skip((int)source.pos);
            return (int)target.pos;
        }
    }
}
