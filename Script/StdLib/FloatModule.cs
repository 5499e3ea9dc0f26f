using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::float</c> (spec: stdlib 2.4).</summary>
internal static class FloatModule
{
    [Function("float::parse")]
    [Example("float::parse(\"1.5e3\")", "1500.0")]
    [Example("float::parse(\".5\")", "0.5")]
    public static CallResult Parse(ReadOnlySpan<byte> text) =>
        Numerals.TryFloat(text, out var number) ? Value.From(number) : CallResult.Fail($"{Quotation.Of(text)} is no float; one looks like -1.5, 2e3, inf or nan");

    [Function("float::is_finite")]
    [Example("float::is_finite(1.0)", "true")]
    public static CallResult IsFinite(Value number) => Test(number, double.IsFinite);

    [Function("float::is_nan")]
    [Example("float::is_nan(1)", "false")]
    public static CallResult IsNan(Value number) => Test(number, double.IsNaN);

    [Function("float::is_infinite")]
    [Example("float::is_infinite(float::parse(\"-inf\"))", "true")]
    public static CallResult IsInfinite(Value number) => Test(number, double.IsInfinity);

    private static CallResult Test(Value number, Func<double, bool> test) =>
        number.TryGetDouble(out var value) ? Value.From(test(value)) : CallResult.Fail($"{Quotation.Of(number)} is no number");
}
