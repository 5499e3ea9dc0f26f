using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>An aggregate call of a windowed <c>select</c>: which one, and where.</summary>
internal sealed class AggregateCall(NativeAggregate aggregate, string name, int index, Site site)
{
    public int Index => index;

    public IAggregate Create() => aggregate.Create();

    /// <param name="arguments">What it was called with; nothing where it is not called.</param>
    public ScriptError Error(CallResult result, ReadOnlySpan<Value> arguments = default) => result.IsBadType
        ? new(
            ErrorKind.BadType, site,
            $"Bad type passed to function {name}/{aggregate.Attribute.ReportedArity}{(arguments.IsEmpty ? "" : $": {ArgumentTexts.Types(arguments)}")}", Lines: 2)
        : new(ErrorKind.RuntimeError, site, $"Runtime error in function {name}/{aggregate.Attribute.ReportedArity}: {result.Error}", Lines: 2);

    public Value Fail(Machine m, CallResult result, ReadOnlySpan<Value> arguments = default)
    {
        var error = Error(result, arguments);
        return m.Fail(error.Kind, site, error.Message, lines: error.Lines);
    }
}

/// <summary>Takes one event into an accumulator: the arguments of the call.</summary>
internal sealed class AccumulateCode(AggregateCall call, Code[] arguments) : Code
{
    public override Value Eval(Machine m)
    {
        var room = default(ArgumentRoom);
        if (!room.TryFill(arguments, m, out var values)) return default;
        var result = m.Aggregates![call.Index].Accumulate(values);
        return result.IsError ? call.Fail(m, result, values) : Value.Null;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new AccumulateCode(call, folder.Fold(arguments));
}

/// <summary>The result of an accumulator, where the call stands.</summary>
internal sealed class AggregateCode(AggregateCall call) : Code
{
    public override Value Eval(Machine m)
    {
        var result = m.Aggregates![call.Index].Emit();
        return result.IsError ? call.Fail(m, result) : result.Value;
    }

    public override Code Fold(Folder folder) => this;
}

/// <summary>A dimension of the group: what stands for its expression in the target of a windowed <c>select</c> (spec: query 12.2).</summary>
internal sealed class GroupElementCode(int index) : Code
{
    public override Value Eval(Machine m) => m.Group[index];

    public override Code Fold(Folder folder) => this;
}

/// <summary>The accumulators of one window of one group: one for each aggregate call.</summary>
public sealed class Accumulators
{
    private readonly IReadOnlyList<AggregateCall> _calls;

    internal Accumulators(IReadOnlyList<AggregateCall> calls)
    {
        _calls = calls;
        All = [.. calls.Select(static c => c.Create())];
    }

    internal IAggregate[] All { get; }

    /// <summary>Empties them.</summary>
    public void Reset()
    {
        foreach (var aggregate in All) aggregate.Reset();
    }

    /// <summary>Takes in what those of the smaller window have.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public Diagnostic? Merge(Accumulators smaller)
    {
        for (var i = 0; i < All.Length; i++)
        {
            var result = All[i].Merge(smaller.All[i]);
            if (result.IsError) return _calls[i].Error(result).ToDiagnostic();
        }

        return null;
    }
}

/// <summary>A windowed <c>select</c>: its clauses on the result, and what it takes in of each event. Immutable, shared.</summary>
public sealed class CompiledSelection
{
    private readonly IReadOnlyList<AggregateCall> _calls;

    internal CompiledSelection(CompiledScript target, CompiledScript? having, CompiledScript absorb, IReadOnlyList<AggregateCall> calls)
    {
        (Target, Having, Absorb) = (target, having, absorb);
        _calls = calls;
    }

    /// <summary>What comes out of a window.</summary>
    public CompiledScript Target { get; }

    /// <summary>Whether it comes out; null for always.</summary>
    public CompiledScript? Having { get; }

    /// <summary>Takes one event into accumulators, which are set by <see cref="ScriptInstance.SetAggregates"/>.</summary>
    public CompiledScript Absorb { get; }

    /// <summary>Accumulators for a window.</summary>
    public Accumulators NewAccumulators() => new(_calls);
}
