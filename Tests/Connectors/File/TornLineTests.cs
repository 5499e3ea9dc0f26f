using System.Text;
using Tremor.Dataflow.Connectors.File;

namespace Tremor.Dataflow.Tests.Connectors.File;

public sealed class TornLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-torn-");

    private string FilePath => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("a\nhal", "a\nhalf\n", "a\nhal\n")]
    [InlineData("a\nhalb\n", "a\nhalf\n", "a\nhalb\n")]
    [InlineData("", "a\nhalf\n", "")]
    [InlineData("a\0hal", "a\0half\0", "a\0hal\0")]
    [InlineData("6:hal", "6:half!!", "6:hal")]
    public void Half_a_line_gets_its_end_and_a_whole_one_no_second(string inFile, string wanted, string expected)
    {
        System.IO.File.WriteAllText(FilePath, inFile);
        var torn = new TornLine();
        torn.Note(Encoding.UTF8.GetBytes(wanted));
        using (var file = Appender())
        {
            torn.End(file, FilePath);
            torn.End(file, FilePath);
        }

        Assert.Equal(expected, System.IO.File.ReadAllText(FilePath));
    }

    [Fact]
    public void What_cannot_be_ended_now_is_ended_the_next_time()
    {
        System.IO.File.WriteAllText(FilePath, "hal");
        var torn = new TornLine();
        torn.Note("half\n"u8);
        using (var readOnly = System.IO.File.OpenRead(FilePath)) Assert.ThrowsAny<Exception>(() => torn.End(readOnly, FilePath));
        using (var file = Appender()) torn.End(file, FilePath);
        Assert.Equal("hal\n", System.IO.File.ReadAllText(FilePath));
    }

    private FileStream Appender() => new(FilePath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
}
