using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>Joins all pieces until none has come for a second.</summary>
internal sealed class Joining : ITimedPreprocessor
{
    private readonly List<string> _held = [];
    private IStreamClock _clock = null!;

    public long? DueNs { get; private set; }

    public bool HoldsData => _held.Count > 0;

    public void UseClock(IStreamClock clock) => _clock = clock;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        _held.Add(Encoding.UTF8.GetString(piece.Span));
        DueNs = _clock.NowNs + 1_000_000_000;
        return null;
    }

    public string? OnDue(IPieceOutput output) => Finish(null, output);

    public string? Finish(Piece? last, IPieceOutput output)
    {
        if (last is { } piece) Process(piece, output);
        DueNs = null;
        if (_held.Count == 0) return null;
        var joined = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(string.Join('+', _held)));
        _held.Clear();
        output.Add(new Piece(joined, 0, joined.Length, Value.EmptyRecord, 1));
        joined.Release();
        return null;
    }
}
