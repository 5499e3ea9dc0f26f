using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>The first input of a run that could not be decoded. Written by the source, then read by the script's node.</summary>
internal sealed class DecodeFailure
{
    private ulong _decoded;
    private string? _error;

    /// <summary>The first error; null while all went well.</summary>
    public string? Error => Volatile.Read(ref _error);

    /// <summary>How many values came before it.</summary>
    public ulong Position { get; private set; }

    public void CountValue() => _decoded++;

    public void Report(string text)
    {
        if (_error is not null) return;
        Position = _decoded;
        Volatile.Write(ref _error, text);
    }
}

/// <summary>A codec that notes where decoding failed for the first time: error events travel apart from the others, and not in order with them.</summary>
internal class WatchedCodec(ICodec codec, DecodeFailure failure) : ICodec
{
    private readonly Output _output = new(failure);

    /// <summary>Watches a codec, with its own way to split lines if it has one.</summary>
    public static ICodec Around(ICodec codec, DecodeFailure failure) =>
        codec is ILineCodec lines ? new WatchedLineCodec(lines, failure) : new WatchedCodec(codec, failure);

    public void Decode(in Piece piece, IDecodeOutput output)
    {
        _output.Target = output;
        codec.Decode(piece, _output);
    }

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output) => codec.Encode(value, meta, output);

    private sealed class WatchedLineCodec(ILineCodec codec, DecodeFailure failure) : WatchedCodec(codec, failure), ILineCodec
    {
        public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
        {
            _output.Target = output;
            codec.DecodeLines(lines, separator, _output);
        }
    }

    private sealed class Output(DecodeFailure failure) : IDecodeOutput
    {
        public IDecodeOutput Target { get; set; } = null!;

        public void Attach(IBatchMemory memory) => Target.Attach(memory);

        public void Value(Value value)
        {
            failure.CountValue();
            Target.Value(value);
        }

        public void Value(Value value, Value meta)
        {
            failure.CountValue();
            Target.Value(value, meta);
        }

        public void Nothing() => Target.Nothing();

        public void Error(string text)
        {
            failure.Report(text);
            Target.Error(text);
        }
    }
}
