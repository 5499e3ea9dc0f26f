namespace Tremor.Dataflow.Engine.Values;

/// <summary>Where a compiled path found its field the last time. One per site and thread of execution; starts as default.</summary>
public struct FieldCache
{
    internal object? Shape;
    internal int Index;
}
