using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The operators on values (spec: language 3.3). What fails gives the kind of error, and null what does not.</summary>
internal static class Arithmetic
{
    /// <summary>How many elements a concatenation may have.</summary>
    private const int MaxItems = 64 << 20;

    /// <summary>Applies an operator other than <c>and</c>, <c>or</c> and <c>xor</c>.</summary>
    public static ErrorKind? Apply(BinaryOperator op, Value a, Value b, out Value result)
    {
        if (op == BinaryOperator.Add && TryAdd(a, b, out result)) return null;
        switch (op)
        {
            case BinaryOperator.Equal:
                result = Value.From(ValueEquality.AreEqual(a, b));
                return null;
            case BinaryOperator.NotEqual:
                result = Value.From(!ValueEquality.AreEqual(a, b));
                return null;
            case BinaryOperator.Greater or BinaryOperator.GreaterEqual or BinaryOperator.Less or BinaryOperator.LessEqual:
                result = default;
                if (!TryCompare(op, a, b, out var holds)) return ErrorKind.InvalidBinary;
                result = Value.From(holds);
                return null;
            case BinaryOperator.BitAnd or BinaryOperator.BitXor when a.TryGetBool(out var x) && b.TryGetBool(out var y):
                result = Value.From(op == BinaryOperator.BitAnd ? x & y : x ^ y);
                return null;
            case BinaryOperator.Add when !a.IsNumber:
                return Join(a, b, out result);
            default:
                return Numeric(op, a, b, out result);
        }
    }

    /// <summary>A comparison; false where the operands have no order.</summary>
    public static bool TryCompare(BinaryOperator op, Value a, Value b, out bool holds)
    {
        var isOrdered = ValueOrder.TryCompare(a, b, out var order);
        holds = order switch
        {
            Ordering.Less => op is BinaryOperator.Less or BinaryOperator.LessEqual,
            Ordering.Greater => op is BinaryOperator.Greater or BinaryOperator.GreaterEqual,
            Ordering.Equal => op is BinaryOperator.LessEqual or BinaryOperator.GreaterEqual,
            _ => false,
        };
        return isOrdered;
    }

    /// <summary>The rules of numbers alone: also what folds use (spec: language 6.1).</summary>
    public static ErrorKind? Numeric(BinaryOperator op, Value a, Value b, out Value result)
    {
        if (op == BinaryOperator.Add && TryAdd(a, b, out result)) return null;
        if (a.TryGetUInt64(out var ua) && b.TryGetUInt64(out var ub)) return Unsigned(op, ua, ub, out result);
        if (a.TryGetInt64(out var sa) && b.TryGetInt64(out var sb)) return Signed(op, sa, sb, out result);
        if (a.TryGetDouble(out var fa) && b.TryGetDouble(out var fb))
        {
            double? value = op switch
            {
                BinaryOperator.Add => fa + fb,
                BinaryOperator.Subtract => fa - fb,
                BinaryOperator.Multiply => fa * fb,
                BinaryOperator.Divide => fa / fb,
                _ => null,
            };
            result = Value.From(value.GetValueOrDefault());
            return value is null ? ErrorKind.InvalidBinary : null;
        }

        result = default;
        return ErrorKind.InvalidBinary;
    }

    /// <summary>Applies a unary operator; false where it is not defined.</summary>
    public static bool TryApply(UnaryOperator op, Value a, out Value result)
    {
        result = a;
        switch (op)
        {
            case UnaryOperator.Plus:
                return a.IsNumber;
            case UnaryOperator.Minus:
                if (a.TryGetInt64(out var signed))
                {
                    result = Value.From(-signed);
                    return signed != long.MinValue;
                }

                if (a.TryGetUInt64(out var unsigned))
                {
                    result = Value.From(long.MinValue);
                    return unsigned == 1UL << 63;
                }

                var isFloat = a.TryGetDouble(out var number);
                result = Value.From(-number);
                return isFloat;
            default:
                if (a.TryGetBool(out var flag)) result = Value.From(!flag);
                else if (op == UnaryOperator.Not) return false;
                else if (a.TryGetUInt64(out var bits)) result = Value.From(~bits);
                else if (a.TryGetInt64(out var negative)) result = Value.From(~negative);
                else return false;
                return true;
        }
    }

    /// <summary>The sum where both numbers and it fit i64, which is nearly always; false says nothing.</summary>
    public static bool TryAdd(Value a, Value b, out Value result)
    {
        var areIntegers = a.TryGetInt64(out var x) & b.TryGetInt64(out var y);
        var sum = unchecked(x + y);
        result = Value.From(sum);
        return areIntegers && ((x ^ sum) & (y ^ sum)) >= 0;
    }

