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
/// so does an event on a port without a section. An engine batch stays one while its payload is that of one (<see cref="EngineBatch"/>); an error about
/// a batch is one event.
/// </remarks>
internal sealed class ScriptNode : IOperator
{
    private static readonly FieldName[] s_errorFields = [new("error"), new("event")];

    private readonly CallContext _context;
    private readonly Func<string, string> _redact;
    private readonly ScriptInstance _main;
    private readonly Dictionary<Port, ScriptInstance> _ports;
    private Value _state;

    /// <param name="ports">The sections of further ports.</param>
    /// <param name="state">The state to begin with.</param>
    public ScriptNode(CompiledScript main, IReadOnlyDictionary<Port, CompiledScript> ports, Value state, OperatorContext context)
    {
        _redact = context.Redact;
        _context = new() { SearchTimedOut = context.SearchTimedOut };
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
            EmitError(ref e, $"unknown port: `{input.Name}`", output);
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
                EmitError(ref e, Describe(script.Error!), output);
                break;
        }
    }

    /// <summary>Without secrets, which an error may show as a key or an argument. Before the rendering cuts what is long, too.</summary>
    private string Describe(Diagnostic error) => _redact(
        DiagnosticRenderer.Render(error with { Message = _redact(error.Message), Hint = error.Hint is null ? null : _redact(error.Hint) }));

    private static void EmitError(ref Event e, string text, IEmitter output)
    {
        e.Data = Value.FromFields(s_errorFields, [Value.From(text), e.Data]);
        e.IsBatch = false;
        output.Emit(Port.Err, e);
    }
}
