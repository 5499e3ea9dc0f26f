using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>
/// Evaluates constants while a script is compiled (spec: language 8.6), on a machine, as everything is evaluated: what may be folded of a kind of code
/// is written beside how it runs.
/// </summary>
/// <param name="isStrict">Whether what fails is an error of the definition; if not, it stays as it is and fails when it runs (modules).</param>
/// <param name="place">Where all of it stands: for what is wrong with a value and not with an operation.</param>
/// <param name="budget">What all constants of a compilation together may take.</param>
/// <param name="mustEnd">
/// Whether there is no later: a limit that is met is an error. If not, what met it stays as it is, since a run may do more than the compiler, and
/// meets its own limit or none.
/// </param>
internal sealed class Folder(Machine machine, bool isStrict, Site place, FoldingBudget budget, bool mustEnd)
{
    public bool IsStrict => isStrict;

    /// <summary>The constant ports that the folded code emits on by name.</summary>
    public HashSet<Port> Ports { get; } = [];

    public Code Fold(Code code)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return code.Fold(this);
    }

    public Code? FoldOptional(Code? code) => code is null ? null : Fold(code);

    public Code[] Fold(Code[] codes)
    {
        var folded = new Code[codes.Length];
        for (var i = 0; i < codes.Length; i++) folded[i] = Fold(codes[i]);
        return folded;
    }

    /// <summary>The constant that the code computes, whose parts are all constant.</summary>
    /// <param name="relocate">Changes what an error says because it was folded.</param>
    public Code Evaluate(Code code, Func<ScriptError, ScriptError>? relocate = null)
    {
        var fuel = Math.Min(FoldingBudget.OfOne, budget.Left);
        machine.Start(0, fuel);
        machine.Event = machine.Meta = machine.State = default;
        machine.Window = machine.Group = default;
        var metLimit = false;
        try
        {
            var value = code.Eval(machine);
            if (machine.Halt == Halt.None && ValueDepth.Exceeds(value, ValueDepth.Max, ref machine.Fuel))
            {
                Refuse();
                metLimit = true;
            }

            if (machine.Halt == Halt.None) return new ConstantCode(value.Detach());
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            machine.FailAtLimit(place, e);
            metLimit = true;
        }
        catch (OutOfMemoryException)
        {
            machine.FailOutOfMemory(place);
            metLimit = true;
        }
        finally
        {
            budget.Left -= fuel - machine.Fuel;
        }

        if (!isStrict || machine.Halt != Halt.Error) return code;
        if ((metLimit || machine.Fuel < 0) && !mustEnd) return code;
        throw new ScriptException(relocate?.Invoke(machine.Error!) ?? machine.Error!);
    }

    private void Refuse() => machine.Fail(
        machine.Fuel < 0 ? ErrorKind.Overflow : ErrorKind.RecursionLimit,
        place,
        machine.Fuel < 0 ? "This constant gets too large" : $"This constant nests more than {ValueDepth.Max} levels of arrays and records");

    public static bool AllConstant(Code[] codes)
    {
        foreach (var code in codes)
            if (!code.IsConstant) return false;
        return true;
    }
}

/// <summary>The work that the constants of one compilation may take, counted as in <see cref="CallContext.WorkLimit"/>.</summary>
internal sealed class FoldingBudget
{
    /// <summary>The allowance for a single constant.</summary>
    public const long OfOne = 4 << 20;

    public long Left { get; set; } = 64 << 20;
}
