using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>What a source keeps for one of its streams: preprocessors, codec and the count of its events (spec: runtime 9.5). Not thread-safe.</summary>
internal sealed class SourceStream
{
    private readonly ICodec? _codec;
    private readonly bool _hasPreprocessors;
    private readonly PreprocessorChain _chain;
    private readonly LineDecoder? _lines;

    /// <param name="codec">Null for a structured connector, whose streams carry values only.</param>
    public SourceStream(ulong id, ICodec? codec, IPreprocessor[] preprocessors)
    {
        Id = id;
        _codec = codec;
        _hasPreprocessors = preprocessors.Length > 0;
        _chain = new PreprocessorChain(preprocessors);
        if (preprocessors is [ISeparatingPreprocessor { Buffered: true } splitter] && codec is ILineCodec lineCodec)
            _lines = new LineDecoder(splitter, lineCodec, DecodePieces);
    }

    public ulong Id { get; }

    /// <summary>The number of the next event.</summary>
    public ulong NextEvent { get; set; }

    /// <summary>The last pull, where the source has numbers of its own.</summary>
    public ulong? OwnPull { get; set; }

    /// <summary>Whether bytes that came belong to an event that is not complete.</summary>
    public bool HoldsData => _lines?.HoldsData ?? _chain.HoldsData;

    public void Decode(PooledBuffer buffer, Value meta, ulong ingestNs, EventAssembler output)
    {
        var chunk = new Piece(buffer, 0, buffer.Length, meta, ingestNs);
        if (_lines is null) DecodePieces(chunk, output);
        else _lines.Decode(chunk, output);
    }

    /// <summary>Several chunks, each ended by <paramref name="separator"/>.</summary>
    public void DecodeChunks(PooledBuffer buffer, byte separator, Value meta, ulong ingestNs, EventAssembler output)
    {
        for (var at = 0; at < buffer.Length;)
        {
            var rest = buffer.Span[at..];
            if (!_hasPreprocessors && _codec is ILineCodec lines && rest[^1] == separator)
            {
                var slice = LineDecoder.Slice(rest, separator);
                output.Lines(lines, buffer, at, slice, separator);
                at += slice;
                continue;
            }

            var length = rest.IndexOf(separator);
            if (length < 0) length = rest.Length;
            var chunk = new Piece(buffer, at, length, meta, ingestNs);
            if (_lines is null) DecodePieces(chunk, output);
            else _lines.Decode(chunk, output);
            at += length + 1;
        }
    }

    /// <summary>The stream has come to its end: decodes what the preprocessors still hold. Its metadata is <c>{}</c>.</summary>
    public void Finish(EventAssembler output)
    {
        _lines?.HandOver(output);
        string? failure;
        try
        {
            failure = _chain.Finish();
        }
        catch (Exception e)
        {
            _chain.Clear();
            failure = e.Message;
        }

        Decode(failure, output);
    }

    private void DecodePieces(Piece chunk, EventAssembler output)
    {
        string? failure;
        try
        {
            failure = _chain.Process(chunk);
        }
        catch (Exception e)
        {
            _chain.Clear();
            failure = e.Message;
        }

        Decode(failure, output);
    }

    private void Decode(string? failure, EventAssembler output)
    {
        if (failure is not null) output.Error(failure);
        foreach (ref readonly var item in _chain.Result)
        {
            if (item.Error is { } error) output.Error(error);
            else output.Piece(_codec!, item.Piece);
        }

        _chain.Clear();
    }
}
