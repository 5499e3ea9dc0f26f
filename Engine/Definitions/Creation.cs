namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// Makes an instance: <c>create pipeline main from module::pipeline with n = 1 end</c>. In JSON an entry of <c>connectors</c>, <c>pipelines</c> or
/// <c>nodes</c>: either <c>{"from": name, "with": {...}}</c>, or a definition in place, which is one of the same name and its creation in one.
/// </summary>
/// <param name="Kind">Null where the reader could not tell, and has reported it.</param>
/// <param name="Name">The instance's.</param>
/// <param name="Place">The whole of it; in JSON its name.</param>
public sealed record Creation(CreationKind? Kind, Name Name, Place Place)
{
    /// <summary>The definition that it is made from, by name; null for a stream, and where <see cref="Definition"/> stands in place.</summary>
    public Name? From { get; init; }

    /// <summary>The definition in place; null where there is none.</summary>
    /// <remarks>Both this and <see cref="From"/> are null where the reader found neither to be readable, and has reported it.</remarks>
    public Definition? Definition { get; init; }

    /// <summary>Values for the arguments that the definition declares.</summary>
    public Parts<Field> With { get; init; }

    /// <summary>A comment on the creation; that of a definition in place belongs to the definition.</summary>
    public Text? Doc { get; init; }
}

/// <summary>The kinds of instances that a creation makes.</summary>
public enum CreationKind
{
    /// <summary>A connector of a flow.</summary>
    Connector,

    /// <summary>A pipeline of a flow, or a node that is one.</summary>
    Pipeline,

    /// <summary>A node that is an operator.</summary>
    Operator,

    /// <summary>A node that is a script.</summary>
    Script,

    /// <summary>A node that passes everything on: <c>create stream name</c>; it needs no definition.</summary>
    Stream,
}
