using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>Keeps all values of a window in order.</summary>
internal abstract class CollectAggregate : IAggregate
{
    private List<Value> _values = [];

    // Emitting hands the values out; the array is kept until the next change, so that emitting twice copies once.
    private Value? _emitted;

    public void Reset()
    {
        _values.Clear();
        _emitted = null;
    }

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        Append(arguments[0].Detach());
        return Value.Null;
    }

    public CallResult Emit() => Array;

    public CallResult Merge(IAggregate other)
    {
        Merge((CollectAggregate)other);
        return Value.Null;
    }

    public IAggregate Clone()
    {
        var clone = (CollectAggregate)MemberwiseClone();
        clone._values = [.. _values];
        return clone;
    }

    protected Value Array => _emitted ??= Value.FromArray([.. _values]);

    protected abstract void Merge(CollectAggregate other);

    protected void Append(Value value)
    {
        _values.Add(value);
        _emitted = null;
    }

    protected void AppendAll(CollectAggregate other)
    {
        _values.AddRange(other._values);
        _emitted = null;
    }

    protected static Value ArrayOf(CollectAggregate other) => other.Array;
}

/// <summary><c>aggr::win::collect_flattened(v)</c>: an array of all values; of tilt frames, the values of all frames before.</summary>
[Aggregate("win::collect_flattened", 1, 1, Warning = "`collect_flattened` keeps every value of the window in memory")]
internal sealed class CollectFlattenedAggregate : CollectAggregate
{
    protected override void Merge(CollectAggregate other) => AppendAll(other);
}

/// <summary><c>aggr::win::collect_nested(v)</c>: an array of all values; of tilt frames, an array of the arrays of the frame before.</summary>
[Aggregate("win::collect_nested", 1, 1, Warning = "`collect_nested` keeps every value of the window in memory")]
internal sealed class CollectNestedAggregate : CollectAggregate
{
    protected override void Merge(CollectAggregate other) => Append(ArrayOf(other));
}
