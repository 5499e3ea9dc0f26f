using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>
/// The common part of <c>hdr</c> and <c>dds</c>: a number, and optionally the percentiles to report. What is no number, or below 0, is passed over. The
/// percentiles of the first event stay for ever; a frame that is fed by merging takes those of the frame before it.
/// </summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
internal abstract class DistributionAggregate<TSelf> : IAggregate
    where TSelf : DistributionAggregate<TSelf>
{
    private Percentiles? _percentiles;

    protected Percentiles Reported => _percentiles ?? Percentiles.Usual;

    public abstract void Reset();

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        if (_percentiles is null)
        {
            _percentiles = arguments.Length > 1 ? Percentiles.Of(arguments[1]) : Percentiles.Usual;
            if (_percentiles is null) return CallResult.Fail($"{Quotation.Of(arguments[1])} has a percentile that is no number; write fractions as strings, such as \"0.95\"");
        }

        if (arguments[0].TryGetDouble(out var number) && !(number < 0)) Add(number);
        return Value.Null;
    }

    public abstract CallResult Emit();

    public CallResult Merge(IAggregate other)
    {
        var same = (TSelf)other;
        _percentiles = same._percentiles ?? _percentiles;
        Add(same);
        return Value.Null;
    }

    public IAggregate Clone()
    {
        var clone = (TSelf)MemberwiseClone();
        clone.Unshare();
        return clone;
    }

    protected abstract void Add(double number);

    protected abstract void Add(TSelf other);

    /// <summary>Makes what the clone shares with the original its own.</summary>
    protected abstract void Unshare();
}
