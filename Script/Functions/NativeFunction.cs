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
}
