using Tremor.Dataflow.Engine.Values;
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

    /// <summary>The kinds of the values that it may give; none where it never gives one.</summary>
    /// <param name="slots">Those of what the variables around it hold.</param>
    public virtual Kinds Possible(SlotKinds slots) => Kinds.Any;

    /// <summary>Computes the value. Where <see cref="Machine.Halt"/> is set afterwards, the value means nothing and the caller returns at once.</summary>
    public abstract Value Eval(Machine m);

    /// <summary>As <see cref="Eval"/> for a caller that takes a part out of the value at once and keeps nothing of the whole.</summary>
    public virtual Value Peek(Machine m) => Eval(m);

    /// <summary>Runs a statement whose value nobody needs: an expression that changes nothing is not evaluated at all (spec: language 2.6).</summary>
    public virtual void Run(Machine m)
    {
    }

    /// <summary>The same with what is constant in it evaluated, in order (spec: language 12.7), and as specific as it can be. This code stays as it is.</summary>
    public abstract Code Fold(Folder folder);
}

/// <summary>Stands for what is refused when all else has been checked; it never runs.</summary>
internal sealed class RefusedCode : Code
{
    public override Value Eval(Machine m) => Value.Null;

    public override Code Fold(Folder folder) => this;
}

internal sealed class ConstantCode(Value value) : Code
{
    public static readonly ConstantCode Null = new(Value.Null);

    public override Value Constant => value;

    public override bool IsConstant => true;

    public override Kinds Possible(SlotKinds slots) => KindNames.Of(value.Kind);

    public override Value Eval(Machine m) => value;

    public override Code Fold(Folder folder) => this;
}
