namespace Tremor.Dataflow.Engine.Buffers;

/// <summary>Pooled memory that values of a batch look into; counted.</summary>
public interface IBatchMemory
{
    /// <summary>One more holder, who calls <see cref="Release"/> once.</summary>
    void Retain();

    /// <summary>One holder less; behind the last one the memory returns to its pool.</summary>
    void Release();
}
