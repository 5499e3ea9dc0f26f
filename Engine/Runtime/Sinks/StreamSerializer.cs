using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>The serializer of a sink (spec: runtime 11.3): a codec and a chain of postprocessors for each stream, made on first use.</summary>
/// <param name="unwritten">Hears what the postprocessors keep; null where nobody wants to know.</param>
internal sealed class StreamSerializer(ConnectorPlan plan, UnwrittenEvents? unwritten = null) : ISerializer, IDisposable
{
    private readonly Dictionary<ulong, SerializedStream> _streams = [];
    private readonly PooledBufferWriter _encoded = new(4096);
    private readonly ChunkList _chunks = new();
    private readonly Lazy<bool> _keepsEvents = new(() => new PostprocessorChain([.. plan.Postprocessors.Select(static p => p.Create())]).IsStreaming);
    private readonly Lazy<IPostprocessor?> _last = new(() => plan.Postprocessors is [.., var last] ? last.Create() : null); // gives what is written; gets nothing
    private long _given; // bytes, since the last call of TakeGiven

    /// <summary>Whether what leaves the postprocessors need not be of the event that went in last.</summary>
    public bool KeepsEvents => _keepsEvents.Value;

    public string? Serialize(in Event e, ulong stream, IChunkOutput output)
    {
        var into = Stream(stream);
        var error = SerializeInto(_chunks, into, e);
        if (error is null || into.Chain.IsStreaming) Give(output);
        return error;
    }

    public void Serialize(ReadOnlySpan<Event> events, ulong stream, IBufferWriter<byte> output, Action<int, string> failed)
    {
        var into = Stream(stream);
        var direct = into.Chain.OnlyAppends ? output as PooledBufferWriter : null;
        var before = direct?.Length ?? 0;
        for (var i = 0; i < events.Length; i++)
        {
            var error = direct is null ? SerializeInto(output, into, events[i]) : Encode(direct, into.Codec, into.Chain, events[i]);
            if (error is not null) failed(i, error);
        }

        if (direct is not null) _given += direct.Length - before;
    }

    public bool GivesUnits => _last.Value is IUnitPostprocessor;

    public HalfUnit? FindHalfUnit(Stream written, CancellationToken cancellation) => (_last.Value as IUnitPostprocessor)?.FindHalfUnit(written, cancellation);

    public byte? Separator => (_last.Value as IAppendingPostprocessor)?.Separator;

    public bool IsInsideUnit(ulong stream) => _streams.TryGetValue(stream, out var open) && open.Chain.IsInsideUnit;

    public string? Finish(ulong stream, IChunkOutput output)
    {
        if (!_streams.Remove(stream, out var ended)) return null;
        var error = TakeHeld(ended.Chain);
        if (ended.Unwritten is { } waiting)
        {
            waiting.HasEnded = true;
            if (error is not null) unwritten!.Lose(waiting, 0, long.MaxValue, error);
        }

        if (error is null) Give(output);
        return error;
    }

    public void Clear()
    {
        _streams.Clear();
        unwritten?.Clear();
    }

    /// <summary>How many bytes have left the postprocessors since the last call.</summary>
    public long TakeGiven()
    {
        var given = _given;
        _given = 0;
        return given;
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

    private string? SerializeInto(IBufferWriter<byte> output, SerializedStream into, in Event e)
    {
        if (into.Chain.OnlyAppends)
        {
            _encoded.Clear();
            if (Encode(_encoded, into.Codec, into.Chain, e) is { } error) return error;
            output.Write(_encoded.Span);
            _given += _encoded.Length;
            return null;
        }

        var failure = SerializeInto(_chunks, into, e);
        if (failure is not null && !into.Chain.IsStreaming) return failure;
        output.Write(_chunks.All);
        _given += _chunks.All.Length;
        return failure;
    }

    /// <summary>On an error <paramref name="chunks"/> has what the elements before have given: behind streaming postprocessors it is of other events, too.</summary>
    private string? SerializeInto(ChunkList chunks, SerializedStream into, in Event e)
    {
        if (into.Unwritten is not { } waiting) return SerializeInto(chunks, into, e, 0);
        var number = waiting.NextNumber();
        var error = SerializeInto(chunks, into, e, number);
        if (error is null) unwritten!.Take(waiting, e, number);
        else if (into.Chain.Lost is var lost && lost.First < lost.End) unwritten!.Lose(waiting, lost.First, lost.End, error);
        return error;
    }

    private string? SerializeInto(ChunkList chunks, SerializedStream into, in Event e, long number)
    {
        chunks.Clear();
        try
        {
            // Before a postprocessor has any of it: the first element may push out what it holds of others, which would go with the error of the second.
            if (e.IsBatch && into.Chain.IsStreaming && FindError(into.Codec, e) is { } wrong) return wrong;
            var elements = new BatchElements(in e);
            while (elements.MoveNext())
            {
                _encoded.Clear();
                if (into.Codec.Encode(elements.Data, elements.Meta, _encoded) is { } error) return error;
                if (into.Chain.Process(_encoded.Span, elements.IngestNs, chunks, number) is { } failure) return failure;
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

    private void Give(IChunkOutput output)
    {
        for (var i = 0; i < _chunks.Count; i++) output.Add(_chunks[i]);
        _given += _chunks.All.Length;
    }

    private SerializedStream Stream(ulong id)
    {
        if (_streams.TryGetValue(id, out var stream)) return stream;
        var codec = plan.Codec?.Create()
            ?? throw new InvalidOperationException($"{plan.Alias} is a structured connector and has no codec to write with");
        var chain = new PostprocessorChain([.. plan.Postprocessors.Select(static p => p.Create())]);
        return _streams[id] = new(codec, chain, chain.IsStreaming ? unwritten?.Open(chain) : null);
    }

    private sealed record SerializedStream(ICodec Codec, PostprocessorChain Chain, UnwrittenStream? Unwritten);
}
