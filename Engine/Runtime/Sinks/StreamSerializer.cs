using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>The serializer of a sink (spec: runtime 11.3): a codec and a chain of postprocessors for each stream, made on first use.</summary>
internal sealed class StreamSerializer(ConnectorPlan plan, ConnectorStatistics statistics) : ISerializer, IDisposable
{
    private readonly Dictionary<ulong, (ICodec Codec, PostprocessorChain Chain)> _streams = [];
    private readonly PooledBufferWriter _encoded = new(4096);
    private readonly ChunkList _chunks = new();

    public string? Serialize(in Event e, ulong stream, IChunkOutput output)
    {
        var (codec, chain) = Stream(stream);
        if (SerializeInto(_chunks, codec, chain, e) is { } error) return error;
        Give(output);
        return null;
    }

    public void Serialize(ReadOnlySpan<Event> events, ulong stream, IBufferWriter<byte> output, Action<int, string> failed)
    {
        var (codec, chain) = Stream(stream);
        var direct = chain.OnlyAppends ? output as PooledBufferWriter : null;
        var before = direct?.Length ?? 0;
        for (var i = 0; i < events.Length; i++)
        {
            var error = direct is null ? SerializeInto(output, codec, chain, events[i]) : Encode(direct, codec, chain, events[i]);
            if (error is not null) failed(i, error);
        }

        if (direct is not null) statistics.AddWrittenBytes(direct.Length - before);
    }

    public string? Finish(ulong stream, IChunkOutput output)
    {
        if (!_streams.Remove(stream, out var ended)) return null;
        if (TakeHeld(ended.Chain) is { } error)
        {
            Lose($"not written at the end of the stream: {error}");
            return error;
        }

        Give(output);
        return null;
    }

    public void Clear()
    {
        foreach (var (_, chain) in _streams.Values)
            if (TakeHeld(chain) is not null || _chunks.All.Length > 0) Lose("held by postprocessors when the connection was lost");
        _streams.Clear();
    }

    public void Dispose() => _encoded.Dispose();

    /// <summary>Every element of the event behind what <paramref name="output"/> holds; nothing of it on an error.</summary>
    private static string? Encode(PooledBufferWriter output, ICodec codec, PostprocessorChain chain, in Event e)
    {
        var start = output.Length;
        try
        {
            var elements = new BatchElements(in e);
            while (elements.MoveNext())
            {
                if (codec.Encode(elements.Data, elements.Meta, output) is { } error)
                {
                    output.Length = start;
                    return error;
                }

                chain.Append(output);
            }

            return null;
        }
        catch (Exception failure)
        {
            output.Length = start;
            return failure.Message;
        }
    }

    private string? SerializeInto(IBufferWriter<byte> output, ICodec codec, PostprocessorChain chain, in Event e)
    {
        if (chain.OnlyAppends)
        {
            _encoded.Clear();
            if (Encode(_encoded, codec, chain, e) is { } error) return error;
            output.Write(_encoded.Span);
            statistics.AddWrittenBytes(_encoded.Length);
            return null;
        }

        if (SerializeInto(_chunks, codec, chain, e) is { } failure) return failure;
        output.Write(_chunks.All);
        statistics.AddWrittenBytes(_chunks.All.Length);
        return null;
    }

    private string? SerializeInto(ChunkList chunks, ICodec codec, PostprocessorChain chain, in Event e)
    {
        chunks.Clear();
        try
        {
            // Before a postprocessor has any of it: the first element may push out what it holds of others, which would go with the error of the second.
            if (e.IsBatch && FindError(codec, e) is { } wrong) return wrong;
            var elements = new BatchElements(in e);
            while (elements.MoveNext())
            {
                _encoded.Clear();
                if (codec.Encode(elements.Data, elements.Meta, _encoded) is { } error) return error;
                if (chain.Process(_encoded.Span, elements.IngestNs, chunks) is { } failure) return failure;
            }

            return null;
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Why an element of a batch cannot be encoded; null where all can be.</summary>
    private string? FindError(ICodec codec, in Event e)
    {
        var elements = new BatchElements(in e);
        while (elements.MoveNext())
        {
            _encoded.Clear();
            if (codec.Encode(elements.Data, elements.Meta, _encoded) is { } error) return error;
        }

        return null;
    }

    /// <summary>What the postprocessors of a stream that ends hold, as chunks.</summary>
    /// <returns>The error in words; null when it went well.</returns>
    private string? TakeHeld(PostprocessorChain chain)
    {
        _chunks.Clear();
        try
        {
            return chain.Finish(_chunks);
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What postprocessors hold was of events that count as delivered. How many is not known: one or more.</summary>
    private void Lose(string reason) => statistics.Losses.Add(plan.Alias, reason, 1, null);

    private void Give(IChunkOutput output)
    {
        for (var i = 0; i < _chunks.Count; i++) output.Add(_chunks[i]);
        statistics.AddWrittenBytes(_chunks.All.Length);
    }

    private (ICodec Codec, PostprocessorChain Chain) Stream(ulong id)
    {
        if (_streams.TryGetValue(id, out var stream)) return stream;
        var codec = plan.Codec?.Create()
            ?? throw new InvalidOperationException($"{plan.Alias} is a structured connector and has no codec to write with");
        return _streams[id] = (codec, new PostprocessorChain([.. plan.Postprocessors.Select(static p => p.Create())]));
    }
}
