using System.Buffers;
using Tremor.Dataflow.Connectors.Streams;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>
/// Reads units of one format that stand behind each other, to the end of the source; no byte is none. What is corrupt, ends early, or stands behind a
/// unit and is none is an <see cref="InvalidDataException"/> of the read that meets it, with the format and the offset, and of every read behind it.
/// </summary>
internal sealed class DecompressingStream(CompressionAlgorithm algorithm, Stream compressed) : ReadOnlyStream
{
    private readonly CompressedInput _input = new(compressed);
    private CompressedUnit? _unit;
    private bool _isBehindUnit;
    private InvalidDataException? _failure;
    private long _length; // bytes that it has given
    private long _unitStart; // in the source
    private long _sure; // of them, in front of any that may be altered

    /// <summary>Whether it is at its end, and the source had no byte: even the data of no byte compresses to some.</summary>
    public bool IsOfNoByte { get; private set; }

    /// <summary>When it has failed: which of the bytes that it gave may be altered, since they came before what would have told; null for none.</summary>
    public string? Doubt { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_failure is not null) throw new InvalidDataException(_failure.Message, _failure);
        if (buffer.IsEmpty) return 0;
        try
        {
            while (_unit is not null || TryOpenUnit())
            {
                var read = _unit!.Read(buffer);
                _length += read;
                if (read == 0 || _unit.IsCheckedFirst) _sure = _length;
                if (read > 0) return read;
                _unit.Dispose();
                _unit = null;
                _isBehindUnit = true;
            }

            IsOfNoByte = _input.Position == 0;
            return 0;
        }
        catch (Exception e) when (!_input.IsBroken && e is not OutOfMemoryException)
        {
            // The libraries know many kinds of exceptions for data that is not what it should be.
            _failure = e is NoUnitException
                ? new InvalidDataException(e.Message)
                : new InvalidDataException($"invalid {algorithm.Name()} data at byte {_input.Position}: {e.Message}", e);
            if (_length > _sure) Doubt = $"bytes {_sure} to {_length - 1} of what it decompresses to came before that was known, and may be altered";
            throw _failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unit?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads through units to the end of a stream, or to one that is not whole; null where all are.</summary>
    public static HalfUnit? FindHalfUnit(CompressionAlgorithm algorithm, Stream written, CancellationToken cancellation)
    {
        using var units = new DecompressingStream(algorithm, written);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (units.Read(buffer) > 0) cancellation.ThrowIfCancellationRequested();
            return null;
        }
        catch (InvalidDataException e)
        {
            // A unit of framed snappy goes on as long as chunks come, and each is whole by itself.
            var start = algorithm == CompressionAlgorithm.Snappy ? units._input.Position : units._unitStart;
            return new(start, e.Message, units.EndsEarly(e) && !MayHoldUnits(algorithm, written, units._unitStart, start + 1, buffer, cancellation));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a failure is that the data ends inside of a unit.</summary>
    private bool EndsEarly(InvalidDataException failure) => _failure == failure && failure.InnerException?.Message == CompressedUnit.EndsEarly;

    /// <summary>
    /// Whether other units may stand behind the start of one that ends early, as it does also where damage makes it seem longer than it is: its mark comes again. Of a
    /// format without a mark nobody knows.
    /// </summary>
    /// <param name="unit">Where the unit begins.</param>
    /// <param name="from">Where to look from.</param>
    private static bool MayHoldUnits(CompressionAlgorithm algorithm, Stream written, long unit, long from, byte[] buffer, CancellationToken cancellation)
    {
        if (!written.CanSeek || Formats.MarkLength(algorithm) is not (> 0 and var length)) return true;
        var mark = new byte[length];
        written.Position = unit;
        if (written.ReadAtLeast(mark, length, throwOnEndOfStream: false) < length) return false;
        written.Position = from;
        for (var kept = 0; written.Read(buffer, kept, buffer.Length - kept) is > 0 and var read;)
        {
            cancellation.ThrowIfCancellationRequested();
            var seen = buffer.AsSpan(0, kept + read);
            if (seen.IndexOf(mark) >= 0) return true;
            kept = Math.Min(length - 1, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return false;
    }

    private bool TryOpenUnit()
    {
        SkipPadding();
        _unitStart = _input.Position;
        if (!_input.Fill(1)) return false;
        _input.Fill(Formats.LongestMark);
        if (!Formats.CanBegin(algorithm, _input.Available))
        {
            throw new NoUnitException(
                _isBehindUnit
                    ? $"byte {_input.Position} stands behind the end of {algorithm.Name()} data and begins no more of it"
                    : $"invalid {algorithm.Name()} data at byte {_input.Position}: its mark is missing");
        }

        _unit = Formats.Open(algorithm, _input);
        return true;
    }

    /// <summary>Behind an xz stream there may be zeros, four by four.</summary>
    private void SkipPadding()
    {
        if (algorithm != CompressionAlgorithm.Xz || !_isBehindUnit) return;
        while (_input.Fill(4) && _input.Available[..4] is [0, 0, 0, 0]) _input.Skip(4);
    }

    private sealed class NoUnitException(string message) : IOException(message);
}
