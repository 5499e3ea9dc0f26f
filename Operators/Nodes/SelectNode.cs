using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes;

/// <summary>A clause of a <c>select</c> failed on an event: the event ends here, on all its branches (spec: query 10).</summary>
/// <param name="finding">The failure, with its place in the clause.</param>
public sealed class SelectException(Diagnostic finding) : EventFailedException(finding);

/// <summary>
/// A <c>select</c> without groups and windows (spec: query 12): <c>where</c> on what comes, the target, <c>having</c> on the result.
/// </summary>
internal sealed class SelectNode : IOperator
{
    private static readonly Value s_noGroup = Value.FromArray([Value.Null, Value.From("[null]")]);

    private readonly CallContext _context;
    private readonly ScriptInstance? _target;
    private readonly ScriptInstance? _where;
    private readonly ScriptInstance? _having;

    /// <param name="target">Null for the event as it is.</param>
    public SelectNode(CompiledScript? target, CompiledScript? where, CompiledScript? having, OperatorContext context)
    {
        _context = new() { Time = context.Time, SearchTimedOut = context.SearchTimedOut };
        _target = Clause(target is { IsIdentity: true } ? null : target);
        _where = Clause(where);
        _having = Clause(having);

        // Where the event goes through as it is, there are no groups.
        ScriptInstance? Clause(CompiledScript? clause)
        {
            var instance = clause?.NewInstance(_context);
            if (target is { IsIdentity: false }) instance?.SetSelection(Value.Null, s_noGroup);
            return instance;
        }
    }

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        _context.NextEvent(e.IngestNs, e.Origin);
        if (_where is not null && !Holds(_where, ref e)) return;
        if (_target is not null)
        {
            Run(_target, ref e);
            e.Data = _target.Value;
            e.IsBatch = e.IsBatch && EngineBatch.IsPayload(e.Data);
        }

        if (_having is not null && !Holds(_having, ref e)) return;
        output.Emit(Port.Out, e);
    }

    /// <summary>Whether a guard gives true.</summary>
    /// <exception cref="SelectException">It fails, or gives no bool.</exception>
    public static bool Holds(ScriptInstance guard, ref Event e)
    {
        Run(guard, ref e);
        var holds = guard.IsTrue(out var error);
        return error is null ? holds : throw new SelectException(error);
    }

    /// <summary>Evaluates a clause.</summary>
    /// <exception cref="SelectException">It fails.</exception>
    public static void Run(ScriptInstance clause, ref Event e)
    {
        var state = Value.Null;
        if (clause.Run(ref e.Data, ref e.Meta, ref state) == ScriptOutcome.Error) throw new SelectException(clause.Error!);
    }
}
