using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>The native part of <c>std::test</c> (spec: stdlib 8.1).</summary>
internal static class TestModule
{
    [Function("test::assert", IsConstant = false)]
    [Example("test::assert(\"one\", 1, 1.0)", "true")]
    [Example("test::assert(\"one\", 1, 2)", "[1, 2]")]
    public static Value Assert(Value description, Value expected, Value got) =>
        ValueEquality.AreEqual(expected, got) ? Value.True : Value.FromArray([expected, got]);
}
