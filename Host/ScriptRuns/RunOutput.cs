using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>The forms in which a run over events gives what is emitted (spec: conformance 1).</summary>
internal static class RunOutput
{
    private static readonly FieldName[] s_portFields = [new("port"), new("event")];

    /// <summary><c>{"port": PORT, "event": EVENT}</c>.</summary>
    public static Value Named(Port port, Value payload) => Value.FromFields(s_portFields, [Value.From(port.Name), payload]);

    /// <summary>A line of JSON on standard error: what is emitted on <c>err</c>.</summary>
    public static void WriteError(Value payload, HostProcess process)
    {
        var line = payload.ToString();
        process.Error.WriteLine(process.ErrorIsTerminal ? PrintableText.Line(line) : line);
    }
}
