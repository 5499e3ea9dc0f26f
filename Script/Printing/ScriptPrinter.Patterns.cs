using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <content>Patterns (spec: language 2.5).</content>
internal sealed partial class ScriptPrinter
{
    private void Pattern(Pattern pattern)
    {
        switch (pattern)
        {
            case WildcardPattern:
                Add("_");
                break;
            case ValuePattern value:
                Expression(value.Value, Context.Immutable);
                break;
            case ExtractorPattern extractor:
                Add("~ ");
                Extractor(extractor);
                break;
            case NamedPattern named:
                Add($"{Notation.Name(named.Name)} = ").Pattern(named.Inner);
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

    private void Extractor(ExtractorPattern extractor) => Add(Notation.Name(extractor.Name)).Add(Notation.Extractor(extractor.Argument));

    private void Elements(string open, IReadOnlyList<Pattern> items, bool isOpen, string close)
    {
        Add(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) Add(", ");
            Pattern(items[i]);
        }

        if (isOpen) Add(items.Count > 0 ? ", ..." : "...");
        Add(close);
    }

    private void Fields(RecordPattern record)
    {
        Add("%{");
        for (var i = 0; i < record.Tests.Count; i++)
        {
            Add(i > 0 ? ", " : " ");
            var test = record.Tests[i];
            switch (test)
            {
                case PresenceTest presence:
                    Add(presence.IsPresent ? "present " : "absent ").Add(Notation.Name(test.Field));
                    break;
                case CompareTest compare:
                    Add($"{Notation.Name(test.Field)} {Notation.Operator(compare.Operator)} ").Expression(compare.Value, Context.Immutable);
                    break;
                case PatternTest { Pattern: ExtractorPattern extractor }:
                    Add($"{Notation.Name(test.Field)} ~= ").Extractor(extractor);
                    break;
                case PatternTest nested:
                    Add($"{Notation.Name(test.Field)} ~= ").Pattern(nested.Pattern);
                    break;
            }
        }

        Add(record.Tests.Count > 0 ? " }" : "}");
    }
}
