using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>
/// Registers a static method of a static class in <c>Script/StdLib</c> as a native function (spec: stdlib 1.2), reached as
/// <c>core::module::name(..)</c> and through <c>intrinsic fn</c>.
/// </summary>
/// <remarks>
/// Parameters, in order: optionally a <see cref="CallContext"/>; then one for each argument, of type <see cref="Value"/> (anything, or
/// the kind that <see cref="IsAttribute"/> asks for), <see cref="long"/> (an integer that fits), <see cref="ulong"/>, <see cref="double"/>
/// (integer or float), <see cref="bool"/> or <c>ReadOnlySpan&lt;byte&gt;</c> (a string as UTF-8); optionally, at last, a
/// <c>ReadOnlySpan&lt;Value&gt;</c> with all arguments that are left. All arguments are checked before the method runs; one of another type is
/// a <c>BadType</c> error. The method returns <see cref="Value"/>, <see cref="CallResult"/>, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="ulong"/> or <see cref="double"/>. Methods of one name with different numbers of parameters are overloads.
/// A method keeps no argument and no span beyond the call, and does not throw. What it is for users to know stands in one place, with the names of
/// its arguments: before its <c>intrinsic fn</c> in the module of <c>Script/Library</c> through which scripts reach it.
/// </remarks>
/// <param name="name">Module and name, such as <c>string::len</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>Whether a call with constant arguments is evaluated when the script is compiled (spec: stdlib 1.4).</summary>
    public bool IsConstant { get; init; } = true;

    /// <summary>The performance warning that each call of it draws (spec: stdlib 1.7); null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>The arity that error texts name; -1 for the number of parameters, -2 for the number of arguments of the call.</summary>
    public int ReportedArity { get; init; } = -1;
}

/// <summary>The kinds that an argument may have.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class IsAttribute(Kinds kinds) : Attribute
{
    public Kinds Kinds => kinds;
}
