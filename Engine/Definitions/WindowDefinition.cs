namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A window: <c>define window name from tumbling with interval = ..., size = ... state ... script from tick ... script ... end</c>.
/// Its values are constants: a window takes no arguments.
/// </summary>
public sealed record WindowDefinition(Name Name, WindowKind Kind, Place Place) : Definition(Name, Place)
{
    /// <summary>Among <c>size</c>, <c>interval</c>, <c>max_groups</c>, <c>at_end</c>.</summary>
    public Parts<Field> Settings { get; init; }

    /// <summary>The state at start, of a window that its script closes.</summary>
    public Setting? State { get; init; }

    /// <summary>Whether a tick closes it: <c>script from tick ...</c>; a section for anything else is an error.</summary>
    public ScriptSection? Tick { get; init; }

    /// <summary>By how much an event fills it, or whether it closes it.</summary>
    public Text? Script { get; init; }
}

/// <summary>How windows follow each other.</summary>
public enum WindowKind
{
    /// <summary>One begins where the one before has ended.</summary>
    Tumbling,

    /// <summary>They overlap.</summary>
    Sliding,
}
