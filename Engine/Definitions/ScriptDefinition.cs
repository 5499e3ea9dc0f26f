namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A script: <c>define script name args ... state ... script from port ... script ... end</c>; in JSON <c>script</c>, <c>ports</c>, <c>state</c>
/// and <c>args</c>.
/// </summary>
/// <param name="Main">What happens to an event on port <c>in</c>; null where the reader could not read it, and has reported it.</param>
public sealed record ScriptDefinition(Name Name, Text? Main, Place Place) : Definition(Name, Place)
{
    /// <summary>The arguments that it declares: <c>args</c>.</summary>
    public Parts<Parameter> Parameters { get; init; }

    /// <summary>The state at start; null for the value null.</summary>
    public Setting? State { get; init; }

    /// <summary>The sections for events on other ports.</summary>
    public Parts<ScriptSection> Ports { get; init; }
}

/// <summary>The section of a script for one of its ports: <c>script from port ...</c></summary>
public sealed record ScriptSection(Name Port, Text Script);
