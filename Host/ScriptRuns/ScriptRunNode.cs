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
    /// <summary>Characters of an event that a message shows.</summary>
    private const int MaxExcerpt = 120;

    private static readonly FieldName[] s_portFields = [new("port"), new("event")];

    private readonly ScriptInstance _script;
    private readonly ScriptRunOptions _options;
    private readonly DecodeFailure _failure;
    private readonly HostProcess _process;
    private readonly Action<Diagnostic> _print;
    private readonly ScriptRunTrace? _trace;
    private Value _state;
    private ulong _count;
    private long _failed;
    private long _skipped;
    private long _errors;

    /// <param name="failure">The first input that cannot be decoded.</param>
    /// <param name="print">Gets the diagnostic of each event that fails.</param>
    public ScriptRunNode(
        CompiledScript script, string instance, ScriptRunOptions options, DecodeFailure failure, HostProcess process, Action<Diagnostic> print)
    {
        _script = script.NewInstance(new CallContext { Time = process.Time, Instance = instance });
        (_options, _failure, _process, _print) = (options, failure, process, print);
        if (options.IsInteractive) _trace = new ScriptRunTrace(process.Error, options, options.IsPretty, process.ErrorHasColour);
    }

    /// <summary>How many of the events failed, for people; null for none. When the run is over.</summary>
    public string? Failures => _failed == 0 ? null : $"{Quantity.Count(_failed)} of {Quantity.Count((long)_count, "event")} failed";

    /// <summary>How many events were read behind the one that cannot be decoded, and not looked at. When the run is over.</summary>
    public long Behind => _skipped + Math.Max(_errors - 1, 0);

    /// <summary>The same node, at its place in the flow.</summary>
    public ScriptRunNode In(OperatorContext context)
    {
        _script.Context.SearchTimedOut = context.SearchTimedOut;
        return this;
    }

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        if (input.Equals(ScriptRun.Undecodable))
        {
            // The codec has told of what it cannot decode; of what a preprocessor refuses with nothing good behind it nobody has yet.
            e.Data.TryGetField("error"u8, out var error);
            if (_failure.Error is null) _failure.Report(error.AsText() ?? "", e.Id.Event, isRefused: true);
            _errors++;
            _process.RequestShutdown(graceful: true);
            return;
        }

        if (_failure.Error is not null && _count >= _failure.Position)
        {
            _skipped++;
            return;
        }

        e.Meta = Value.EmptyRecord;
        e.Origin = _options.Origin;
        if (_options.IngestNsFromIndex) e.IngestNs = _count;
        _count++;
        _trace?.Ingress(e.Data);
        _script.Context.NextEvent(e.IngestNs, e.Origin);
        switch (_script.Run(ref e.Data, ref e.Meta, ref _state))
        {
            case ScriptOutcome.Emit:
                Emit(ref e, output);
                break;
            case ScriptOutcome.Error:
                _failed++;
                _print(WithEvent(_script.Error!, e.Data));
                break;
        }
    }

    /// <summary>Says at which event it was: its number, from 1 on, and the start of it as the script left it.</summary>
    private Diagnostic WithEvent(Diagnostic error, Value payload)
    {
        var note = $"event {_count}: {PrintableText.Start(payload.ToString(), MaxExcerpt)}";
        return error with { Hint = error.Hint is null ? note : $"{error.Hint}; {note}" };
    }

    private void Emit(ref Event e, IEmitter output)
    {
        e.Data = _script.Value;
        if (_options.WithPorts) e.Data = Value.FromFields(s_portFields, [Value.From(_script.Port.Name), e.Data]);
        else if (_script.Port.Equals(Port.Err))
        {
            var line = e.Data.ToString();
            _process.Error.WriteLine(_process.ErrorIsTerminal ? PrintableText.Line(line) : line);
            return;
        }

        _trace?.Egress(e.Data);
        output.Emit(Port.Out, e);
    }
}
