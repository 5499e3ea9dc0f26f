namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>Compresses into one xz stream.</summary>
/// <param name="output">Stays open.</param>
internal sealed unsafe class XzStream(Stream output, int level) : Stream
{
    private readonly byte[] _compressed = new byte[64 * 1024];
    private LibLzma.Coder* _coder = LibLzma.Begin(level);

    ~XzStream() => Free();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Code(buffer, isLast: false);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing && _coder is not null) Code([], isLast: true);
        }
        finally
        {
            Free();
            base.Dispose(disposing);
        }
    }

    private void Code(ReadOnlySpan<byte> input, bool isLast)
    {
        fixed (byte* from = input)
        fixed (byte* to = _compressed)
        {
            _coder->NextIn = from;
            _coder->AvailableIn = (nuint)input.Length;
            bool isComplete;
            do
            {
                _coder->NextOut = to;
                _coder->AvailableOut = (nuint)_compressed.Length;
                isComplete = LibLzma.Step(_coder, isLast);
                output.Write(_compressed, 0, _compressed.Length - (int)_coder->AvailableOut);
            }
            while (isLast ? !isComplete : _coder->AvailableIn > 0 || _coder->AvailableOut == 0);
        }
    }

    private void Free()
    {
        if (_coder is not null) LibLzma.End(_coder);
        _coder = null;
    }
}
