using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes;

/// <summary>
/// A script node (spec: query 11): one section a port, all with the same state. At most one event leaves for each that comes; its id, times and
/// origin stay.
/// </summary>
/// <remarks>
/// A script that fails sends <c>{"error": text, "event": payload}</c> to <c>err</c>, with payload and metadata as the failing script left them;
/// so does an event on a port without a section. In a flow the record also says which event it is (spec: runtime 9.6), as <c>source</c>, <c>stream_id</c> and
/// <c>number</c>, from 1, of the first where it was made of several; and as <c>place</c> where the script failed, <c>file:line:column</c>. An engine batch
/// stays one while its payload is that of one (<see cref="EngineBatch"/>); an error about
/// a batch is one event.
/// </remarks>
internal sealed class ScriptNode : IOperator
{
    private static readonly FieldName[] s_errorFields = [new("error"), new("event")];
    private static readonly FieldName[] s_namedFields = [.. s_errorFields, new("source"), new("stream_id"), new("number")];
    private static readonly FieldName[] s_locatedFields = [.. s_namedFields, new("place")];

    private readonly CallContext _context;
    private readonly Func<string, string> _redact;
    private readonly Func<EventId, EventName> _nameOf;
    private readonly ScriptInstance _main;
    private readonly Dictionary<Port, ScriptInstance> _ports;
    private Value _state;

    /// <param name="ports">The sections of further ports.</param>
    /// <param name="state">The state to begin with.</param>
    public ScriptNode(CompiledScript main, IReadOnlyDictionary<Port, CompiledScript> ports, Value state, OperatorContext context)
    {
        (_redact, _nameOf) = (context.Redact, context.NameOf);
        _context = new() { Time = context.Time, SearchTimedOut = context.SearchTimedOut };
        _main = main.NewInstance(_context);
        _ports = ports.ToDictionary(static p => p.Key, p => p.Value.NewInstance(_context));
        _state = state;
    }

    public bool EmitsLast => true;

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        var script = _main;
        if (!ReferenceEquals(input, Port.In) && !input.Equals(Port.In) && !_ports.TryGetValue(input, out script))
        {
            var unknown = new Diagnostic { Severity = Severity.Error, Code = "UnknownPort", Message = $"unknown port: `{input.Name}`" };
            EmitError(ref e, unknown, unknown.Message, output);
            return;
        }

        _context.NextEvent(e.IngestNs, e.Origin);
        switch (script.Run(ref e.Data, ref e.Meta, ref _state))
        {
            case ScriptOutcome.Emit:
                e.Data = script.Value;
                e.IsBatch = e.IsBatch && EngineBatch.IsPayload(e.Data);
                output.Emit(script.Port, e);
                break;
            case ScriptOutcome.Error:
                var error = script.Error!;
                EmitError(ref e, error, _redact(DiagnosticRenderer.Render(error.Redacted(_redact))), output);
                break;
        }
    }

    private void EmitError(ref Event e, Diagnostic error, string text, IEmitter output)
    {
        output.Failed(in e, error);
        e.Data = Record(e, error, Value.From(text));
        e.IsBatch = false;
        output.Emit(Port.Err, e);
    }

    private Value Record(in Event failed, Diagnostic error, Value text)
    {
        if (_nameOf(failed.Id) is not { Source: { } source } name) return Value.FromFields(s_errorFields, [text, failed.Data]);
        var (from, stream, number) = (Value.From(source), Value.From(name.Stream), Value.From(name.Number));
        return error.Place is { } place
            ? Value.FromFields(s_locatedFields, [text, failed.Data, from, stream, number, Value.From(_redact(place))])
            : Value.FromFields(s_namedFields, [text, failed.Data, from, stream, number]);
    }
}
