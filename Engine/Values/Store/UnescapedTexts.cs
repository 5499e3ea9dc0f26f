using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>
/// The strings of a store that have escapes, as what they say: each is made when it is first read, and stays until <see cref="Clear"/>.
/// Read from several threads at once.
/// </summary>
/// <remarks>A text is shorter than with its escapes and so never fills its array: <see cref="Value.Detach"/> knows it as one of many.</remarks>
/// <param name="chunkLength">What is taken from the pool at once, in bytes; 0 takes what a text needs.</param>
internal sealed class UnescapedTexts(int chunkLength)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Value> _texts = [];
    private readonly List<byte[]> _chunks = [];
    private int _used;

    /// <param name="offset">Where the text is, which tells it from the others.</param>
    /// <param name="escaped">Its bytes, with valid escapes.</param>
    public Value Get(int offset, ReadOnlySpan<byte> escaped)
    {
        lock (_lock)
        {
            if (_texts.TryGetValue(offset, out var known)) return known;
            if (_chunks.Count == 0 || _chunks[^1].Length - _used < escaped.Length)
            {
                _chunks.Add(ArrayPool<byte>.Shared.Rent(Math.Max(chunkLength, escaped.Length)));
                _used = 0;
            }

            var chunk = _chunks[^1];
            var length = JsonEscapes.Unescape(escaped, chunk.AsSpan(_used));
            var text = Value.FromUtf8(chunk, _used, length);
            _used += length;
            _texts.Add(offset, text);
            return text;
        }
    }

    /// <summary>Gives the memory back: nobody reads the store any more.</summary>
    public void Clear()
    {
        _texts.Clear();
        foreach (var chunk in _chunks)
        {
            if (PooledBuffer.Poison) chunk.AsSpan().Fill(0xDB);
            ArrayPool<byte>.Shared.Return(chunk);
        }

        _chunks.Clear();
        _used = 0;
    }
}
