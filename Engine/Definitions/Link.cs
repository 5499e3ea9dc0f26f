namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>Leads events through a pipeline.</summary>
public abstract record Link(Place Place);

/// <summary>
/// Passes events on unchanged, from each to the next: in JSON <c>["in", "check", "out"]</c>, in a query one <c>select event from ... into ...</c> a
/// step.
/// </summary>
public sealed record ChainLink(Parts<Endpoint> Endpoints, Place Place) : Link(Place);

/// <summary>
/// <c>select target from a/out[window] where ... group by ... into b/in having ...</c>; in JSON a record with the keys <c>from</c>, <c>into</c>,
/// <c>select</c>, <c>windows</c>, <c>where</c>, <c>group_by</c>, <c>having</c> (spec: query 12, troy B4).
/// </summary>
public sealed record SelectLink(Endpoint From, Endpoint Into, Place Place) : Link(Place)
{
    /// <summary>The expression for the result; null for <c>event</c>.</summary>
    public Text? Target { get; init; }

    /// <summary>Windows by name, the first one nearest to the events.</summary>
    public Parts<Name> Windows { get; init; }

    /// <summary>Which events go in; null for all.</summary>
    public Text? Where { get; init; }

    /// <summary>The grouping; null for one group.</summary>
    public Group? Group { get; init; }

    /// <summary>Which results come out; null for all.</summary>
    public Text? Having { get; init; }

    /// <summary>A comment on it; null for none.</summary>
    public Text? Doc { get; init; }
}

/// <summary>A port of a node: <c>node</c> or <c>node/port</c>.</summary>
/// <param name="Port">Null for <c>out</c> where it is read, <c>in</c> where it is fed.</param>
public sealed record Endpoint(string Node, string? Port, Place Place);

/// <summary>The dimensions behind <c>group by</c>.</summary>
public abstract record Group(Place Place);

/// <summary>One group a value: <c>group by event.host</c>; in JSON an expression.</summary>
public sealed record ValueGroup(Text Expression, Place Place) : Group(Place);

/// <summary>Several dimensions: <c>set(event.host, event.port)</c>; in JSON <c>{"set": [...]}</c>.</summary>
public sealed record SetGroup(Parts<Group> Dimensions, Place Place) : Group(Place);

/// <summary>One group an element of a list: <c>each(event.tags)</c>; in JSON <c>{"each": ...}</c>.</summary>
public sealed record EachGroup(Text Expression, Place Place) : Group(Place);
