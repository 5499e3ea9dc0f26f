using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>Operators of one level, applied from the left. A loop, so that long chains need no stack.</summary>
internal sealed class ChainCode(Code first, OperatorStepCode[] steps) : Code
{
    public override Kinds Possible(SlotKinds slots)
    {
        var kinds = first.Possible(slots);
        foreach (var step in steps) kinds = step.Possible(slots, kinds);
        return kinds;
    }

    /// <summary>Why it fails for operands of any kind that they may have; null when that is not certain.</summary>
    public string? Mistake(SlotKinds slots)
    {
        var kinds = first.Possible(slots);
        foreach (var step in steps)
        {
            if (step.Mistake(slots, kinds) is { } mistake) return mistake;
            kinds = step.Possible(slots, kinds);
        }

        return null;
    }

    public override Value Eval(Machine m)
    {
        var value = first.Eval(m);
        foreach (var step in steps)
        {
            if (m.Halt != Halt.None) return default;
            value = step.Apply(m, value);
        }

        return value;
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(first);
        var rest = new List<OperatorStepCode>(steps.Length);
        var isConstant = folded.IsConstant;
        foreach (var step in steps)
        {
            var next = step.Fold(folder);
            rest.Add(next);
            isConstant &= next.Operand.IsConstant;
            if (!isConstant || !next.CanFold(folded.Constant))
            {
                isConstant = false;
                continue;
            }

            // The constant beginning of the chain is computed step by step, so that an error has the place of its own step.
            var value = folder.Evaluate(new ChainCode(folded, [next]));
            if (value.IsConstant)
            {
                folded = value;
                rest.Clear();
            }
            else isConstant = false;
        }

        return rest.Count == 0 ? folded : new ChainCode(folded, [.. rest]);
    }
}

/// <summary>One operator with its right operand.</summary>
/// <param name="site">The whole expression up to here.</param>
internal sealed class OperatorStepCode(BinaryOperator op, Code operand, Site site, Site leftSite, Site rightSite, bool isArrayLiteral)
{
    public Code Operand => operand;

    public Kinds Possible(SlotKinds slots, Kinds left) => OperatorKinds.Of(op, left, operand.Possible(slots));

    /// <summary>What is wrong with operands of any kind that they may have; null when nothing is for certain.</summary>
    public string? Mistake(SlotKinds slots, Kinds left)
    {
        var right = operand.Possible(slots);
        if (left == Kinds.None || right == Kinds.None || OperatorKinds.Of(op, left, right) != Kinds.None) return null;
        return op <= BinaryOperator.And
            ? $"`{Operators.Text(op)}` takes two bools, and here is {((left & Kinds.Bool) == 0 ? left : right).Describe()}"
            : $"`{Operators.Text(op)}` is not defined for {left.Describe()} and {right.Describe()}{(op == BinaryOperator.Add && (left == Kinds.String) != (right == Kinds.String) ? $" ({Operators.TextOfValue})" : "")}";
    }

    public Value Apply(Machine m, Value left)
    {
        if (op <= BinaryOperator.And) return Logic(m, left);
        var right = operand.Eval(m);
        if (m.Halt != Halt.None) return default;
        ErrorKind? error;
        Value result;
        try
        {
            error = Arithmetic.Apply(op, left, right, out result);
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            return m.FailAtLimit(site, e);
        }

        if (error is { } kind) return Fail(m, kind, left, right);
        return op != BinaryOperator.Add || (m.Fuel -= result.Pieces) >= 0 ? result : m.Exhausted(site);
    }

    /// <summary>Logic is folded only where both sides are bools.</summary>
    public bool CanFold(Value left) => op > BinaryOperator.And || (left.TryGetBool(out _) && operand.Constant.TryGetBool(out _));

    public OperatorStepCode Fold(Folder folder)
    {
        var folded = folder.Fold(operand);
        return new OperatorStepCode(op, folded, site, leftSite, rightSite, isArrayLiteral && !folded.IsConstant);
    }

    private Value Logic(Machine m, Value left)
    {
        if (!left.TryGetBool(out var a)) return NotBool(m, leftSite, left);
        if (op == BinaryOperator.Or && a) return Value.True;
        if (op == BinaryOperator.And && !a) return Value.False;
        var right = operand.Eval(m);
        if (m.Halt != Halt.None) return default;
        if (!right.TryGetBool(out var b)) return NotBool(m, rightSite, right);
        return op == BinaryOperator.Xor ? Value.From(a ^ b) : right;
    }

