using Tremor.Dataflow.Connectors.LocalFiles;

namespace Tremor.Dataflow.Connectors.File;

/// <summary>
/// Half a line that a failed write may have left at the end of a file to which others append, too. What is behind it may be theirs, so it cannot be cut off:
/// it gets its end instead, so that the next line is not joined to it.
/// </summary>
internal sealed class TornLine
{
    private byte? _end; // that it is to get; null where no line is torn

    /// <summary>Some of these lines may be in the file, and a part of one.</summary>
    public void Note(ReadOnlySpan<byte> lines)
    {
        // What ends the last one ends each. Frames of another kind are told by their lengths: nothing can end a torn one.
        if (lines is [.., < (byte)' ' and var end]) _end = end;
    }

    /// <summary>Looks for half a line that somebody has left at the end of a file, as a run does that is killed.</summary>
    /// <param name="end">The byte that ends each line.</param>
    /// <returns>Its bytes, of which up to 64 KiB are counted; 0 where the last line is whole, or cannot be read.</returns>
    public int Find(FileStream file, string path, byte end)
    {
        if (!file.CanSeek || file.Length == 0) return 0;
        try
        {
            using var reading = System.IO.File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var last = new byte[Math.Min(RandomAccess.GetLength(reading), 64 * 1024)];
            var count = RandomAccess.Read(reading, last, RandomAccess.GetLength(reading) - last.Length);
            var half = count - 1 - last.AsSpan(0, count).LastIndexOf(end);
            if (half > 0) _end = end;
            return half;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            return 0;
        }
    }

    /// <summary>Ends the line, if it is torn and nobody did. What this throws leaves it to the next call.</summary>
    /// <param name="file">Open at <paramref name="path"/>; writes go to its end.</param>
    public void End(FileStream file, string path)
    {
        if (_end is not { } end) return;
        if (file.CanSeek && !EndsIn(end, path)) file.Write([end]);
        _end = null;
    }

    /// <summary>Whether a file is empty or ends in a byte; false where it cannot be read.</summary>
    private static bool EndsIn(byte end, string path)
    {
        try
        {
            using var file = System.IO.File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            Span<byte> last = [0];
            return length == 0 || (RandomAccess.Read(file, last, length - 1) == 1 && last[0] == end);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            return false;
        }
    }
}
