using System.Reflection;
using System.Reflection.Emit;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Calls a native function with exactly as many arguments as it takes.</summary>
internal delegate CallResult NativeCall(CallContext context, ReadOnlySpan<Value> arguments);

/// <summary>Writes the code between a script and a native method: one <see cref="NativeCall"/>, without boxing, reflection or an array for each call.</summary>
internal static class NativeCaller
{
    private static readonly MethodInfo s_item = typeof(ReadOnlySpan<Value>).GetProperty("Item")!.GetMethod!;
    private static readonly MethodInfo s_rest = typeof(ReadOnlySpan<Value>).GetMethod("Slice", [typeof(int)])!;

    public static NativeCall Emit(MethodInfo method)
    {
        var code = new DynamicMethod(method.Name, typeof(CallResult), [typeof(CallContext), typeof(ReadOnlySpan<Value>)], typeof(NativeCaller), true);
        var il = code.GetILGenerator();
        var badType = il.DefineLabel();
        var loads = new List<Action>();
        var at = 0;
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType == typeof(CallContext)) loads.Add(() => il.Emit(OpCodes.Ldarg_0));
            else loads.Add(Argument(il, parameter, at++, badType));
        }

        foreach (var load in loads) load();
        il.Emit(OpCodes.Call, method);
        if (method.ReturnType != typeof(CallResult))
        {
            if (method.ReturnType != typeof(Value))
                il.Emit(OpCodes.Call, typeof(Value).GetMethod(nameof(Value.From), [method.ReturnType]) ?? throw Unsupported(method, method.ReturnType));
            il.Emit(OpCodes.Call, typeof(CallResult).GetMethod(nameof(CallResult.From))!);
        }

        il.Emit(OpCodes.Ret);
        il.MarkLabel(badType);
        il.Emit(OpCodes.Call, typeof(CallResult).GetProperty(nameof(CallResult.BadType))!.GetMethod!);
        il.Emit(OpCodes.Ret);
        return code.CreateDelegate<NativeCall>();
    }

    /// <summary>Emits the check and conversion of one argument, and gives what loads it afterwards.</summary>
    private static Action Argument(ILGenerator il, ParameterInfo parameter, int at, Label badType)
    {
        var type = parameter.ParameterType;
        if (type == typeof(ReadOnlySpan<Value>))
            return () =>
            {
                il.Emit(OpCodes.Ldarga_S, (byte)1);
                il.Emit(OpCodes.Ldc_I4, at);
                il.Emit(OpCodes.Call, s_rest);
            };

        if (type == typeof(Value))
        {
            if (parameter.GetCustomAttribute<IsAttribute>() is { } wanted)
            {
                il.Emit(OpCodes.Ldc_I4_1);
                LoadReference(il, at);
                il.Emit(OpCodes.Call, typeof(Value).GetProperty(nameof(Value.Kind))!.GetMethod!);
                il.Emit(OpCodes.Shl);
                il.Emit(OpCodes.Ldc_I4, (int)wanted.Kinds);
                il.Emit(OpCodes.And);
                il.Emit(OpCodes.Brfalse, badType);
            }

            return () =>
            {
                LoadReference(il, at);
                il.Emit(OpCodes.Ldobj, typeof(Value));
            };
        }

        var local = il.DeclareLocal(type);
        LoadReference(il, at);
        il.Emit(OpCodes.Ldobj, typeof(Value));
        il.Emit(OpCodes.Ldloca, local);
        il.Emit(OpCodes.Call, typeof(ArgumentConversion).GetMethod(nameof(ArgumentConversion.TryGet), [typeof(Value), type.MakeByRefType()])
            ?? throw Unsupported((MethodInfo)parameter.Member, type));
        il.Emit(OpCodes.Brfalse, badType);
        return () => il.Emit(OpCodes.Ldloc, local);
    }

    private static void LoadReference(ILGenerator il, int at)
    {
        il.Emit(OpCodes.Ldarga_S, (byte)1);
        il.Emit(OpCodes.Ldc_I4, at);
        il.Emit(OpCodes.Call, s_item);
    }

    private static InvalidOperationException Unsupported(MethodInfo method, Type type) =>
        new($"{method.DeclaringType}.{method.Name}: {type} is no type of a native function");
}
