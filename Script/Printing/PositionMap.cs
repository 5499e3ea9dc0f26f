using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Lines and columns of many places of one text: looks at a line at a time, not at everything before it.</summary>
internal sealed class PositionMap
{
    private readonly string _text;
    private readonly List<int> _lineStarts = [0];

    public PositionMap(SourceText source)
    {
        _text = source.Text;
        for (var i = _text.IndexOf('\n'); i >= 0; i = _text.IndexOf('\n', i + 1)) _lineStarts.Add(i + 1);
    }

    /// <summary><c>line:column-endLine:endColumn</c>, as errors are placed: columns in characters, the end one past the last.</summary>
    public string Describe(TextSpan span) => $"{Describe(span.Start)}-{Describe(span.End)}";

    private string Describe(int index)
    {
        var line = _lineStarts.BinarySearch(index);
        if (line < 0) line = ~line - 1;
        var column = 1;
        foreach (var _ in _text.AsSpan(_lineStarts[line], index - _lineStarts[line]).EnumerateRunes()) column++;
        return $"{line + 1}:{column}";
    }
}
