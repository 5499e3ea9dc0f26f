namespace Tremor.Dataflow.Script.Syntax;

/// <summary>How tight binary operators bind (spec: language 2.4).</summary>
internal static class Precedence
{
    /// <summary>How many levels there are.</summary>
    public const int Levels = 10;

    /// <summary>The level of an operator, from 1 to <see cref="Levels"/>, the loosest first.</summary>
    public static int Of(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.Xor => 2,
        BinaryOperator.And => 3,
        BinaryOperator.BitXor => 4,
        BinaryOperator.BitAnd => 5,
        BinaryOperator.Equal or BinaryOperator.NotEqual => 6,
        BinaryOperator.GreaterEqual or BinaryOperator.Greater or BinaryOperator.LessEqual or BinaryOperator.Less => 7,
        BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightUnsigned => 8,
        BinaryOperator.Add or BinaryOperator.Subtract => 9,
        _ => Levels,
    };
}
