using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>A place that an error may point at: what to underline and what to show around it. Made when a script is compiled.</summary>
/// <param name="inner">What to underline.</param>
/// <param name="outer">The context to show.</param>
internal sealed class Site(SourceText source, TextSpan inner, TextSpan outer)
{
    private SourceSpan? _innerSpan;
    private SourceSpan? _outerSpan;

    public Site(SourceText source, TextSpan span)
        : this(source, span, span)
    {
    }

    public SourceText Source => source;

    public TextSpan InnerText => inner;

    public TextSpan OuterText => outer;

    public SourceSpan Inner => _innerSpan ??= source.SpanOf(inner);

    public SourceSpan Outer => _outerSpan ??= source.SpanOf(outer);

    /// <summary>The same place, with some lines more around it.</summary>
    public SourceSpan Widened(int lines)
    {
        var inner = Inner;
        var last = source.Text.AsSpan().Count('\n') + 1;
        if (source.Text.EndsWith('\n')) last = Math.Max(1, last - 1);
        return inner with
        {
            Start = source.StartOf(Math.Max(1, inner.Start.Line - lines)),
            End = source.StartOf(Math.Min(Math.Max(last, inner.End.Line), inner.End.Line + lines)),
        };
    }
}

internal static class SourceTextPositions
{
    public static SourceSpan SpanOf(this SourceText source, TextSpan span) =>
        new(source, source.PositionOf(span.Start), source.PositionOf(span.End));

    /// <summary>Where a line begins that the text has, counted from 1.</summary>
    public static Position StartOf(this SourceText source, int line)
    {
        var index = 0;
        for (var i = 1; i < line; i++) index = source.Text.IndexOf('\n', index) + 1;
        return source.PositionOf(index);
    }

    /// <summary>Line, column (in scalar values) and UTF-8 offset of a UTF-16 index.</summary>
    public static Position PositionOf(this SourceText source, int index) => source.PositionAt(index);
}
