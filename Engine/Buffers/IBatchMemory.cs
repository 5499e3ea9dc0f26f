namespace Tremor.Dataflow.Engine.Buffers;

/// <summary>Pooled memory that values of a batch look into; counted.</summary>
public interface IBatchMemory
{
    void Retain();

    void Release();
}
