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
    private const long None = -1;

    private readonly IPostprocessor[] _stages;
    private readonly long[] _oldest; // number of the oldest event of which each stage keeps something
    private readonly bool[] _isInside; // whether each stage has given a part of what it keeps
    private ChunkList _from = new();
    private ChunkList _to = new();

    public PostprocessorChain(IPostprocessor[] stages)
    {
        _stages = stages;
        _oldest = new long[stages.Length];
        Array.Fill(_oldest, None);
        _isInside = new bool[stages.Length];
        IsStreaming = Array.Exists(stages, static stage => stage is IStreamingPostprocessor);
        OnlyAppends = Array.TrueForAll(stages, static stage => stage is IAppendingPostprocessor);
    }

    /// <summary>Whether all that it does to a chunk is to put bytes behind it.</summary>
    public bool OnlyAppends { get; }

    /// <summary>Whether it gives events later than it takes them.</summary>
    public bool IsStreaming { get; }

    /// <summary>Whether what it gave last ends inside of what a stage makes of several events.</summary>
    public bool IsInsideUnit => Array.IndexOf(_isInside, true) >= 0;

    /// <summary>Number of the oldest event of which anything is kept; null where nothing is.</summary>
    public long? Oldest
    {
        get
        {
            var oldest = None;
            foreach (var number in _oldest)
                if (number != None && (oldest == None || number < oldest)) oldest = number;
            return oldest == None ? null : oldest;
        }
    }

    /// <summary>Where <see cref="Process"/> has failed: the numbers of events before that had been kept and went on, to get no further; else an empty range.</summary>
    public (long First, long End) Lost { get; private set; }

    /// <summary>Whether this is the oldest event that one of the postprocessors keeps.</summary>
    public bool IsOldestOfOne(long number) => Array.IndexOf(_oldest, number) >= 0;

    /// <summary>With <see cref="OnlyAppends"/>: finishes the chunk that ends <paramref name="output"/>.</summary>
    public void Append(IBufferWriter<byte> output)
    {
        foreach (var stage in _stages) ((IAppendingPostprocessor)stage).Append(output);
    }

    /// <param name="number">Of the event that the chunk is of; they grow.</param>
    /// <returns>The error in words; null when it went well. On an error nothing is given.</returns>
    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output, long number = 0)
    {
        _from.Clear();
        _from.Add(chunk);
        Lost = default;
        var first = number; // of the events that are in what comes to the stage
        for (var s = 0; s < _stages.Length && _from.Count > 0; s++)
        {
            _to.Clear();
            var kept = _oldest[s];
            var isDone = false;
            try
            {
                if (RunStage(s, ingestNs, first) is { } error) return error;
                isDone = true;
            }
            finally
            {
                if (!isDone) Lost = LostAt(s, _to.Count > 0 && kept != None ? Math.Min(kept, first) : first, number);
            }

            if (kept != None && kept < first) first = kept;
            (_from, _to) = (_to, _from);
        }

        Give(output);
        return null;
    }

    /// <summary>The stream ends: each postprocessor is finished with each chunk that its predecessor had left, or once without.</summary>
    /// <returns><inheritdoc cref="Process"/></returns>
    public string? Finish(IChunkOutput output)
    {
        Array.Fill(_oldest, None);
        Array.Clear(_isInside);
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

    private string? RunStage(int s, ulong ingestNs, long first)
    {
        var stage = _stages[s];
        for (var i = 0; i < _from.Count; i++)
        {
            var given = _to.Count;
            if (stage.Process(_from[i], ingestNs, _to) is { } error) return error;
            if (stage is not IStreamingPostprocessor streaming) continue;
            _isInside[s] = streaming.Held == HeldChunks.More && (_isInside[s] || _to.Count > given);
            if (streaming.Held == HeldChunks.None) _oldest[s] = None;
            else if (streaming.Held == HeldChunks.Last || _oldest[s] == None) _oldest[s] = first;
        }

        return null;
    }

    /// <summary>A stage has failed on what came to it: but for what the stages before it kept meanwhile.</summary>
    private (long First, long End) LostAt(int failed, long first, long number)
    {
        var end = number;
        foreach (var kept in _oldest.AsSpan(0, failed))
            if (kept != None && kept >= first) end = Math.Min(end, kept);
        return (first, end);
    }

    private void Give(IChunkOutput output)
    {
        for (var i = 0; i < _from.Count; i++) output.Add(_from[i]);
    }
}
