using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>A native function with all its overloads.</summary>
internal sealed class NativeFunction(string module, string name, IReadOnlyList<NativeOverload> overloads)
{
    public string Module => module;

    public string Name => name;

    public IReadOnlyList<NativeOverload> Overloads => overloads;

    public bool IsConstant { get; } = overloads.All(static o => o.Attribute.IsConstant);

    public string? Warning { get; } = overloads.Select(static o => o.Attribute.Warning).FirstOrDefault(static w => w is not null);

    /// <summary>The overload for that many arguments; null when there is none.</summary>
    public NativeOverload? For(int count)
    {
        foreach (var overload in overloads)
            if (overload.Accepts(count)) return overload;
        return null;
    }

    /// <summary>The number of arguments that errors name.</summary>
    public int ArityFor(int count)
    {
        var overload = For(count) ?? overloads[0];
        return overload.Attribute.ReportedArity switch { -1 => overload.Arity, -2 => count, var fixedArity => fixedArity };
    }

    /// <summary>Name and arity as errors show them.</summary>
    public string Shown(int count) => $"{module}::{name}/{ArityFor(count)}";

    /// <summary>What errors say of a number of arguments that no overload takes.</summary>
    public string WrongArity(int count) =>
        ArgumentTexts.WrongArity($"{module}::{name}", overloads.Min(static o => o.Arity), overloads.Any(static o => o.IsVariadic) ? null : overloads.Max(static o => o.Arity), count);

    /// <summary>What errors say of arguments that its overload does not take, as the result of the call says.</summary>
    public string WrongType(ReadOnlySpan<Value> arguments, CallResult result)
    {
        if (result.Unsuitable is var (number, wanted)) return $"{WrongType(arguments.Length)}: argument {number} is {Shown(arguments[number - 1])}, {wanted} is wanted";
        var overload = For(arguments.Length)!;
        for (var i = 0; i < arguments.Length; i++)
            if ((KindNames.Of(arguments[i].Kind) & overload.Expected(i)) == 0) return WrongType(arguments.Length, i, KindNames.Of(arguments[i].Kind), overload);
        for (var i = 0; i < arguments.Length; i++)
            if (overload.Bounds(i, arguments[i]) is { } bounds) return $"{WrongType(arguments.Length)}: argument {i + 1} is {arguments[i]}, an integer from {bounds} is wanted";
        return $"{WrongType(arguments.Length)}: {ArgumentTexts.Types(arguments)}";
    }

    /// <summary>What is wrong with any call with arguments of these kinds; null when nothing that can be told before it runs.</summary>
    public string? Mistake(ReadOnlySpan<Kinds> kinds)
    {
        if (For(kinds.Length) is not { } overload) return WrongArity(kinds.Length);
        for (var i = 0; i < kinds.Length; i++)
            if (kinds[i] != Kinds.None && (kinds[i] & overload.Expected(i)) == 0) return WrongType(kinds.Length, i, kinds[i], overload);
        return null;
    }

    /// <summary>A number itself, which is what does not suit, or the type of anything else.</summary>
    private static string Shown(Value argument) => argument.IsNumber ? argument.ToString() : KindNames.Of(argument.Kind).Describe();

    private string WrongType(int count) => $"Bad type passed to function {Shown(count)}";

    private string WrongType(int count, int at, Kinds found, NativeOverload overload) =>
        $"{WrongType(count)}: argument {at + 1} is {found.Describe()}, {overload.Expected(at).Describe()} is wanted";
}
