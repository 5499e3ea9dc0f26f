namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>Counts the drain signals that come into a pipeline: behind the last one there are no events.</summary>
internal sealed class DrainCount
{
    private long _toCome;

    /// <summary>So many more will come in, over all inputs. Before the start.</summary>
    public void Expect(long drains) => _toCome += drains;

    /// <summary>One has come. The events of its sender are in; any thread.</summary>
    public bool IsLast() => Interlocked.Decrement(ref _toCome) == 0;
}
