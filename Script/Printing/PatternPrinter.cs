using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Patterns (spec: language 2.5).</summary>
internal sealed class PatternPrinter(PrintedText text, ExpressionPrinter expressions)
{
    public void Print(Pattern pattern)
    {
        switch (pattern)
        {
            case WildcardPattern:
                text.Add("_");
                break;
            case ValuePattern value:
                expressions.Print(value.Value, ExpressionPlace.Immutable);
                break;
            case ExtractorPattern extractor:
                text.Add("~ ");
                Extractor(extractor);
                break;
            case NamedPattern named:
                text.Add($"{Notation.Name(named.Name)} = ");
                Print(named.Inner);
                break;
            case ArrayPattern array:
                Elements("%[", array.Items, isOpen: false, "]");
                break;
            case TuplePattern tuple:
                Elements("%(", tuple.Items, tuple.IsOpen, ")");
                break;
            default:
                Fields((RecordPattern)pattern);
                break;
        }
    }

    public void Elements(string open, IReadOnlyList<Pattern> items, bool isOpen, string close)
    {
        text.Add(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Add(", ");
            Print(items[i]);
        }

        if (isOpen) text.Add(items.Count > 0 ? ", ..." : "...");
        text.Add(close);
    }

    private void Extractor(ExtractorPattern extractor) => text.Add(Notation.Name(extractor.Name)).Add(Notation.Extractor(extractor.Argument));

    private void Fields(RecordPattern record)
    {
        text.Add("%{");
        for (var i = 0; i < record.Tests.Count; i++)
        {
            text.Add(i > 0 ? ", " : " ");
            Test(record.Tests[i]);
        }

        text.Add(record.Tests.Count > 0 ? " }" : "}");
    }

    private void Test(FieldTest test)
    {
        var field = Notation.Name(test.Field);
        switch (test)
        {
            case PresenceTest presence:
                text.Add(presence.IsPresent ? "present " : "absent ").Add(field);
                break;
            case CompareTest compare:
                expressions.Print($"{field} {Notation.Operator(compare.Operator)} ", compare.Value, ExpressionPlace.Immutable);
                break;
            case PatternTest { Pattern: ExtractorPattern extractor }:
                text.Add($"{field} ~= ");
                Extractor(extractor);
                break;
            case PatternTest nested:
                text.Add($"{field} ~= ");
                Print(nested.Pattern);
                break;
        }
    }
}
