using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::integer</c> (spec: stdlib 2.4).</summary>
internal static class IntegerModule
{
    [Function("integer::parse")]
    [Example("integer::parse(\"-42\")", "-42")]
    public static CallResult Parse(ReadOnlySpan<byte> text) =>
        Numerals.TryInteger(text, out var number) ? Value.From(number) : CallResult.Fail($"{Quotation.Of(text)} is no integer from -2^63 to 2^63-1");
}
