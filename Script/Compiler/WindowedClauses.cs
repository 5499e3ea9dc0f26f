using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Printing;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>What the target and the <c>having</c> of a windowed <c>select</c> share: the aggregate calls, and the groups (spec: query 12.2, query 16).</summary>
/// <param name="groups">The group expressions, flattened, from left to right.</param>
internal sealed class WindowedClauses(IReadOnlyList<Expression> groups)
{
    private readonly List<string> _groups = [.. groups.Select(PrintedExpression.Of)];
    private readonly List<AggregateCall> _calls = [];
    private readonly List<Code> _absorbed = [];

    public IReadOnlyList<AggregateCall> Calls => _calls;

    /// <summary>What takes an event into all accumulators, in the order of the calls.</summary>
    public Code Absorb => new BlockCode([.. _absorbed, ConstantCode.Null]);

    /// <summary>Whether the arguments of an aggregate are being built.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Where the clause looks at the event outside of an aggregate.</summary>
    public Site? EventReference { get; set; }

    /// <summary>The index of the group expression that this one equals; -1 for none, and inside of aggregates.</summary>
    public int GroupOf(Expression expression) => IsInside || _groups.Count == 0 ? -1 : _groups.IndexOf(PrintedExpression.Of(expression));

    public Code Add(NativeAggregate aggregate, string name, Site site, Func<Code[]> arguments)
    {
        var call = new AggregateCall(aggregate, name, _calls.Count, site);
        _calls.Add(call);
        IsInside = true;
        _absorbed.Add(new AccumulateCode(call, arguments()));
        IsInside = false;
        return new AggregateCode(call);
    }
}
