using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>The first input of a run that could not be decoded. Written by the source, then read by the script's node.</summary>
internal sealed class DecodeFailure
{
    // Used by the source's loop only.
    private ulong _decoded;
    private ulong _answered;
    private ulong _pieces;
    private (string Text, ulong Pieces)? _refused;

    private string? _error;

    /// <summary>The first error; null while all went well.</summary>
    public string? Error => Volatile.Read(ref _error);

    /// <summary>How many values came before it.</summary>
    public ulong Position { get; private set; }

    /// <summary>Whether a preprocessor has refused it, so that the codec never saw it.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The preprocessors hand a piece to the codec, or will when they have seen the whole chunk.</summary>
    public void CountPiece() => _pieces++;

    /// <summary>The preprocessors refuse a piece, behind those that were counted.</summary>
    /// <returns>The text.</returns>
    public string Refuse(string text)
    {
        _refused ??= (text, _pieces);
        return text;
    }

    /// <summary>The codec has given a value, or nothing.</summary>
    public void CountAnswer(bool isValue)
    {
        if (_refused is { } refused && _answered >= refused.Pieces) Report(refused.Text, _decoded, isRefused: true);
        _answered++;
        if (isValue) _decoded++;
    }

    /// <summary>The codec cannot decode a piece.</summary>
    public void Report(string text)
    {
        if (_refused is { } refused && _answered >= refused.Pieces) Report(refused.Text, _decoded, isRefused: true);
        Report(text, _decoded, isRefused: false);
    }

    /// <param name="position"><see cref="Position"/>.</param>
    /// <param name="isRefused"><see cref="IsRefused"/>.</param>
    public void Report(string text, ulong position, bool isRefused)
    {
        if (_error is not null) return;
        (Position, IsRefused) = (position, isRefused);
        Volatile.Write(ref _error, text);
    }
}

/// <summary>A codec that notes where decoding failed for the first time: error events travel apart from the others, and not in order with them.</summary>
internal class WatchedCodec(ICodec codec, DecodeFailure failure) : ICodec
{
    private readonly Output _output = new(failure);

    /// <inheritdoc/>
    public bool IsText => codec.IsText;

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
            failure.CountAnswer(isValue: true);
            Target.Value(value);
        }

        public void Value(Value value, Value meta)
        {
            failure.CountAnswer(isValue: true);
            Target.Value(value, meta);
        }

        public void Nothing()
        {
            failure.CountAnswer(isValue: false);
            Target.Nothing();
        }

        public void Error(string text)
        {
            failure.Report(text);
            Target.Error(text);
        }
    }
}
