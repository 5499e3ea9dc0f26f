using System.Reflection;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>One registered method: its arity, and the caller that checks and converts the arguments.</summary>
internal sealed class NativeOverload
{
    private readonly MethodInfo _method;
    private NativeCall? _call;

    public NativeOverload(MethodInfo method, FunctionAttribute attribute)
    {
        _method = method;
        Attribute = attribute;
        var parameters = method.GetParameters().AsSpan();
        if (parameters.Length > 0 && parameters[0].ParameterType == typeof(CallContext)) parameters = parameters[1..];
        IsVariadic = parameters.Length > 0 && parameters[^1].ParameterType == typeof(ReadOnlySpan<Value>);
        Arity = parameters.Length - (IsVariadic ? 1 : 0);
    }

    public FunctionAttribute Attribute { get; }

    /// <summary>The number of arguments, or the least number where <see cref="IsVariadic"/>.</summary>
    public int Arity { get; }

    public bool IsVariadic { get; }

    public MethodInfo Method => _method;

    /// <summary>The caller; generated when a script first needs it.</summary>
    public NativeCall Call => _call ??= NativeCaller.Emit(_method);

    public bool Accepts(int count) => count == Arity || (IsVariadic && count > Arity);
}
