using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The text of a flow definition.</summary>
internal sealed class Document(SourceText source)
{
    public SourceText Source => source;

    public SourceSpan Span(int start, int end) => new(source, source.PositionAt(start), source.PositionAt(Math.Max(start, end)));
}
