using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::win</c> (spec: stdlib 2.16).</summary>
internal static class WinModule
{
    [Function("win::cardinality", IsConstant = false)]
    [Example("win::cardinality()", "0")]
    public static ulong Cardinality(CallContext context) => context.GroupCount;
}
