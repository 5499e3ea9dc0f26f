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

    /// <summary>The kind of what it gives; null where that is not always the same.</summary>
    public ValueKind? Result => KindsOf(_method.ReturnType) is [var kind] ? kind : null;

    /// <summary>The kinds that an argument may have; null where any may do.</summary>
    public IReadOnlyList<ValueKind>? Expected(int at)
    {
        if (at >= Arity) return null;
        var parameters = _method.GetParameters().AsSpan();
        if (parameters[0].ParameterType == typeof(CallContext)) parameters = parameters[1..];
        return parameters[at].GetCustomAttribute<IsAttribute>() is { } wanted ? [wanted.Kind] : KindsOf(parameters[at].ParameterType);
    }

    private static ValueKind[]? KindsOf(Type type)
    {
        if (type == typeof(long) || type == typeof(ulong) || type == typeof(int)) return [ValueKind.Integer];
        if (type == typeof(double)) return [ValueKind.Float, ValueKind.Integer];
        if (type == typeof(bool)) return [ValueKind.Bool];
        return type == typeof(ReadOnlySpan<byte>) || type == typeof(string) ? [ValueKind.String] : null;
    }

    public bool Accepts(int count) => count == Arity || (IsVariadic && count > Arity);
}
