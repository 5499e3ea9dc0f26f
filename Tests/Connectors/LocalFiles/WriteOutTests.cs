using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Connectors.LocalFiles;

namespace Tremor.Dataflow.Tests.Connectors.LocalFiles;

public sealed class WriteOutTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-out-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Writing_begins_with_every_eight_megabytes_also_of_a_file_that_is_emptied_meanwhile()
    {
        if (!WriteOut.IsSupported) return;
        using var file = System.IO.File.OpenHandle(Path.Combine(_directory.FullName, "data"), FileMode.CreateNew, FileAccess.Write);
        Assert.Equal([0, 8, 8, 20], Begun(file, 7, 8, 15, 20));
        Assert.Equal([9, 9, 17], Begun(file, 9, 1, 9));
    }

    [Fact]
    public void What_the_system_cannot_write_out_is_left_to_the_sync()
    {
        if (!WriteOut.IsSupported) return;
        using var device = System.IO.File.OpenHandle("/dev/null", access: FileAccess.Write);
        Assert.Equal([0], Begun(device, 100));
    }

    /// <summary>The megabytes that were begun, behind each of these lengths of the file.</summary>
    private static IEnumerable<long> Begun(SafeFileHandle file, params int[] lengths)
    {
        var output = new WriteOut(file);
        foreach (var length in lengths)
        {
            output.Follow((long)length * MiB);
            output.Wait();
            yield return output.Begun / MiB;
        }
    }
}
