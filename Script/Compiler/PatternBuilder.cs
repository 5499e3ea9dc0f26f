using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Patterns (spec: language 5).</summary>
internal sealed class PatternBuilder(BodyContext context, CodeBuilder builder)
{
    /// <param name="site">What errors of comparisons in record patterns underline.</param>
    public PatternCode Pattern(Pattern pattern, Site site) => pattern switch
    {
        WildcardPattern => WildcardPatternCode.Instance,
        ValuePattern value => new ValuePatternCode(builder.Build(value.Value)),
        ExtractorPattern extractor => Extractor(extractor),
        RecordPattern record => Record(record, site),
        ArrayPattern array => new ArrayPatternCode([.. array.Items.Select(i => Pattern(i, site))]),
        TuplePattern tuple => new TuplePatternCode([.. tuple.Items.Select(i => Pattern(i, site))], tuple.IsOpen),
        NamedPattern named => new NestedNameCode(Pattern(named.Inner, site), site),
        _ => throw new InvalidOperationException($"{pattern.GetType()} has no code"),
    };

    private ExtractorPatternCode Extractor(ExtractorPattern pattern)
    {
        try
        {
            return new ExtractorPatternCode(ExtractorRegistry.Create(pattern.Name, pattern.Argument));
        }
        catch (InvalidExtractorException e)
        {
            throw BodyContext.Error(
                ErrorKind.InvalidExtractor, context.SiteOf(pattern), $"Invalid extractor `{pattern.Name}|{pattern.Argument}|`: {e.Message}",
                lines: 2);
        }
    }

    private RecordPatternCode Record(RecordPattern pattern, Site site)
    {
        WarnOfPresence(pattern);
        return new RecordPatternCode([.. pattern.Tests.Select(t => Test(t, site))]);
    }

    private FieldTestCode Test(FieldTest test, Site site)
    {
        var field = new FieldAccess(new FieldName(test.Field), context.Compilation.NewCache(), FieldAccess.NoRegister);
        return test switch
        {
            PresenceTest { IsPresent: true } => new PresentFieldCode(field),
            PresenceTest => new AbsentFieldCode(field),
            CompareTest compare => new CompareFieldCode(field, compare.Operator, builder.Build(compare.Value), site),
            _ => new NestedFieldCode(field, Pattern(((PatternTest)test).Pattern, site)),
        };
    }

    private void WarnOfPresence(RecordPattern pattern)
    {
        foreach (var presence in pattern.Tests.OfType<PresenceTest>())
        {
            if (pattern.Tests.All(t => ReferenceEquals(t, presence) || t.Field != presence.Field)) continue;
            var message = presence.IsPresent
                ? $"`present {presence.Field}` says nothing beside another test of `{presence.Field}`, which holds only for a field that is there"
                : $"`absent {presence.Field}` and another test of `{presence.Field}` do not hold together";
            context.Warn(WarningClass.Behaviour, pattern, message);
        }
    }
}
