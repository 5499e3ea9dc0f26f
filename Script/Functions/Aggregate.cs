using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Registers an aggregate under its name below <c>aggr</c>, such as <c>stats::sum</c>. The class has a constructor without parameters.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class AggregateAttribute(string name, int minArity, int maxArity) : Attribute
{
    public string Name => name;

    public int MinArity => minArity;

    public int MaxArity => maxArity;

    /// <inheritdoc cref="FunctionAttribute.Warning"/>
    public string? Warning { get; init; }

    /// <summary>The arity that error texts name (spec: stdlib 1.5).</summary>
    public int ReportedArity => maxArity;
}

/// <summary>One accumulator of an aggregate function: per occurrence, group and window (spec: stdlib 6.1).</summary>
internal interface IAggregate
{
    /// <summary>Empties it.</summary>
    void Reset();

    /// <summary>Takes in the arguments of one event; what it keeps it detaches. The result carries only an error, or null.</summary>
    CallResult Accumulate(ReadOnlySpan<Value> arguments);

    /// <summary>The result so far; changes nothing.</summary>
    CallResult Emit();

    /// <summary>Takes in the state of the same aggregate of the frame before.</summary>
    CallResult Merge(IAggregate other);

    IAggregate Clone();
}
