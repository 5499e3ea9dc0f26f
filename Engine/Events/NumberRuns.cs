namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// A set of event numbers, kept as runs: exactly those that were added. A run that goes on costs nothing, one that begins costs one to three bytes
/// when it lies within some thousand numbers of the one before, as it does where many groups take turns.
/// </summary>
/// <remarks>
/// Each run is the distance from the end of the one before (zigzag, so that it may lie behind it) with one bit for "more than one number",
/// and then the length less two; both as numbers of seven bits a byte. The last run is not written down before another begins.
/// </remarks>
internal sealed class NumberRuns
{
    private const int FirstChunk = 16;
    private const int LargestChunk = 1024;

    private readonly List<byte[]> _chunks = [];
    private int _used;
    private long _end;
    private long _first;
    private long _count;

    /// <summary>The numbers in it; one that was added twice counts twice.</summary>
    public long Count { get; private set; }

    public void Add(long first, long count)
    {
        if (count == 0) return;
        Count += count;
        if (_count > 0 && first == _first + _count)
        {
            _count += count;
            return;
        }

        WriteLastRun();
        (_first, _count) = (first, count);
    }

    /// <summary>Whether it is one run, or none at all: <paramref name="count"/> is 0 then.</summary>
    public bool IsOneRun(out long first, out long count)
    {
        (first, count) = (_first, _count);
        return _chunks.Count == 0;
    }

    /// <summary>Whether the run that was added to last has the number.</summary>
    public bool EndsWith(long number) => (ulong)(number - _first) < (ulong)_count;

    public void Add(NumberRuns other)
    {
        foreach (var (first, count) in other.Runs()) Add(first, count);
    }

    /// <summary>The runs in the order in which they were added.</summary>
    public IEnumerable<(long First, long Count)> Runs()
    {
        var reader = new Reader(_chunks, _used);
        while (reader.HasMore)
        {
            var zigzag = reader.Read(out var isLonger);
            var first = reader.End + ((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
            var count = isLonger ? (long)reader.Read() + 2 : 1;
            reader.End = first + count;
            yield return (first, count);
        }

        if (_count > 0) yield return (_first, _count);
    }

    private void WriteLastRun()
    {
        if (_count == 0) return;
        var distance = _first - _end;
        Write((ulong)(distance << 1) ^ (ulong)(distance >> 63), isLonger: _count > 1);
        if (_count > 1) Write((ulong)_count - 2);
        _end = _first + _count;
        _count = 0;
    }

    /// <summary>The bit is the lowest one of the first byte: the number keeps all of its 64.</summary>
    private void Write(ulong zigzag, bool isLonger)
    {
        var lowest = (byte)((zigzag & 0x3F) << 1 | (isLonger ? 1UL : 0));
        if (zigzag <= 0x3F)
        {
            WriteByte(lowest);
            return;
        }

        WriteByte((byte)(lowest | 0x80));
        Write(zigzag >> 6);
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7) WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    private void WriteByte(byte value)
    {
        if (_chunks.Count == 0 || _used == _chunks[^1].Length)
        {
            _chunks.Add(new byte[_chunks.Count == 0 ? FirstChunk : Math.Min(_chunks[^1].Length * 2, LargestChunk)]);
            _used = 0;
        }

        _chunks[^1][_used++] = value;
    }

    private sealed class Reader(List<byte[]> chunks, int usedOfLast)
    {
        private int _chunk;
        private int _at;

        public long End { get; set; }

        public bool HasMore => _chunk < chunks.Count - 1 || (_chunk < chunks.Count && _at < usedOfLast);

        public ulong Read(out bool isLonger)
        {
            var lowest = ReadByte();
            isLonger = (lowest & 1) == 1;
            var value = (ulong)(lowest & 0x7F) >> 1;
            return lowest < 0x80 ? value : value | (Read() << 6);
        }

        public ulong Read()
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var part = ReadByte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
        }

        private byte ReadByte()
        {
            if (_at == chunks[_chunk].Length) (_chunk, _at) = (_chunk + 1, 0);
            return chunks[_chunk][_at++];
        }
    }
}
