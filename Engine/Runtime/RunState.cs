namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>Where a flow or a connector is in its life (spec: runtime 8, runtime 12.2). Shown in lower case.</summary>
public enum RunState
{
    Initializing,
    Running,
    Paused,
    Draining,
    Stopped,

    /// <summary>A connection could not be made and will not be tried again.</summary>
    Failed,
}
