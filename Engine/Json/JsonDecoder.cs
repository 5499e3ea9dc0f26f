using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// Pieces of a stream that are JSON texts, to values that look into the stream's buffers. It learns the shapes of the stream's
/// records; one instance for each stream, not for concurrent use.
/// </summary>
public sealed class JsonDecoder
{
    private readonly JsonParser _parser = new();

    /// <summary>The store of the last piece, which takes the next one too if it lies in the same buffer.</summary>
    private JsonStore? _store;
    private int _generation;

    /// <inheritdoc cref="ICodec.Decode"/>
    public void Decode(in Piece piece, IDecodeOutput output)
    {
        var store = RetainLast(piece.Buffer) ?? RentNext(piece.Buffer);
        try
        {
            var reason = _parser.Parse(store, piece.Buffer.Array, piece.Offset, piece.Length, out var value, out var offset);
            if (reason is null)
            {
                output.Attach(store);
                output.Value(value);
            }
            else output.Error(JsonParser.Describe(reason, offset));
        }
        finally
        {
            store.Release();
        }
    }

    /// <inheritdoc cref="ILineCodec.DecodeLines"/>
    public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
    {
        var store = JsonStore.Rent(lines.Buffer, _parser.Shapes);
        try
        {
            output.Attach(store);
            if (separator == (byte)'\n') _parser.ParseLines(store, lines.Buffer.Array, lines.Offset, lines.Length, output);
            else _parser.ParsePieces(store, lines.Buffer.Array, lines.Offset, lines.Length, separator, output);
        }
        finally
        {
            store.Release();
        }
    }

    private JsonStore? RetainLast(PooledBuffer buffer)
    {
        if (_store is null || !_store.TryRetain(_generation)) return null;
        if (ReferenceEquals(_store.Buffer, buffer)) return _store;
        _store.Release();
        return null;
    }

    private JsonStore RentNext(PooledBuffer buffer)
    {
        _store = JsonStore.Rent(buffer, _parser.Shapes);
        _generation = _store.Generation;
        return _store;
    }
}
