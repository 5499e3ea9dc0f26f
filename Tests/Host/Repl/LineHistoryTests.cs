using Tremor.Dataflow.Host.Repl;

namespace Tremor.Dataflow.Tests.Host.Repl;

public sealed class LineHistoryTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-history-");

    private string Place => Path.Combine(_directory.FullName, "state", "tremor", "history");

    [Fact]
    public void Lines_are_there_in_the_next_session()
    {
        var first = LineHistory.Open(Place);
        first.Add("one");
        first.Add("two");
        Assert.Equal(["one", "two"], LineHistory.Open(Place).Lines);
    }

    [Fact]
    public void Blank_lines_and_repetitions_are_left_out()
    {
        var history = LineHistory.Open(Place);
        foreach (var line in (ReadOnlySpan<string>)["a", "a", " ", "b", "a"]) history.Add(line);
        Assert.Equal(["a", "b", "a"], history.Lines);
    }

    [Fact]
    public void The_file_is_cut_when_it_has_become_long()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.WriteAllLines(Place, Enumerable.Range(0, 2500).Select(static i => $"line {i}"));
        Assert.Equal(1000, LineHistory.Open(Place).Lines.Count);
        Assert.Equal("line 1500", File.ReadLines(Place).First());
        Assert.Equal([Place], Directory.GetFiles(Path.GetDirectoryName(Place)!));
    }

    [Fact]
    public void Only_its_owner_may_read_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        LineHistory.Open(Place).Add("let password = 1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place));
    }

    [Fact]
    public void A_place_that_cannot_be_written_leaves_the_history_of_the_session()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "state"), "a file in the way");
        var history = LineHistory.Open(Place);
        history.Add("one");
        Assert.NotNull(history.Problem);
        Assert.Equal(["one"], history.Lines);
    }

    [Theory]
    [InlineData("/state", "/home/a", "/state/tremor/history")]
    [InlineData("", "/home/a", "/home/a/.local/state/tremor/history")]
    [InlineData(null, null, null)]
    public void The_environment_names_the_place(string? state, string? home, string? file) =>
        Assert.Equal(file, LineHistory.FileFor(name => name == "XDG_STATE_HOME" ? state : name == "HOME" ? home : null));

    public void Dispose() => _directory.Delete(recursive: true);
}
