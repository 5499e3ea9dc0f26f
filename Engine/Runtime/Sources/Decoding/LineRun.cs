using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>
/// The complete lines of a chunk, decoded before the turn of the chunk comes by whoever claims them first: a thread of the pool, with a fork of the
/// stream's codec, or the source's loop. To <see cref="LineBlocks"/> it is a codec that knows already what these lines are.
/// </summary>
/// <remarks>
/// A block at which the codec throws, and all behind it, are left to the ordinary way, which finds the same. The loop makes a run, uses it when it
/// <see cref="IsDone"/> or nobody else has claimed it, and uses it again; a work item that comes too late finds nothing to claim, or the next run.
/// </remarks>
internal sealed class LineRun(Action done) : ILineCodec, IThreadPoolWorkItem
{
    private const int Unused = 0;
    private const int Offered = 1;
    private const int Claimed = 2;
    private const int Done = 3;

    private readonly DecodedLines _decoded = new();
    private readonly List<Block> _blocks = [];
    private int _state;
    private CodecForks _codecs = null!;
    private Piece _lines;
    private byte _separator;
    private int _said; // blocks of _blocks

    /// <summary>The codecs of the stream.</summary>
    public CodecForks Codecs => _codecs;

    /// <summary>The chunk that the lines are of.</summary>
    public Piece Chunk { get; private set; }

    /// <summary>Whether all is decoded that can be.</summary>
    public bool IsDone => Volatile.Read(ref _state) == Done;

    /// <summary>How many they are.</summary>
    public int Count => _lines.Span.Count(_separator);

    /// <summary>By the loop: from here on it may be claimed.</summary>
    /// <param name="offset">Of the first line, in the chunk.</param>
    public void Begin(in Piece chunk, int offset, int length, byte separator, CodecForks codecs)
    {
        Chunk = chunk;
        _lines = chunk with { Offset = chunk.Offset + offset, Length = length };
        (_separator, _codecs) = (separator, codecs);
        Volatile.Write(ref _state, Offered);
    }

    /// <summary>By the loop, whether or not anything was decoded, but not while another thread does.</summary>
    public void Clear()
    {
        _decoded.Clear();
        _blocks.Clear();
        _said = 0;
        (Chunk, _lines, _codecs) = (default, default, null!);
        Volatile.Write(ref _state, Unused);
    }

    /// <summary>Whether these are the lines.</summary>
    public bool Holds(in Piece lines) => IsDone && ReferenceEquals(_lines.Buffer, lines.Buffer) && _lines.Offset == lines.Offset && _lines.Length == lines.Length;

    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Offered) == Offered;

    /// <summary>By who has claimed it.</summary>
    public void Decode(ILineCodec codec)
    {
        for (var lines = _lines; lines.Length > 0;)
        {
            var block = lines with { Length = LineBlocks.Slice(lines.Span, _separator) };
            lines = lines with { Offset = lines.Offset + block.Length, Length = lines.Length - block.Length };
            var before = _decoded.End;
            try
            {
                using var borne = MemoryShortage.Bear();
                codec.DecodeLines(block, _separator, _decoded);
                _blocks.Add(new Block(block.Offset, before, _decoded.End));
            }
            catch (Exception)
            {
                _decoded.Truncate(before);
                break;
            }
        }

        Volatile.Write(ref _state, Done);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (Volatile.Read(ref _state) != Offered || !TryClaim()) return;
        if (_codecs.TryTake() is { } codec)
        {
            var codecs = _codecs;
            Decode(codec);
            codecs.Return(codec);
        }
        else Volatile.Write(ref _state, Offered);

        done();
    }

    void ILineCodec.DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
    {
        if (_said < _blocks.Count && _blocks[_said].Offset == lines.Offset)
        {
            var block = _blocks[_said++];
            _decoded.Say(block.From, block.To, (StreamEvents)output);
        }
        else _codecs.Own.DecodeLines(lines, separator, output);
    }

    void ICodec.Decode(in Piece piece, IDecodeOutput output) => _codecs.Own.Decode(piece, output);

    string? ICodec.Encode(Value value, Value meta, IBufferWriter<byte> output) => throw new NotSupportedException("only decodes");

    /// <summary>A block of lines by its offset in the buffer, and what was said of it.</summary>
    private readonly record struct Block(int Offset, (int Answers, int Notes) From, (int Answers, int Notes) To);
}
