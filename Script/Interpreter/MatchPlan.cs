using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>One step of a search for the clause that applies: one of the two is there.</summary>
internal readonly record struct MatchStep(ClauseCode? Clause, ClauseIndex? Index);

/// <summary>How to find the first clause of a <c>match</c> that applies: clause by clause, or several at once by an index.</summary>
/// <param name="Registers">The registers that the steps look at, to be unset before the first.</param>
internal sealed record MatchPlan(MatchStep[] Steps, int[] Registers)
{
    /// <summary>How many comparisons of a clause are considered for an index.</summary>
    private const int MaxAnchors = 4;

    public static MatchPlan Of(ClauseCode[] clauses)
    {
        var uses = clauses.SelectMany(static c => c.Registers()).CountBy(static r => r).ToDictionary();
        var runs = new List<(FieldAccess? Field, ClauseCode[] Clauses)>();
        for (var at = 0; at < clauses.Length; at += runs[^1].Clauses.Length)
        {
            var (field, length) = LongestRun(clauses, at);
            runs.Add(length < ClauseIndex.MinClauses ? (null, [clauses[at]]) : (field, clauses[at..(at + length)]));
        }

        return new MatchPlan([.. runs.Select(Step)], [.. uses.Keys]);

        MatchStep Step((FieldAccess? Field, ClauseCode[] Clauses) run)
        {
            if (run.Clauses is [var single]) return new MatchStep(single, null);
            var constants = System.Array.ConvertAll(run.Clauses, c => Anchors(c).First(a => Equals(a.Field?.Name, run.Field?.Name)).Constant);
            return new MatchStep(null, new ClauseIndex(run.Field is { } field ? Shared(field, run.Clauses) : null, run.Clauses, constants));
        }

        // Only clauses of other steps gain by a register.
        FieldAccess Shared(FieldAccess field, ClauseCode[] run) =>
            field.Register >= 0 && run.Sum(c => c.Registers().Count(r => r == field.Register)) < uses[field.Register]
                ? field
                : field with { Register = FieldAccess.NoRegister };
    }

    /// <summary>The path that most clauses from one on compare with a constant, and how many they are.</summary>
    private static (FieldAccess? Field, int Length) LongestRun(ClauseCode[] clauses, int start)
    {
        var (best, longest) = (default(FieldAccess?), 0);
        foreach (var (field, _) in Anchors(clauses[start]))
        {
            var end = start + 1;
            while (end < clauses.Length && Anchors(clauses[end]).Any(a => Equals(a.Field?.Name, field?.Name))) end++;
            if (end - start <= longest) continue;
            (best, longest) = (field, end - start);
        }

        return (best, longest);
    }

    /// <summary>The comparisons with constants without which a clause does not apply, and before which nothing in it can fail.</summary>
    private static IEnumerable<(FieldAccess? Field, Value Constant)> Anchors(ClauseCode clause)
    {
        if (clause.Pattern is LiteralPatternCode literal && ClauseIndex.Accepts(literal.Constant)) yield return (null, literal.Constant);
        if (clause.Pattern is not RecordPatternCode record) yield break;
        foreach (var test in record.Tests.Take(MaxAnchors))
        {
            if (test.TryGetConstant(out var constant) && ClauseIndex.Accepts(constant)) yield return (test.Field, constant);
            if (!test.IsPure) yield break;
        }
    }
}
