using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The text of a flow definition and the places in it.</summary>
internal sealed class Document
{
    private readonly List<int> _lineStarts = [0];

    /// <param name="directory">Where relative paths in it start; null when it has no place.</param>
    public Document(SourceText source, string? directory)
    {
        Source = source;
        Directory = directory;
        for (var at = source.Text.IndexOf('\n'); at >= 0; at = source.Text.IndexOf('\n', at + 1)) _lineStarts.Add(at + 1);
    }

    public SourceText Source { get; }

    public string? Directory { get; }

    public SourceSpan Span(int start, int end) => new(Source, PositionOf(start), PositionOf(Math.Max(start, end)));

    private Position PositionOf(int offset)
    {
        offset = Math.Min(offset, Source.Text.Length);
        var line = _lineStarts.BinarySearch(offset);
        if (line < 0) line = ~line - 1;
        var before = Source.Text.AsSpan(_lineStarts[line], offset - _lineStarts[line]);
        var column = 1;
        foreach (var _ in before.EnumerateRunes()) column++;
        return new(line + 1, column, Encoding.UTF8.GetByteCount(Source.Text.AsSpan(0, offset)));
    }
}
