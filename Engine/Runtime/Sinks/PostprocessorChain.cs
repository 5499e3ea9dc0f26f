using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>Chunks, one behind the other in one array. Reused, so that steady work allocates nothing.</summary>
internal sealed class ChunkList : IChunkOutput
{
    /// <summary>Bytes, and chunks, of room that are kept for the next time; what a huge event needed beyond them is given back.</summary>
    private const int KeptLength = 4 * 1024 * 1024;
    private const int KeptCount = 64 * 1024;

    private byte[] _bytes = new byte[4096];
    private int[] _ends = new int[16];
    private int _length;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index == 0 ? 0 : _ends[index - 1], _ends[index] - (index == 0 ? 0 : _ends[index - 1]));

    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, _length);

    public void Add(ReadOnlySpan<byte> chunk)
    {
        if (_bytes.Length - _length < chunk.Length)
            Array.Resize(ref _bytes, Math.Max(checked(_length + chunk.Length), (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        if (Count == _ends.Length) Array.Resize(ref _ends, Count * 2);
        chunk.CopyTo(_bytes.AsSpan(_length));
        _length += chunk.Length;
        _ends[Count++] = _length;
    }

    public void Clear()
    {
        _length = 0;
        Count = 0;
        if (_bytes.Length > KeptLength) _bytes = new byte[4096];
        if (_ends.Length > KeptCount) _ends = new int[16];
    }
}

/// <summary>The postprocessors of one stream, in order (spec: connectors E.1). Not thread-safe.</summary>
internal sealed class PostprocessorChain
{
    private readonly IPostprocessor[] _stages;
    private ChunkList _from = new();
    private ChunkList _to = new();

    public PostprocessorChain(IPostprocessor[] stages)
    {
        _stages = stages;
        OnlyAppends = Array.TrueForAll(stages, static stage => stage is IAppendingPostprocessor);
    }

    /// <summary>Whether all that it does to a chunk is to put bytes behind it.</summary>
    public bool OnlyAppends { get; }

    /// <summary>With <see cref="OnlyAppends"/>: finishes the chunk that ends <paramref name="output"/>.</summary>
    public void Append(IBufferWriter<byte> output)
    {
        foreach (var stage in _stages) ((IAppendingPostprocessor)stage).Append(output);
    }

    /// <returns>The error in words; null when it went well. On an error nothing is given.</returns>
    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _from.Clear();
        _from.Add(chunk);
        foreach (var stage in _stages)
        {
            _to.Clear();
            for (var i = 0; i < _from.Count; i++)
                if (stage.Process(_from[i], ingestNs, _to) is { } error) return error;
            (_from, _to) = (_to, _from);
        }

        Give(output);
        return null;
    }

    /// <summary>The stream ends: each postprocessor is finished with each chunk that its predecessor had left, or once without.</summary>
    /// <returns><inheritdoc cref="Process"/></returns>
    public string? Finish(IChunkOutput output)
    {
        _from.Clear();
        foreach (var stage in _stages)
        {
            _to.Clear();
            if (_from.Count == 0 && stage.Finish([], false, _to) is { } failure) return failure;
            for (var i = 0; i < _from.Count; i++)
                if (stage.Finish(_from[i], true, _to) is { } error) return error;
            (_from, _to) = (_to, _from);
        }

        Give(output);
        return null;
    }

    private void Give(IChunkOutput output)
    {
        for (var i = 0; i < _from.Count; i++) output.Add(_from[i]);
    }
}
