using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>
/// An executable expression: names resolved to slots, constants folded, fields to cached look-ups. Immutable once folded, and shared by all
/// machines that run it.
/// </summary>
internal abstract class Code
{
    /// <summary>The value of a constant; meaningful with <see cref="IsConstant"/>.</summary>
    public virtual Value Constant => default;

    public virtual bool IsConstant => false;

    /// <summary>Computes the value. Where <see cref="Machine.Halt"/> is set afterwards, the value means nothing and the caller returns at once.</summary>
    public abstract Value Eval(Machine m);

    /// <summary>As <see cref="Eval"/> for a caller that takes a part out of the value at once and keeps nothing of the whole.</summary>
    public virtual Value Peek(Machine m) => Eval(m);

    /// <summary>Runs a statement whose value nobody needs: an expression that changes nothing is not evaluated at all (spec: language 2.6).</summary>
    public virtual void Run(Machine m)
    {
    }

    /// <summary>Folds what is constant, in order (spec: language 12.7); what stays becomes as specific as it can.</summary>
    public abstract Code Fold(Folder folder);
}

internal sealed class ConstantCode(Value value) : Code
{
    public static readonly ConstantCode Null = new(Value.Null);

    public override Value Constant => value;

    public override bool IsConstant => true;

    public override Value Eval(Machine m) => value;

    public override Code Fold(Folder folder) => this;
}

/// <summary>Evaluates constants while a script is compiled (spec: language 8.6).</summary>
/// <param name="isStrict">Whether what fails is an error of the definition; if not, it stays as it is and fails when it runs (modules).</param>
/// <param name="place">Where all of it stands: for what is wrong with a value and not with an operation.</param>
/// <param name="budget">What all constants of a compilation together may take.</param>
internal sealed class Folder(Machine machine, bool isStrict, Site place, FoldingBudget budget)
{
    public bool IsStrict => isStrict;

    public Code Fold(Code code)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return code.Fold(this);
    }

    public Code? FoldOptional(Code? code) => code is null ? null : Fold(code);

    public void Fold(Code[] codes)
    {
        for (var i = 0; i < codes.Length; i++) codes[i] = Fold(codes[i]);
    }

    /// <summary>The constant that the code computes, whose parts are all constant.</summary>
    /// <param name="relocate">Changes what an error says because it was folded.</param>
    public Code Evaluate(Code code, Func<ScriptError, ScriptError>? relocate = null)
    {
        var fuel = Math.Min(FoldingBudget.OfOne, budget.Left);
        machine.Start(0, fuel);
        machine.Event = machine.Meta = machine.State = default;
        machine.Window = machine.Group = default;
        try
        {
            var value = code.Eval(machine);
            if (machine.Halt == Halt.None && ValueDepth.Exceeds(value, ValueDepth.Max, ref machine.Fuel)) Refuse();
            if (machine.Halt == Halt.None) return new ConstantCode(value.Detach());
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            machine.FailAtLimit(place, e);
        }
        finally
        {
            budget.Left -= fuel - machine.Fuel;
        }

        if (!isStrict || machine.Halt != Halt.Error) return code;
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
