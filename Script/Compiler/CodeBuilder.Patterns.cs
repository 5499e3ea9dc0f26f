using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <content>Matching (spec: language 5 and 8.3).</content>
internal sealed partial class CodeBuilder
{
    private Code Match(MatchExpression match, bool isTail)
    {
        var site = SiteOf(match);
        var clauses = new ClauseCode[match.Clauses.Count];
        var hasDefault = false;
        for (var i = 0; i < clauses.Length; i++)
        {
            var clause = match.Clauses[i];
            clauses[i] = Clause(clause, site, isTail, match.IsMutable);
            var isDefault = clause.Guard is null && clause.Pattern is WildcardPattern or NamedPattern { Inner: WildcardPattern } && clause.Guard is null;
            if (isDefault && hasDefault) _warnings?.Add(WarningClass.Behaviour, SiteOf(clause), "An earlier clause applies to everything: this one never does");
            hasDefault |= isDefault;
        }

        if (!hasDefault) _warnings?.Add(WarningClass.Behaviour, site, "This match has no `case _`: a value that no clause applies to is an error");
        ShareFields(clauses);
        return new MatchCode(Target(match.Target, isTail), clauses, site, match.IsMutable);
    }

    private ClauseCode Clause(MatchClause clause, Site site, bool isTail, bool isMutable)
    {
        var slot = -1;
        var pattern = clause.Pattern;
        if (pattern is NamedPattern named)
        {
            slot = Bind(named.Name);
            pattern = named.Inner;
        }

        var code = Pattern(pattern, site);
        var guard = clause.Guard is null ? null : Build(clause.Guard);
        var body = Block(clause.Body, isTail, isMutable);
        if (slot >= 0) Unbind(1);
        return new ClauseCode(slot, code, guard, clause.Guard is null ? null : SiteOf(clause.Guard), body);
    }

    /// <summary>The cases of a matching function.</summary>
    private FnCasesCode Cases(FnStatement function)
    {
        var site = SiteOf(function);
        var parameters = new LocalCode[function.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = function.Parameters[i];
            parameters[i] = new LocalCode(i, parameter.Name, new Site(_source, parameter.Span, function.Span), _locals.Keys);
        }

        var first = FrameSize;
        FrameSize += function.Cases.Max(static c => c.Pattern is TuplePattern tuple ? tuple.Items.Count : 0);
        var cases = new FnCaseCode[function.Cases.Count - 1];
        for (var i = 0; i < cases.Length; i++)
        {
            var clause = function.Cases[i];
            var patterns = ((TuplePattern)clause.Pattern).Items.Select(p => Pattern(p, site)).ToArray();
            var guard = clause.Guard is null ? null : Build(clause.Guard);
            var body = Block(clause.Body, isTail: true, isMutable: true);
            cases[i] = new FnCaseCode(patterns, first, parameters.Length, guard, clause.Guard is null ? null : SiteOf(clause.Guard), body);
        }

        return new FnCasesCode(parameters, cases, Block(function.Cases[^1].Body, isTail: true, isMutable: true));
    }

    /// <param name="site">What errors of comparisons in record patterns underline.</param>
    private PatternCode Pattern(Pattern pattern, Site site) => pattern switch
    {
        WildcardPattern => WildcardPatternCode.Instance,
        ValuePattern value => new ValuePatternCode(Build(value.Value)),
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
            throw Error(ErrorKind.InvalidExtractor, SiteOf(pattern), $"Invalid extractor `{pattern.Name}|{pattern.Argument}|`: {e.Message}", lines: 2);
        }
    }

    private RecordPatternCode Record(RecordPattern pattern, Site site)
    {
        WarnOfPresence(pattern);
        return new RecordPatternCode([.. pattern.Tests.Select(t => Test(t, site))]);
    }

    private FieldTestCode Test(FieldTest test, Site site)
    {
        var field = new FieldAccess(new FieldName(test.Field), _compilation.NewCache(), FieldAccess.NoRegister);
        return test switch
        {
            PresenceTest { IsPresent: true } => new PresentFieldCode(field),
            PresenceTest => new AbsentFieldCode(field),
            CompareTest compare => new CompareFieldCode(field, compare.Operator, Build(compare.Value), site),
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
            _warnings?.Add(WarningClass.Behaviour, SiteOf(pattern), message);
        }
    }

    /// <summary>Gives the fields that several tests of the same target look at a register each.</summary>
    private void ShareFields(ClauseCode[] clauses)
    {
        var uses = new Dictionary<FieldName, int>();
        foreach (var clause in clauses)
        {
            if (clause.Pattern is not RecordPatternCode record) continue;
            foreach (var test in record.Tests) uses[test.Field.Name] = uses.GetValueOrDefault(test.Field.Name) + 1;
        }

        var registers = uses.Where(static u => u.Value > 1).ToDictionary(static u => u.Key, _ => NewSlot());
        if (registers.Count == 0) return;
        for (var i = 0; i < clauses.Length; i++)
        {
            if (clauses[i].Pattern is not RecordPatternCode record) continue;
            var tests = System.Array.ConvertAll(record.Tests, t => registers.TryGetValue(t.Field.Name, out var register) ? t.With(t.Field with { Register = register }) : t);
            clauses[i] = clauses[i] with { Pattern = new RecordPatternCode(tests) };
        }
    }
}
