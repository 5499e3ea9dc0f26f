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
    /// <summary>Watches a codec, with its own way to split lines if it has one.</summary>
    public static ICodec Around(ICodec codec, DecodeFailure failure) =>
        codec is ILineCodec lines ? new WatchedLineCodec(lines, failure) : new WatchedCodec(codec, failure);

    public DecodeStatus Decode(in Piece piece, EventBatch batch, ref Value meta, out Value value, out string? error)
    {
        var status = codec.Decode(piece, batch, ref meta, out value, out error);
        if (status == DecodeStatus.Value) failure.CountValue();
        else if (status == DecodeStatus.Error) failure.Report(error ?? "");
        return status;
    }

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output) => codec.Encode(value, meta, output);

    private sealed class WatchedLineCodec(ILineCodec codec, DecodeFailure failure) : WatchedCodec(codec, failure), ILineCodec
    {
        private readonly Output _output = new(failure);

        public void DecodeLines(PooledBuffer buffer, int offset, int length, byte separator, IDecodeOutput output)
        {
            _output.Target = output;
            codec.DecodeLines(buffer, offset, length, separator, _output);
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

        public void Error(string text)
        {
            failure.Report(text);
            Target.Error(text);
        }
    }
}
