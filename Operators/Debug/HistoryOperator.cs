using System.Globalization;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Debug;

/// <summary>Notes in the metadata of events that they have come by.</summary>
/// <remarks>
/// In: any event. Out, on <c>out</c>: the same, with <c>evt: OP(ID)</c> at the end of the array <c>$NAME</c>, which is made where there is none. <c>ID</c> is
/// <c>source:stream:event:pull</c>, and of an event that was merged the ranges of what went into it (spec: query 17.7).
/// <example><code>{"type": "operator", "kind": "debug::history", "config": {"op": "classify", "name": "way"}}</code></example>
/// </remarks>
[Operator("debug::history")]
public sealed class HistoryOperator(HistoryOperator.Config config) : IOperator
{
    private readonly FieldName _name = new(config.Name);

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        var note = Value.From($"evt: {config.Op}({Shown(e.Id)})");
        e.Meta = e.Meta.With(_name, e.Meta.TryGetField(config.Name, out var before) && before.IsArray ? Value.FromArray([.. before.Items, note]) : Value.FromArray([note]));
        output.Emit(Port.Out, e);
    }

    private static string Shown(in EventId id)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"{id.Source}:{id.Stream}:{id.Event}:{id.Pull}");
        if (id.Tracked is null) return own;
        var ranges = id.Tracked.Ranges().Select(static r => string.Create(
            CultureInfo.InvariantCulture, $"[min={r.Source}:{r.Stream}:{r.MinPull}, max={r.Source}:{r.Stream}:{r.MaxPull}]"));
        return $"{own} {string.Join(", ", ranges)}";
    }

    /// <summary>What to note, and where.</summary>
    public sealed record Config
    {
        /// <summary>The name of this place.</summary>
        public required string Op { get; init; }

        /// <summary>The field of the metadata.</summary>
        public required string Name { get; init; }
    }
}
