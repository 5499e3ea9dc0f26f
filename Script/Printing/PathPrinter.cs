using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Paths (spec: language 4).</summary>
internal sealed class PathPrinter(PrintedText text, ExpressionPrinter expressions)
{
    public void Path(PathExpression path)
    {
        switch (path.Root)
        {
            case PathRoot.Name or PathRoot.Qualified:
                text.Add(Notation.Names(path.Prefix.Append(path.Name)));
                break;
            case PathRoot.Expression:
                // What is no root of its own, such as a path, stands in parentheses.
                expressions.Print(
                    path.Of!,
                    path.Of is CallExpression or ArrayExpression or RecordExpression ? ExpressionPlace.Primary : ExpressionPlace.Enclosed);
                break;
            default:
                text.Add(Notation.Keyword(path.Root));
                break;
        }

        for (var i = 0; i < path.Segments.Count; i++) Segment(path.Segments[i], isMetaName: i == 0 && path.Root == PathRoot.Meta);
    }

    /// <param name="isMetaName">Whether it is the name directly behind the <c>$</c>.</param>
    private void Segment(Segment segment, bool isMetaName)
    {
        switch (segment)
        {
            case FieldSegment field:
                text.Add(isMetaName ? "" : ".").Add(Notation.Name(field.Name));
                break;
            case IndexSegment index:
                expressions.Print("[", index.Index, ExpressionPlace.Immutable, "]");
                break;
            case RangeSegment range:
                expressions.Print("[", range.From, ExpressionPlace.Immutable, ":");
                expressions.Print(range.To, ExpressionPlace.Immutable);
                text.Add("]");
                break;
        }
    }
}
