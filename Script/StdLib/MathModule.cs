using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::math</c> (spec: stdlib 2.6).</summary>
internal static class MathModule
{
    [Function("math::floor")]
    [Example("math::floor(-1.5)", "-2")]
    public static CallResult Floor([Is(Kinds.Number)] Value number) => Rounded(number, Math.Floor);

    [Function("math::ceil")]
    [Example("math::ceil(1.2)", "2")]
    public static CallResult Ceil([Is(Kinds.Number)] Value number) => Rounded(number, Math.Ceiling);

    [Function("math::round")]
    [Example("math::round(-2.5)", "-3")]
    public static CallResult Round([Is(Kinds.Number)] Value number) => Rounded(number, static n => Math.Round(n, MidpointRounding.AwayFromZero));

    [Function("math::trunc")]
    [Example("math::trunc(-1.9)", "-1")]
    public static CallResult Trunc([Is(Kinds.Number)] Value number) => Rounded(number, Math.Truncate);

    // Of two integers an integer, where both fit one sign; otherwise a float. NaN gives the second.
    [Function("math::max")]
    [Example("math::max(-1, 5)", "5")]
    [Example("math::max(41.5, 42)", "42.0")]
    public static CallResult Max([Is(Kinds.Number)] Value left, [Is(Kinds.Number)] Value right) => Pick(left, right, 1);

    [Function("math::min")]
    [Example("math::min(-1, 5)", "-1")]
    [Example("math::min(1, 1.5)", "1.0")]
    public static CallResult Min([Is(Kinds.Number)] Value left, [Is(Kinds.Number)] Value right) => Pick(left, right, -1);

    private static CallResult Rounded(Value number, Func<double, double> round)
    {
        if (number.Kind == ValueKind.Integer) return number;
        if (!number.TryGetDouble(out var value)) return CallResult.BadType;

        // Conversions saturate, and NaN becomes 0.
        var rounded = round(value);
        return rounded < 0 ? Value.From((long)rounded) : Value.From((ulong)rounded);
    }

    private static CallResult Pick(Value left, Value right, int sign)
    {
        if (left.TryGetUInt64(out var u) && right.TryGetUInt64(out var v)) return u.CompareTo(v) * sign > 0 ? left : right;
        if (left.TryGetInt64(out var i) && right.TryGetInt64(out var j)) return i.CompareTo(j) * sign > 0 ? left : right;
        if (!left.TryGetDouble(out var a) || !right.TryGetDouble(out var b)) return CallResult.BadType;
        if (double.IsNaN(a) || double.IsNaN(b)) return Value.From(b);
        return Value.From(a == b || (sign > 0 ? a > b : a < b) ? a : b);
    }
}
