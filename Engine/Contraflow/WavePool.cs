namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The waves of one pipeline, used again and again, and those of them that a part of something held keeps.</summary>
internal sealed class WavePool
{
    private readonly Spares<Wave> _spares = new();

    public SharedRoots SharedRoots { get; } = new();

    public Wave Rent() => _spares.Take() ?? new Wave(this);

    public void Return(Wave wave) => _spares.Add(wave);
}
