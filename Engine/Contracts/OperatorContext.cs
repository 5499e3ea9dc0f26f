using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>The surroundings of an operator: everything it is given besides its own configuration.</summary>
/// <param name="Id">Operator id (spec: runtime 1.2).</param>
/// <param name="Alias"><c>flow::pipeline/node</c>, for messages.</param>
public sealed record OperatorContext(ulong Id, string Alias)
{
    /// <summary>The clock that scripts ask.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>To be told of each search in a text that its time limit ended, and for which pattern. Null where nobody wants to know.</summary>
    public Action<string>? SearchTimedOut { get; init; }

    /// <summary>
    /// To be told of a failure that is that of no event and no signal at hand, such as of one of several results. What is lost with it is part of
    /// <see cref="IOperator.Leftovers"/>. Null where nobody wants to know.
    /// </summary>
    public Action<Exception>? FailedBesideEvents { get; init; }

    /// <summary>Names events for people. One without <see cref="EventName.Source"/> came from nothing that has a name, such as the input of a query that is run by itself.</summary>
    public Func<EventId, EventName> NameOf { get; init; } = static _ => default;

    /// <summary>Takes secrets out of a text that goes into an event, such as that of an error.</summary>
    public Func<string, string> Redact { get; init; } = static text => text;
}
