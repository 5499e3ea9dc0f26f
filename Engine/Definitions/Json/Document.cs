using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The text of a flow definition.</summary>
/// <param name="directory">Where relative paths in it start; null when it has no place.</param>
internal sealed class Document(SourceText source, string? directory)
{
    public SourceText Source => source;

    public string? Directory => directory;

    public SourceSpan Span(int start, int end) => new(source, source.PositionAt(start), source.PositionAt(Math.Max(start, end)));
}
