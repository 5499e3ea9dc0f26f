namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>Where a flow or a connector is in its life (spec: runtime 8, runtime 12.2). Shown in lower case.</summary>
public enum RunState
{
    /// <summary>Made, and not all of it is connected yet.</summary>
    Initializing,

    /// <summary>Events pass.</summary>
    Running,

    /// <summary>Held by a person: sources read nothing.</summary>
    Paused,

    /// <summary>Sources have stopped reading, and what they read is on its way out.</summary>
    Draining,

    /// <summary>Over; it will not run again.</summary>
    Stopped,

    /// <summary>A connection could not be made and will not be tried again.</summary>
    Failed,
}
