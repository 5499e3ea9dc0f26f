namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>An empty directory that goes away with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tremor-flows-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
