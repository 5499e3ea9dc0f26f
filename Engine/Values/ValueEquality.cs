using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>The two equalities of the language (spec: stdlib 1.6). Neither allocates.</summary>
public static class ValueEquality
{
    /// <summary>2^-52, the distance from 1.0 to the next float.</summary>
    private const double Epsilon = 2.220446049250313e-16;

    private const long MaxUnitsInTheLastPlace = 4;

    /// <summary>
    /// <c>==</c> and value patterns (spec: language 3.1): integers by value, numbers with a float by a difference below 2^-52,
    /// a string equals a binary of the same bytes, containers recursively, order of fields ignored.
    /// </summary>
    /// <exception cref="ValueTooLargeException"/>
    public static bool AreEqual(Value left, Value right)
    {
        if (left.IsString && right.IsString) return left.Utf8.SequenceEqual(right.Utf8);
        var parts = ValueTooLargeException.MaxParts;
        return AreEqual(left, right, ref parts);
    }

    /// <summary>
    /// The stricter equality of <c>array::contains</c>: an integer never equals a float nor a string a binary; floats are equal
    /// within 2^-52 or 4 units in the last place.
    /// </summary>
    /// <exception cref="ValueTooLargeException"/>
    public static bool AreStructurallyEqual(Value left, Value right)
    {
        var parts = ValueTooLargeException.MaxParts;
        return AreStructurallyEqual(left, right, ref parts);
    }

    private static bool AreEqual(Value left, Value right, ref long parts)
    {
        if (left.IsString && right.IsString) return left.Utf8.SequenceEqual(right.Utf8);
        var kind = left.Kind;
        if (kind != right.Kind) return AreEqualAcrossKinds(left, right);
        return kind switch
        {
            ValueKind.Integer => left.IsSame(right),
            ValueKind.Float => Math.Abs(left.AsDouble() - right.AsDouble()) < Epsilon,
            ValueKind.Binary => left.Bytes.SequenceEqual(right.Bytes),
            ValueKind.Array => AreEqualArrays(left, right, structural: false, ref parts),
            ValueKind.Record => AreEqualRecords(left, right, structural: false, ref parts),
            _ => left.HasSameBits(right),
        };
    }

    private static bool AreStructurallyEqual(Value left, Value right, ref long parts)
    {
        if (left.IsString && right.IsString) return left.Utf8.SequenceEqual(right.Utf8);
        var kind = left.Kind;
        if (kind != right.Kind) return false;
        return kind switch
        {
            ValueKind.Float => AreClose(left.AsDouble(), right.AsDouble()),
            ValueKind.Array => AreEqualArrays(left, right, structural: true, ref parts),
            ValueKind.Record => AreEqualRecords(left, right, structural: true, ref parts),
            _ => AreEqual(left, right, ref parts),
        };
    }

    private static bool AreEqualAcrossKinds(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Integer, ValueKind.Float) or (ValueKind.Float, ValueKind.Integer) => Math.Abs(left.AsDouble() - right.AsDouble()) < Epsilon,
        (ValueKind.String, ValueKind.Binary) => left.Utf8.SequenceEqual(right.Bytes),
        (ValueKind.Binary, ValueKind.String) => left.Bytes.SequenceEqual(right.Utf8),
        _ => false,
    };

    private static bool AreClose(double left, double right)
    {
        if (Math.Abs(left - right) <= Epsilon) return true;
        if (double.IsNaN(left) || double.IsNaN(right) || double.IsNegative(left) != double.IsNegative(right)) return false;
        return Math.Abs(BitConverter.DoubleToInt64Bits(left) - BitConverter.DoubleToInt64Bits(right)) <= MaxUnitsInTheLastPlace;
    }

    private static bool AreEqualArrays(Value left, Value right, bool structural, ref long parts)
    {
        var count = left.Count;
        if (count != right.Count) return false;
        Enter(count, ref parts);
        for (var i = 0; i < count; i++)
            if (!(structural ? AreStructurallyEqual(left[i], right[i], ref parts) : AreEqual(left[i], right[i], ref parts))) return false;
        return true;
    }

    private static bool AreEqualRecords(Value left, Value right, bool structural, ref long parts)
    {
        if (left.Count != right.Count) return false;
        Enter(left.Count, ref parts);
        var hint = default(FieldCache);
        foreach (var field in left.Fields)
        {
            if (!right.TryGetField(field.NameUtf8, ref hint, out var other)) return false;
            if (!(structural ? AreStructurallyEqual(field.Value, other, ref parts) : AreEqual(field.Value, other, ref parts))) return false;
        }

        return true;
    }

    private static void Enter(int count, ref long parts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if ((parts -= count) < 0) throw new ValueTooLargeException();
    }
}
