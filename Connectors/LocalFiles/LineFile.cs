namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>The lines of a text in memory: they end at LF or CRLF, which is cut off; a missing one at the end is fine, an empty line is a line.</summary>
internal static class LineFile
{
    /// <summary>Takes the next line off <paramref name="rest"/>; false at the end.</summary>
    public static bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (rest.IsEmpty) return false;
        var end = rest.Span.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        if (end >= 0 && line.Span is [.., (byte)'\r']) line = line[..^1];
        return true;
    }
}
