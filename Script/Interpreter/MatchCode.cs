using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>One clause of a <c>match</c>.</summary>
/// <param name="Slot">The slot of the pattern's name; -1 for none.</param>
/// <param name="GuardSite">What an error about a guard that is no bool underlines.</param>
internal sealed record ClauseCode(int Slot, PatternCode Pattern, Code? Guard, Site? GuardSite, Code Body)
{
    /// <summary>Whether pattern and guard hold; false also after an error.</summary>
    public bool Applies(Machine m, Value target)
    {
        if (Slot < 0)
        {
            if (!Pattern.Test(m, target)) return false;
        }
        else
        {
            // Inside the pattern the name is the new binding already, and empty.
            m[Slot].State = VariableState.Unset;
            if (!Pattern.Extract(m, target, out var bound)) return false;
            m[Slot].Set(bound);
        }

        return Guard is null || Guards.Holds(m, Guard, GuardSite!);
    }

    /// <summary>The registers that the pattern looks at.</summary>
    public IEnumerable<int> Registers() =>
        Pattern is RecordPatternCode record ? record.Tests.Select(static t => t.Field.Register).Where(static r => r >= 0) : [];

    /// <summary>Folds everything but what is folded elsewhere.</summary>
    public ClauseCode Fold(Folder folder)
    {
        var pattern = Pattern.Fold(folder);
        var guard = folder.FoldOptional(Guard);
        return this with { Pattern = pattern, Guard = guard, Body = folder.Fold(Body) };
    }
}

internal static class Guards
{
    public static bool Holds(Machine m, Code guard, Site site)
    {
        var value = guard.Eval(m);
        if (m.Halt != Halt.None) return false;
        if (value.TryGetBool(out var holds)) return holds;
        m.Conflict(site, value, "bool");
        return false;
    }
}

/// <summary>A <c>match</c>: the first clause whose pattern and guard hold gives the value (spec: language 5).</summary>
internal sealed class MatchCode(Code target, ClauseCode[] clauses, Site site, bool isMutable) : Code
{
    private readonly MatchPlan _plan = MatchPlan.Of(clauses);

    public override Kinds Possible(SlotKinds slots)
    {
        var kinds = Kinds.None;
        foreach (var clause in clauses) kinds |= clause.Body.Possible(slots);
        return kinds;
    }

    public override Value Eval(Machine m)
    {
        var clause = Find(m);
        return clause is null ? default : clause.Body.Eval(m);
    }

    public override void Run(Machine m)
    {
        if (!isMutable) return;
        Find(m)?.Body.Run(m);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(target);
        var foldedClauses = System.Array.ConvertAll(clauses, c => c.Fold(folder));
        return new MatchCode(folded, foldedClauses, site, isMutable);
    }

    private ClauseCode? Find(Machine m)
    {
        var value = target.Eval(m);
        if (m.Halt != Halt.None) return null;
        try
        {
            return Find(m, value);
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            m.FailAtLimit(site, e);
            return null;
        }
    }

    private ClauseCode? Find(Machine m, Value value)
    {
        foreach (var register in _plan.Registers) m[register].State = VariableState.Unset;
        foreach (var step in _plan.Steps)
        {
            if (step.Clause is { } clause)
            {
                if (clause.Applies(m, value)) return clause;
            }
            else if (step.Index!.Find(m, value) is { } hit)
            {
                return hit;
            }

            if (m.Halt != Halt.None) return null;
        }

        m.Fail(ErrorKind.NoClauseHit, site, $"No clause of this match applies to {Excerpt(value)}", "add `case _ => ..` for everything else");
        return null;
    }

    private static string Excerpt(Value value) => value.Kind switch
    {
        ValueKind.Array or ValueKind.Record => $"the {Failures.TypeOf(value)}",
        ValueKind.String or ValueKind.Binary when value.Utf8.Length + value.Bytes.Length > 64 => $"the {Failures.TypeOf(value)}",
        _ => $"`{value}`",
    };
}
