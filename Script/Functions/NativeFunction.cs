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
    public string WrongArity(int count)
    {
        var least = overloads.Min(static o => o.Arity);
        var most = overloads.Any(static o => o.IsVariadic) ? "" : $"={overloads.Max(static o => o.Arity)}";
        return $"Bad arity for function {module}::{name}/{least}..{most} but was called with {count} arguments";
    }

    /// <summary>What is wrong with any call with arguments of these kinds; null when nothing that can be told before it runs.</summary>
    /// <param name="kinds">Null for what is not known.</param>
    public string? Mistake(ReadOnlySpan<ValueKind?> kinds)
    {
        if (For(kinds.Length) is not { } overload) return WrongArity(kinds.Length);
        for (var i = 0; i < kinds.Length; i++)
            if (kinds[i] is { } kind && overload.Expected(i) is { } expected && !expected.Contains(kind))
                return $"Bad type passed to function {Shown(kinds.Length)}: argument {i + 1} is of type {Describe(kind)}, not {string.Join(" or ", expected.Select(Describe))}";
        return null;
    }

    private static string Describe(ValueKind kind) => kind.ToString().ToLowerInvariant();
}
