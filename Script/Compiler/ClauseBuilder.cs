using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Expressions with clauses: <c>match</c>, <c>for</c> and matching functions (spec: language 5, language 6, language 8.3).</summary>
internal sealed class ClauseBuilder(BodyContext context, CodeBuilder builder)
{
    public Code Match(MatchExpression match, bool isTail)
    {
        var site = context.SiteOf(match);
        var clauses = new ClauseCode[match.Clauses.Count];
        var parts = new List<BodyVariables.Part>(clauses.Length);
        var hasDefault = false;
        for (var i = 0; i < clauses.Length; i++)
        {
            var clause = match.Clauses[i];
            using (var part = context.Variables.BeginPart())
            {
                clauses[i] = Clause(clause, site, isTail, match.IsMutable);
                parts.Add(part);
            }

            var isDefault = clause.Guard is null && clause.Pattern is WildcardPattern or NamedPattern { Inner: WildcardPattern };
            if (isDefault && hasDefault) context.Warn(WarningClass.Behaviour, clause, "An earlier clause applies to everything: this one never does");
            hasDefault |= isDefault;
        }

        if (!hasDefault) context.Warn(WarningClass.Behaviour, match, "This match has no `case _`: a value that no clause applies to is an error");
        context.Variables.OneRuns(parts);
        ShareFields(clauses);
        return new MatchCode(Target(match.Target, isTail), clauses, site, match.IsMutable);
    }

    public Code For(ForExpression loop, bool isTail)
    {
        var target = Target(loop.Target, isTail && loop.IsMutable);
        var start = loop.Start is null ? null : builder.Build(loop.Start);
        var clauses = new LoopClauseCode[loop.Clauses.Count];
        for (var i = 0; i < clauses.Length; i++)
        {
            var clause = loop.Clauses[i];
            using var part = context.Variables.BeginPart();
            var (key, value) = (context.Variables.Bind(clause.Key), context.Variables.Bind(clause.Value));
            var guard = clause.Guard is null ? null : builder.Build(clause.Guard);
            var body = builder.Block(clause.Body, isTail && loop.IsMutable && i == clauses.Length - 1, loop.IsMutable);
            context.Variables.Unbind(2);
            clauses[i] = new LoopClauseCode(
                context.Variables.IsUsed(key) ? key : -1, value, guard, clause.Guard is null ? null : context.SiteOf(clause.Guard), body,
                context.SiteOf(clause), context.SiteOf(clause.Body[^1]));
        }

        if (loop.Fold is not null) context.Warn(WarningClass.General, loop, "`use` in `for` is experimental");
        return new ForCode(target, clauses, start, loop.Fold ?? BinaryOperator.Add, context.SiteOf(loop), loop.IsMutable, foldsStart: loop.IsMutable);
    }

    /// <summary>The cases of a matching function.</summary>
    public FnCasesCode Cases(FnStatement function)
    {
        var site = context.SiteOf(function);
        var parameters = new LocalCode[function.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = function.Parameters[i];
            parameters[i] = new LocalCode(i, parameter.Name, context.SiteOf(parameter.Span, function.Span), context.Variables.Names, function.Name);
        }

        var first = context.Variables.NewSlots(function.Cases.Max(static c => c.Pattern is TuplePattern tuple ? tuple.Items.Count : 0));
        var cases = new FnCaseCode[function.Cases.Count - 1];
        for (var i = 0; i < cases.Length; i++)
        {
            var clause = function.Cases[i];
            var patterns = ((TuplePattern)clause.Pattern).Items.Select(p => builder.Patterns.Pattern(p, site)).ToArray();
            var guard = clause.Guard is null ? null : builder.Build(clause.Guard);
            var body = builder.Block(clause.Body, isTail: true, isMutable: true);
            cases[i] = new FnCaseCode(patterns, first, parameters.Length, guard, clause.Guard is null ? null : context.SiteOf(clause.Guard), body);
        }

        return new FnCasesCode(parameters, cases, builder.Block(function.Cases[^1].Body, isTail: true, isMutable: true));
    }

    private ClauseCode Clause(MatchClause clause, Site site, bool isTail, bool isMutable)
    {
        var slot = -1;
        var pattern = clause.Pattern;
        if (pattern is NamedPattern named)
        {
            slot = context.Variables.Bind(named.Name);
            pattern = named.Inner;
        }

        var code = builder.Patterns.Pattern(pattern, site);
        var guard = clause.Guard is null ? null : builder.Build(clause.Guard);
        var body = builder.Block(clause.Body, isTail, isMutable);
        if (slot >= 0) context.Variables.Unbind(1);
        return new ClauseCode(slot, code, guard, clause.Guard is null ? null : context.SiteOf(clause.Guard), body);
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

        var registers = uses.Where(static u => u.Value > 1).ToDictionary(static u => u.Key, _ => context.Variables.NewSlot());
        if (registers.Count == 0) return;
        for (var i = 0; i < clauses.Length; i++)
        {
            if (clauses[i].Pattern is not RecordPatternCode record) continue;
            var tests = System.Array.ConvertAll(
                record.Tests,
                t => registers.TryGetValue(t.Field.Name, out var register) ? t.With(t.Field with { Register = register }) : t);
            clauses[i] = clauses[i] with { Pattern = new RecordPatternCode(tests) };
        }
    }

    /// <summary>
    /// The target of a <c>match</c> or <c>for</c>. <c>recur</c> there, where a result is computed, is refused after everything else
    /// (spec: language 12.7 phase 5, 15.9).
    /// </summary>
    private Code Target(Expression target, bool isTail)
    {
        if (!isTail || target is not RecurExpression recur) return builder.Build(target);
        builder.Calls.Recur(recur, isTail: true);
        context.Compilation.RefuseLast(BodyContext.Error(ErrorKind.InvalidRecur, context.SiteOf(target), CallBuilder.RecurNotLast));
        return ConstantCode.Null;
    }
}
