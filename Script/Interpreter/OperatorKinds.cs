using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The kinds that operators may give: none where they are defined for no pair of the kinds of their operands. Beside <see cref="Arithmetic"/>, which it follows.</summary>
internal static class OperatorKinds
{
    public static Kinds Of(BinaryOperator op, Kinds left, Kinds right)
    {
        if (left == Kinds.None || right == Kinds.None) return Kinds.None;
        switch (op)
        {
            // The right side is not always evaluated.
            case BinaryOperator.Or or BinaryOperator.And:
                return left & Kinds.Bool;
            case BinaryOperator.Xor:
                return left & right & Kinds.Bool;
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                return Kinds.Bool;
            case BinaryOperator.Greater or BinaryOperator.GreaterEqual or BinaryOperator.Less or BinaryOperator.LessEqual:
                return Both(Kinds.Number, left, right) || Both(Kinds.Text, left, right) ? Kinds.Bool : Kinds.None;
            case BinaryOperator.BitAnd or BinaryOperator.BitXor:
                return left & right & (Kinds.Bool | Kinds.Integer);
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightUnsigned or BinaryOperator.Modulo:
                return left & right & Kinds.Integer;
            case BinaryOperator.Divide:
                return Both(Kinds.Number, left, right) ? Kinds.Float : Kinds.None;
            case BinaryOperator.Add:
                return Sum(left, right) | (left & right & (Kinds.String | Kinds.Array | Kinds.Record));
            default:
                return Sum(left, right);
        }
    }

    public static Kinds Of(UnaryOperator op, Kinds operand) => op switch
    {
        UnaryOperator.Plus => operand & Kinds.Number,
        UnaryOperator.Minus => (operand & Kinds.Number) == 0 ? Kinds.None : Kinds.Number,
        UnaryOperator.Not => operand & Kinds.Bool,
        _ => operand & (Kinds.Bool | Kinds.Integer),
    };

    /// <summary>Two integers may give a float: where one is negative and the other beyond 2^63.</summary>
    private static Kinds Sum(Kinds left, Kinds right) => Both(Kinds.Number, left, right) ? Kinds.Number : Kinds.None;

    private static bool Both(Kinds kinds, Kinds left, Kinds right) => (left & kinds) != 0 && (right & kinds) != 0;
}
