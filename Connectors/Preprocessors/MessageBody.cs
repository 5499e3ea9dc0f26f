using System.Diagnostics;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>A message whose length is known, gathered from as many chunks as it takes; without a copy when one chunk holds it.</summary>
internal struct MessageBody
{
    private HeldBytes _held;
    private int _missing;
    private int _tooLongFor; // the limit of what the open message is longer than; 0 where it is not
    private bool _isGivenUp; // what comes of the open message is not kept

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Bytes of the open message that have come.</summary>
    public readonly int Length => _held.Length;

    /// <summary>Bytes of the open message that are still to come.</summary>
    public readonly int Missing => _missing;

    /// <param name="maxLength">A longer one is an error and left out; of it no more is kept than the error shows.</param>
    public void Begin(int length, int maxLength)
    {
        Debug.Assert(!IsOpen && length <= HeldBytes.MaxLength, "a message begins inside another, or is too long");
        IsOpen = true;
        _missing = length;
        _tooLongFor = length > maxLength ? maxLength : 0;
    }

    /// <summary>Takes what belongs to the message from <paramref name="at"/> on, and gives it out when it is complete.</summary>
    /// <param name="at">Offset into the piece; moved behind what was taken.</param>
    public bool TryComplete(in Piece piece, ref int at, IPieceOutput output)
    {
        var taken = Math.Min(_missing, piece.Length - at);
        if (taken == _missing && _held.Length == 0 && !_isGivenUp && _tooLongFor == 0)
        {
            output.Add(piece with { Offset = piece.Offset + at, Length = taken });
            at += taken;
            IsOpen = false;
            return true;
        }

        var part = piece.Span.Slice(at, taken);
        if (_tooLongFor > 0) Refuse(piece, part, output);
        else if (!_isGivenUp && !_held.TryAppend(part, _held.Length + _missing))
        {
            _isGivenUp = true;
            var length = _held.Length + (long)_missing;
            _held.GiveUp($"Out of memory: a message of {length} bytes is given up", piece, part, length, output);
        }

        at += taken;
        _missing -= taken;
        if (_missing > 0) return false;
        IsOpen = false;
        if (_isGivenUp)
        {
            _isGivenUp = false;
            return true;
        }

        var buffer = _held.TakeBuffer();
        output.Add(piece with { Buffer = buffer, Offset = 0, Length = buffer.Length });
        buffer.Release();
        return true;
    }

    /// <summary>The stream ends inside the message.</summary>
    public void GiveUp(string text, ulong ingestNs, IPieceOutput output)
    {
        if (!_isGivenUp)
        {
            var lost = _held.TakeBuffer();
            output.Error(text, new Piece(lost, 0, lost.Length, Value.EmptyRecord, ingestNs));
            lost.Release();
        }

        Clear();
    }

    public void Clear()
    {
        _held.Clear();
        IsOpen = false;
        _isGivenUp = false;
    }

    /// <summary>As soon as there is what the error shows: it is the same however the stream is cut.</summary>
    private void Refuse(in Piece piece, ReadOnlySpan<byte> part, IPieceOutput output)
    {
        if (_isGivenUp) return;
        var length = _held.Length + _missing;
        var shown = Math.Min(length, IPieceOutput.MaxShown);
        _held.Append(part[..Math.Min(part.Length, shown - _held.Length)], shown);
        if (_held.Length < shown) return;
        _isGivenUp = true;
        _held.GiveUp($"A message of {length} bytes is left out: `max_length` allows {_tooLongFor}", piece, default, length, output);
    }
}

/// <summary>
/// A stream of messages in which one length was no length, or a part is missing: where the next message begins can no longer be known, so that nothing of it is
/// decoded until it ends. Each chunk of it is an error of its own, which holds it.
/// </summary>
/// <param name="name">Of the preprocessor, as errors begin.</param>
internal struct LostStep(string name)
{
    /// <summary>Whether the stream is out of step.</summary>
    public bool IsLost { get; private set; }

    /// <summary>A part of the stream is missing.</summary>
    public void Lose() => IsLost = true;

    /// <summary>A length is none.</summary>
    /// <param name="found">What is wrong.</param>
    /// <param name="rest">The chunk from the wrong length on.</param>
    public void Lose(string found, in Piece rest, IPieceOutput output)
    {
        IsLost = true;
        output.Error($"{name}: {found}", rest);
    }

    /// <summary>Refuses a chunk that follows.</summary>
    public readonly void Refuse(in Piece piece, IPieceOutput output)
    {
        if (piece.Length > 0) output.Error($"{name}: the stream is out of step since an earlier error, and is not read until it ends", piece);
    }

    /// <summary>The stream has ended.</summary>
    public void End() => IsLost = false;
}
