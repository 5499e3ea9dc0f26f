using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>In front of a query that is run over events: number i has the id <c>0:0:i:i</c> (spec: conformance 1).</summary>
internal sealed class QueryRunEntry(RunIntake intake, ScriptRunTrace? trace) : IOperator
{
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        if (!intake.Take(input, ref e)) return;
        e.Id = new EventId(0, 0, intake.Count - 1, intake.Count - 1);
        trace?.Ingress(e.Data);
        output.Emit(Port.Out, e);
    }
}

/// <summary>
/// Behind all outputs of a query that is run over events, each of which is an input here: with <c>--ports</c> every event is named after its port, a batch
/// element by element; otherwise what is emitted on <c>err</c> goes to standard error, as a line of JSON.
/// </summary>
internal sealed class QueryRunExit(ScriptRunOptions options, HostProcess process, ScriptRunTrace? trace) : IOperator
{
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        if (options.WithPorts)
        {
            var whole = e;
            e.IsBatch = false;
            for (var elements = new BatchElements(in whole); elements.MoveNext();) Emit(ref e, input, elements.Data, output);
        }
        else if (input.Equals(Port.Err)) RunOutput.WriteError(e.Data, process);
        else
        {
            trace?.Egress(e.Data);
            output.Emit(Port.Out, e);
        }
    }

    private void Emit(ref Event e, Port port, Value payload, IEmitter output)
    {
        e.Data = RunOutput.Named(port, payload);
        trace?.Egress(e.Data);
        output.Emit(Port.Out, e);
    }
}
