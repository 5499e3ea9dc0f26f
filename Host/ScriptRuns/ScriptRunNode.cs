using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>
/// The script of <c>tremor run</c> (spec: conformance 1, language 11.3): fresh metadata for each event, one state for the whole run. What it
/// emits leaves by <c>out</c> whatever its port, but for <c>err</c>, which goes to standard error as a line of JSON; so do the
/// diagnostics of events that fail, and the run goes on. The first input that cannot be decoded ends it, and nothing behind
/// it is looked at.
/// </summary>
internal sealed class ScriptRunNode : IOperator
{
    private readonly ScriptInstance _script;
    private readonly ScriptRunOptions _options;
    private readonly RunIntake _intake;
    private readonly HostProcess _process;
    private readonly Action<Diagnostic> _print;
    private readonly ScriptRunTrace? _trace;
    private Value _state;
    private long _failed;

    /// <param name="print">Gets the diagnostic of each event that fails.</param>
    public ScriptRunNode(
        CompiledScript script, string instance, ScriptRunOptions options, RunIntake intake, HostProcess process, Action<Diagnostic> print)
    {
        _script = script.NewInstance(new CallContext { Time = process.Time, Instance = instance });
        (_options, _intake, _process, _print) = (options, intake, process, print);
        if (options.IsInteractive) _trace = new ScriptRunTrace(process.Error, options, options.IsPretty, process.ErrorHasColour);
    }

    /// <summary>How many of the events failed, for people; null for none. When the run is over.</summary>
    public string? Failures => _intake.Failures(_failed);

    /// <summary>The same node, at its place in the flow.</summary>
    public ScriptRunNode In(OperatorContext context)
    {
        _script.Context.SearchTimedOut = context.SearchTimedOut;
        return this;
    }

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        if (!_intake.Take(input, ref e)) return;
        _trace?.Ingress(e.Data);
        _script.Context.NextEvent(e.IngestNs, e.Origin);
        switch (_script.Run(ref e.Data, ref e.Meta, ref _state))
        {
            case ScriptOutcome.Emit:
                Emit(ref e, output);
                break;
            case ScriptOutcome.Error:
                _failed++;
                _print(RunIntake.WithEvent(_script.Error!, _intake.Count, e.Data));
                break;
        }
    }

    private void Emit(ref Event e, IEmitter output)
    {
        e.Data = _script.Value;
        if (_options.WithPorts) e.Data = RunOutput.Named(_script.Port, e.Data);
        else if (_script.Port.Equals(Port.Err))
        {
            RunOutput.WriteError(e.Data, _process);
            return;
        }

        _trace?.Egress(e.Data);
        output.Emit(Port.Out, e);
    }
}