    private static ErrorKind? Unsigned(BinaryOperator op, ulong a, ulong b, out Value result)
    {
        result = default;
        switch (op)
        {
            case BinaryOperator.Add:
                result = Value.From(a + b);
                return a + b < a ? ErrorKind.Overflow : null;
            case BinaryOperator.Subtract:
                if (a >= b) result = Value.From(a - b);
                else if (b - a > long.MaxValue) return ErrorKind.Overflow;
                else result = Value.From(-(long)(b - a));
                return null;
            case BinaryOperator.Multiply:
                result = Value.From(a * b);
                return Math.BigMul(a, b, out _) != 0 ? ErrorKind.Overflow : null;
            case BinaryOperator.Divide:
                result = Value.From((double)a / b);
                return b == 0 ? ErrorKind.DivisionByZero : null;
            case BinaryOperator.Modulo:
                if (b == 0) return ErrorKind.DivisionByZero;
                result = Value.From(a % b);
                return null;
            default:
                return Bits(op, a, b, isSigned: false, out result);
        }
    }

    private static ErrorKind? Signed(BinaryOperator op, long a, long b, out Value result)
    {
        result = default;
        long value;
        switch (op)
        {
            case BinaryOperator.Add:
                value = unchecked(a + b);
                result = Value.From(value);
                return ((a ^ value) & (b ^ value)) < 0 ? ErrorKind.Overflow : null;
            case BinaryOperator.Subtract:
                value = unchecked(a - b);
                result = Value.From(value);
                return ((a ^ b) & (a ^ value)) < 0 ? ErrorKind.Overflow : null;
            case BinaryOperator.Multiply:
                var high = Math.BigMul(a, b, out value);
                result = Value.From(value);
                return high != value >> 63 ? ErrorKind.Overflow : null;
            case BinaryOperator.Divide:
                result = Value.From((double)a / b);
                return b == 0 ? ErrorKind.DivisionByZero : null;
            case BinaryOperator.Modulo:
                if (b == 0) return ErrorKind.DivisionByZero;
                if (a == long.MinValue && b == -1) return ErrorKind.Overflow;
                result = Value.From(a % b);
                return null;
            default:
                return Bits(op, (ulong)a, (ulong)b, isSigned: true, out result);
        }
    }

    /// <summary>The operators that see integers as 64 bits.</summary>
    private static ErrorKind? Bits(BinaryOperator op, ulong a, ulong b, bool isSigned, out Value result)
    {
        result = default;
        if (op is not (BinaryOperator.BitAnd or BinaryOperator.BitXor or BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightUnsigned))
            return ErrorKind.InvalidBinary;
        var bits = op switch
        {
            BinaryOperator.BitAnd => a & b,
            BinaryOperator.BitXor => a ^ b,
            BinaryOperator.ShiftLeft => a << (int)b,
            BinaryOperator.ShiftRight when isSigned => (ulong)((long)a >> (int)b),
            _ => a >> (int)b,
        };
        result = isSigned ? Value.From((long)bits) : Value.From(bits);
        return b > 63 && op >= BinaryOperator.ShiftLeft ? ErrorKind.InvalidBitshift : null;
    }

    /// <summary><c>+</c> on strings, arrays and records.</summary>
    private static ErrorKind? Join(Value a, Value b, out Value result)
    {
        result = default;
        if (a.Kind != b.Kind) return ErrorKind.InvalidBinary;
        switch (a.Kind)
        {
            case ValueKind.String:
                var left = a.Utf8;
                var right = b.Utf8;
                if (left.Length + (long)right.Length > TextBuilder.MaxLength) return ErrorKind.Overflow;
                var text = new byte[left.Length + right.Length];
                left.CopyTo(text);
                right.CopyTo(text.AsSpan(left.Length));
                result = Value.FromUtf8(text);
                return null;
            case ValueKind.Array:
                if (a.Count + (long)b.Count > MaxItems) return ErrorKind.Overflow;
                var items = new Value[a.Count + b.Count];
                for (var i = 0; i < a.Count; i++) items[i] = a[i];
                for (var i = 0; i < b.Count; i++) items[a.Count + i] = b[i];
                result = Value.FromArray(items, a);
                return null;
            case ValueKind.Record:
                var fields = RecordBuilder.From(a);
                foreach (var field in b.Fields) fields.Set(field.Name, field.Value);
                result = fields.Build();
                return null;
            default:
                return ErrorKind.InvalidBinary;
        }
    }
}
