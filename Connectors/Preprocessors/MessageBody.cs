using System.Diagnostics;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>A message whose length is known, gathered from as many chunks as it takes; without a copy when one chunk holds it.</summary>
internal struct MessageBody
{
    private HeldBytes _held;
    private int _missing;

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Bytes of the open message that have come.</summary>
    public readonly int Length => _held.Length;

    /// <summary>Bytes of the open message that are still to come.</summary>
    public readonly int Missing => _missing;

    public void Begin(int length)
    {
        Debug.Assert(!IsOpen && length <= HeldBytes.MaxLength, "a message begins inside another, or is too long");
        IsOpen = true;
        _missing = length;
    }

    /// <summary>Takes what belongs to the message from <paramref name="at"/> on, and gives it out when it is complete.</summary>
    /// <param name="at">Offset into the piece; moved behind what was taken.</param>
    public bool TryComplete(in Piece piece, ref int at, IPieceOutput output)
    {
        var taken = Math.Min(_missing, piece.Length - at);
        if (taken == _missing && _held.Length == 0)
        {
            output.Add(piece with { Offset = piece.Offset + at, Length = taken });
            at += taken;
            IsOpen = false;
            return true;
        }

        _held.Append(piece.Span.Slice(at, taken), _held.Length + _missing);
        at += taken;
        _missing -= taken;
        if (_missing > 0) return false;
        var buffer = _held.TakeBuffer();
        output.Add(piece with { Buffer = buffer, Offset = 0, Length = buffer.Length });
        buffer.Release();
        IsOpen = false;
        return true;
    }

    public void Clear()
    {
        _held.Clear();
        IsOpen = false;
    }
}
