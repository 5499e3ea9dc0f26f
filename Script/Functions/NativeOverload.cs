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

    /// <summary>The kinds of what it may give.</summary>
    public Kinds Result => _method.ReturnType == typeof(double) ? Kinds.Float : KindsOf(_method.ReturnType);

    /// <summary>The kinds that an argument may have.</summary>
    public Kinds Expected(int at)
    {
        if (at >= Arity) return Kinds.Any;
        var parameter = Parameter(at);
        return parameter.GetCustomAttribute<IsAttribute>()?.Kinds ?? KindsOf(parameter.ParameterType);
    }

    /// <summary>The integers that an argument may be, in words, where a value is none of them; null where it is, or the parameter takes more than integers.</summary>
    public string? Bounds(int at, Value value) => at >= Arity || value.Kind != ValueKind.Integer ? null : Parameter(at).ParameterType switch
    {
        var t when t == typeof(long) && !value.TryGetInt64(out _) => $"{long.MinValue} to {long.MaxValue}",
        var t when t == typeof(ulong) && !value.TryGetUInt64(out _) => $"0 to {ulong.MaxValue}",
        _ => null,
    };

    private ParameterInfo Parameter(int at)
    {
        var parameters = _method.GetParameters();
        return parameters[parameters[0].ParameterType == typeof(CallContext) ? at + 1 : at];
    }

    private static Kinds KindsOf(Type type)
    {
        if (type == typeof(long) || type == typeof(ulong)) return Kinds.Integer;
        if (type == typeof(double)) return Kinds.Number;
        if (type == typeof(bool)) return Kinds.Bool;
        return type == typeof(ReadOnlySpan<byte>) || type == typeof(string) ? Kinds.String : Kinds.Any;
    }

    public bool Accepts(int count) => count == Arity || (IsVariadic && count > Arity);
}