    private Value NotBool(Machine m, Site place, Value found) =>
        m.Fail(ErrorKind.InvalidBinaryBoolean, place, $"`{Operators.Text(op)}` takes two bools, and this is of type {Failures.TypeOf(found)}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value Fail(Machine m, ErrorKind error, Value left, Value right)
    {
        if (isArrayLiteral && error == ErrorKind.InvalidBinary && op == BinaryOperator.Add)
            return m.Fail(ErrorKind.TypeError, site, $"An array can only be added to an array, not to a value of type {Failures.TypeOf(left)}");
        return m.Fail(error, site, Operators.Message(error, op, left, right), error == ErrorKind.InvalidBinary ? Operators.Hint(op, left, right) : null);
    }
}

/// <summary><c>+ - ! not</c>.</summary>
/// <param name="site">Operator and operand.</param>
internal sealed class UnaryCode(UnaryOperator op, Code operand, Site site, Site operandSite) : Code
{
    public override Kinds Possible(SlotKinds slots) => OperatorKinds.Of(op, operand.Possible(slots));

    /// <summary>What is wrong with an operand of any kind that it may have; null when nothing is for certain.</summary>
    public string? Mistake(SlotKinds slots)
    {
        var kinds = operand.Possible(slots);
        return kinds == Kinds.None || OperatorKinds.Of(op, kinds) != Kinds.None ? null : $"`{Operators.Text(op)}` is not defined for {kinds.Describe()}";
    }

    public override Value Eval(Machine m)
    {
        var value = operand.Eval(m);
        if (m.Halt != Halt.None) return default;
        return Arithmetic.TryApply(op, value, out var result)
            ? result
            : m.Fail(
                ErrorKind.InvalidUnary, operandSite,
                $"`{Operators.Text(op)}` is not defined for {(value.IsNumber ? $"the {Failures.TypeOf(value)} {value}" : $"the type {Failures.TypeOf(value)}")}");
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(operand);
        var code = new UnaryCode(op, folded, site, operandSite);
        return folded.IsConstant ? folder.Evaluate(code, e => e with { Site = site }) : code;
    }
}

/// <summary>The signs of operators, and the errors when they fail.</summary>
internal static class Operators
{
    public static string Text(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => "or",
        BinaryOperator.Xor => "xor",
        BinaryOperator.And => "and",
        BinaryOperator.BitXor => "^",
        BinaryOperator.BitAnd => "&",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.GreaterEqual => ">=",
        BinaryOperator.Greater => ">",
        BinaryOperator.LessEqual => "<=",
        BinaryOperator.Less => "<",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.ShiftRightUnsigned => ">>>",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };

    public static string Text(UnaryOperator op) => op switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Minus => "-",
        UnaryOperator.Not => "not",
        _ => "!",
    };

    /// <summary>How a text is made of a value.</summary>
    public const string TextOfValue = "`\"#{event.a}\"` makes a text of any value";

    /// <summary>How a text and a value of another type come together; null where none of both is a text, or nothing else could be meant.</summary>
    public static string? Hint(BinaryOperator op, Value left, Value right)
    {
        var other = left.Kind == ValueKind.String ? right : left;
        if ((left.Kind == ValueKind.String) == (right.Kind == ValueKind.String)) return null;
        if (op == BinaryOperator.Add) return other.IsNumber ? $"{TextOfValue}, `integer::parse` and `float::parse` a number of a text" : TextOfValue;
        return other.IsNumber && op is BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Greater or BinaryOperator.Less
            ? "`integer::parse` and `float::parse` make a number of a text"
            : null;
    }

    public static string Message(ErrorKind error, BinaryOperator op, Value left, Value right) => error switch
    {
        ErrorKind.DivisionByZero => $"`{Text(op)}` divides the integer {left} by zero",
        ErrorKind.Overflow when left.IsNumber => $"The result of {left} {Text(op)} {right} does not fit 64 bits",
        ErrorKind.Overflow => "The result gets too large",
        ErrorKind.InvalidBitshift => $"A value can be shifted by 0 to 63 bits, not by {right}",
        _ => $"`{Text(op)}` is not defined for {Failures.TypeOf(left)} and {Failures.TypeOf(right)}",
    };
}
