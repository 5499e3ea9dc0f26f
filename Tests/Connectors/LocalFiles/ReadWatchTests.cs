using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Connectors.LocalFiles;

namespace Tremor.Dataflow.Tests.Connectors.LocalFiles;

public sealed class ReadWatchTests : IDisposable
{
    private static readonly DateTime s_before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-watch-");

    private string FilePath => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(1000)]
    [InlineData(25_600)]
    [InlineData(25_700)]
    [InlineData(200_000)]
    public void A_stretch_that_is_written_over_is_noticed_at_the_end_wherever_it_is(int length)
    {
        const int Read = 100;
        var stretch = Math.Max(length / 64, Read) + Read;
        for (var at = 0; at + stretch <= length; at += stretch / 3)
        {
            using var file = Make(length);
            var watch = Follow(file, length, Read);
            RandomAccess.Write(file, Bytes(stretch, seed: 2), at);
            var error = Assert.Throws<FileChangedException>(() => watch.Follow([]));
            Assert.StartsWith("it was written over while it was read", error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"; {length:N0} bytes had been read", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_appended_is_no_change_and_nothing_is_in_doubt()
    {
        using var file = Make(10_000);
        var watch = Follow(file, 10_000, 100);
        RandomAccess.Write(file, Bytes(500, seed: 3), 10_000);
        watch.Follow(Bytes(500, seed: 3));
        watch.Follow([]);
        Assert.False(watch.IsInDoubt);
    }

    [Fact]
    public void What_is_written_over_between_the_looks_leaves_a_doubt()
    {
        using var file = Make(100_000);
        var watch = Follow(file, 100_000, 1000);
        RandomAccess.Write(file, "x"u8, 70);
        watch.Follow([]);
        Assert.True(watch.IsInDoubt);
    }

    [Fact]
    public void A_file_that_nobody_writes_to_is_in_no_doubt()
    {
        using var file = Make(100_000);
        var watch = Follow(file, 100_000, 1000);
        watch.Follow([]);
        Assert.False(watch.IsInDoubt);
    }

    /// <summary>The places of what others have read of a standard input are those of the file.</summary>
    [Fact]
    public void A_reading_may_begin_inside_of_a_file()
    {
        using var file = Make(1000);
        var watch = new ReadWatch(file, position: 900);
        watch.Follow(Bytes(1000, seed: 1).AsSpan(900));
        RandomAccess.Write(file, "xxxxx"u8, 990);
        var error = Assert.Throws<FileChangedException>(() => watch.Follow([]));
        Assert.Equal("it was written over while it was read; 100 bytes had been read", error.Message);
    }

    private static ReadWatch Follow(SafeFileHandle file, int length, int read)
    {
        var (watch, bytes) = (new ReadWatch(file, position: 0), Bytes(length, seed: 1));
        for (var at = 0; at < length; at += read) watch.Follow(bytes.AsSpan(at, Math.Min(read, length - at)));
        return watch;
    }

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A file that was last written to long ago, so that a coarse clock does not hide what follows.</summary>
    private SafeFileHandle Make(int length)
    {
        System.IO.File.WriteAllBytes(FilePath, Bytes(length, seed: 1));
        System.IO.File.SetLastWriteTimeUtc(FilePath, s_before);
        return System.IO.File.OpenHandle(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }
}
