namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The waves of one pipeline, used again and again.</summary>
internal sealed class WavePool
{
    private readonly Lock _gate = new();
    private readonly Stack<Wave> _free = [];

    public Wave Rent()
    {
        lock (_gate)
            if (_free.TryPop(out var wave)) return wave;
        return new Wave(this);
    }

    public void Return(Wave wave)
    {
        lock (_gate)
            if (_free.Count < 256) _free.Push(wave);
    }
}
