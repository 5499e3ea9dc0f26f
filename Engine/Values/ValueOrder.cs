using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>The orders of the language: the partial one of its operators and the total one of its library.</summary>
public static class ValueOrder
{
    private const double TwoPow63 = 9223372036854775808.0;
    private const double TwoPow64 = 18446744073709551616.0;

    /// <summary>
    /// Whether <c>&lt;</c> and its kin are defined for these operands, and if so how they compare (spec: language 3.2):
    /// strings and binaries by bytes, numbers by value; every other pair has no order. <see cref="Ordering.Unordered"/> is NaN
    /// with a number: every comparison is false.
    /// </summary>
    public static bool TryCompare(Value left, Value right, out Ordering ordering)
    {
        var leftKind = left.Kind;
        var rightKind = right.Kind;
        if (leftKind is ValueKind.String or ValueKind.Binary && rightKind is ValueKind.String or ValueKind.Binary)
        {
            ordering = Of(left.TextOrBytes.SequenceCompareTo(right.TextOrBytes));
            return true;
        }

        if (leftKind == ValueKind.Integer && rightKind == ValueKind.Integer)
        {
            // A negative integer with one above i64 is compared as doubles, which gives the same answer.
            ordering = Of(left.CompareInteger(right));
            return true;
        }

        if (left.TryGetDouble(out var a) && right.TryGetDouble(out var b))
        {
            ordering = a < b ? Ordering.Less : a > b ? Ordering.Greater : a == b ? Ordering.Equal : Ordering.Unordered;
            return true;
        }

        ordering = Ordering.Unordered;
        return false;
    }

    /// <summary>
    /// The total order of <c>array::sort</c> (spec: stdlib 1.6): records, arrays, strings and binaries, numbers, booleans, null.
    /// </summary>
    /// <exception cref="ValueTooLargeException"/>
    public static int CompareTotal(Value left, Value right)
    {
        var parts = ValueTooLargeException.MaxParts;
        return CompareTotal(left, right, ref parts);
    }

    private static int CompareTotal(Value left, Value right, ref long parts)
    {
        var leftKind = left.Kind;
        var rightKind = right.Kind;
        var byRank = Rank(leftKind).CompareTo(Rank(rightKind));
        if (byRank != 0) return byRank;
        return leftKind switch
        {
            ValueKind.Record => CompareRecords(left, right, ref parts),
            ValueKind.Array => CompareArrays(left, right, ref parts),
            ValueKind.String or ValueKind.Binary => left.TextOrBytes.SequenceCompareTo(right.TextOrBytes),
            ValueKind.Integer when rightKind == ValueKind.Integer => left.CompareInteger(right),
            ValueKind.Integer => -CompareFloatWithInteger(right.AsDouble(), left),
            ValueKind.Float when rightKind == ValueKind.Integer => CompareFloatWithInteger(left.AsDouble(), right),
            ValueKind.Float => CompareFloats(left.AsDouble(), right.AsDouble()),
            ValueKind.Bool => left.AsBit().CompareTo(right.AsBit()),
            _ => 0,
        };
    }

    private static Ordering Of(int comparison) => comparison < 0 ? Ordering.Less : comparison > 0 ? Ordering.Greater : Ordering.Equal;

    private static int Rank(ValueKind kind) => kind switch
    {
        ValueKind.Record => 0,
        ValueKind.Array => 1,
        ValueKind.String or ValueKind.Binary => 2,
        ValueKind.Integer or ValueKind.Float => 3,
        ValueKind.Bool => 4,
        _ => 5,
    };

    private static int CompareFloats(double left, double right) => left < right ? -1 : left > right ? 1 : 0;

    /// <summary>The float is truncated first, so that 1 and 1.9 count as equal; NaN, which has no integer, counts as equal too.</summary>
    private static int CompareFloatWithInteger(double number, Value integer)
    {
        if (double.IsNaN(number)) return 0;
        if (number >= TwoPow64) return 1;
        if (number < -TwoPow63) return -1;
        var truncated = number >= TwoPow63 ? Value.From((ulong)number) : Value.From((long)number);
        return truncated.CompareInteger(integer);
    }

    private static int CompareArrays(Value left, Value right, ref long parts)
    {
        var shared = Math.Min(left.Count, right.Count);
        Enter(shared, ref parts);
        for (var i = 0; i < shared; i++)
        {
            var comparison = CompareTotal(left[i], right[i], ref parts);
            if (comparison != 0) return comparison;
        }

        return left.Count.CompareTo(right.Count);
    }

    private static int CompareRecords(Value left, Value right, ref long parts)
    {
        var count = left.Count;
        if (count != right.Count) return count.CompareTo(right.Count);
        if (count == 0) return 0;
        Enter(count, ref parts);
        var rented = ArrayPool<Value.Field>.Shared.Rent(count * 2);
        try
        {
            var leftFields = rented.AsSpan(0, count);
            var rightFields = rented.AsSpan(count, count);
            left.SortedFields(leftFields);
            right.SortedFields(rightFields);
            for (var i = 0; i < count; i++)
            {
                var comparison = leftFields[i].NameUtf8.SequenceCompareTo(rightFields[i].NameUtf8);
                if (comparison != 0) return comparison;
            }

            for (var i = 0; i < count; i++)
            {
                var comparison = CompareTotal(leftFields[i].Value, rightFields[i].Value, ref parts);
                if (comparison != 0) return comparison;
            }

            return 0;
        }
        finally
        {
            rented.AsSpan(0, count * 2).Clear();
            ArrayPool<Value.Field>.Shared.Return(rented);
        }
    }

    private static void Enter(int count, ref long parts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if ((parts -= count) < 0) throw new ValueTooLargeException();
    }
}

/// <summary>How two values compare.</summary>
public enum Ordering : byte
{
    /// <summary>The left one comes first.</summary>
    Less,

    /// <summary>They are equal.</summary>
    Equal,

    /// <summary>The right one comes first.</summary>
    Greater,

    /// <summary>NaN takes part: neither less, nor equal, nor greater.</summary>
    Unordered,
}
