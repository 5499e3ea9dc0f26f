using System.Text;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.File;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.File;

/// <summary>A file in a folder of its own, and connectors that read or write it.</summary>
public abstract class FileCases : IDisposable
{
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("tremor-file-");

    private protected FakeProcess Process { get; } = new();

    private protected FakeSinkContext SinkContext { get; } = new();

    protected string FilePath => Path.Combine(Folder.FullName, "data");

    protected string Content => System.IO.File.ReadAllText(FilePath);

    public void Dispose()
    {
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static FileConnector.Config Bind(string path, string mode) =>
        ConfigBinder.Bind<FileConnector.Config>(JsonText.Parse($$"""{"path":"{{path}}","mode":"{{mode}}"}"""));

    /// <summary>A file that was last written to long ago, so that a coarse clock does not hide what follows.</summary>
    protected void MakeOld(string content)
    {
        System.IO.File.WriteAllText(FilePath, content);
        System.IO.File.SetLastWriteTimeUtc(FilePath, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    private protected FileConnector Create(string mode, string? path = null) => new(Bind(path ?? FilePath, mode), Process.Context());

    protected async Task<ISource> Reader(string? path = null, int chunkSize = 8192)
    {
        var config = Bind(path ?? FilePath, "read") with { ChunkSize = chunkSize };
        var source = new FileConnector(config, Process.Context()).Source!;
        await source.ConnectAsync(default);
        return source;
    }

    protected async Task<ISink> Writer(string mode, string? path = null, bool createDirs = true)
    {
        var sink = new FileConnector(Bind(path ?? FilePath, mode) with { CreateDirs = createDirs }, Process.Context()).Sink!;
        sink.OnStart(SinkContext);
        await sink.ConnectAsync(default);
        return sink;
    }

    /// <summary>Makes a file of holes that may become so many bytes longer.</summary>
    protected long FillUpTo(int room)
    {
        using var file = System.IO.File.OpenHandle(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var (fits, tooLong) = (0L, long.MaxValue);
        while (tooLong - fits > 1)
        {
            var half = fits + ((tooLong - fits) / 2);
            try
            {
                RandomAccess.SetLength(file, half);
                fits = half;
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                tooLong = half;
            }
        }

        RandomAccess.SetLength(file, fits - room);
        return fits - room;
    }

    protected static byte[] Compressed(string extension, string text)
    {
        var result = new MemoryStream();
        Compressor.Compress(CompressionNames.OfFile(extension)!.Value, null, Encoding.UTF8.GetBytes(text), result);
        return result.ToArray();
    }
}
