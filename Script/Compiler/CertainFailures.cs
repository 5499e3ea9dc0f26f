using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>
/// What always fails in a body, whatever the event: calls and operators whose operands can have no kind that they take. It is known when the whole body is
/// built, since a variable may hold what any of its assignments gives, in whatever order they run.
/// </summary>
internal sealed class CertainFailures
{
    /// <summary>How often the kinds of variables that depend on each other are followed; what is not settled then is not known.</summary>
    private const int MaxRounds = 8;

    private readonly List<(int Slot, Code Value)> _assignments = [];
    private readonly List<(SyntaxNode Node, Func<SlotKinds, string?> Mistake)> _suspects = [];

    /// <summary>Notes that a variable is given a value.</summary>
    public void Assign(int slot, Code value) => _assignments.Add((slot, value));

    /// <summary>Notes what may fail.</summary>
    /// <param name="mistake">What is wrong if variables can only hold these kinds; null when that is not certain.</param>
    public void Suspect(SyntaxNode node, Func<SlotKinds, string?> mistake) => _suspects.Add((node, mistake));

    /// <summary>The kinds of what the slots of the body hold.</summary>
    public SlotKinds Solve(BodyVariables variables)
    {
        var slots = Start(variables, Kinds.None);
        for (var round = 0; round < MaxRounds; round++)
        {
            var isSettled = true;
            foreach (var (slot, value) in _assignments)
            {
                var more = slots[slot] | value.Possible(slots);
                isSettled &= more == slots[slot];
                slots[slot] = more;
            }

            if (isSettled) return slots;
        }

        return Start(variables, Kinds.Any);
    }

    /// <summary>What always fails, and where.</summary>
    public IEnumerable<(SyntaxNode Node, string Mistake)> Find(SlotKinds slots)
    {
        foreach (var (node, mistake) in _suspects)
            if (mistake(slots) is { } certain) yield return (node, certain);
    }

    /// <summary>Of what others than assignments fill nothing is known.</summary>
    private static SlotKinds Start(BodyVariables variables, Kinds unassigned)
    {
        var kinds = new Kinds[variables.FrameSize];
        Array.Fill(kinds, Kinds.Any);
        foreach (var slot in variables.Own) kinds[slot] = unassigned;
        return new SlotKinds(kinds);
    }
}
