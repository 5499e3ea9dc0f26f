using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Tests.Connectors.File;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Files;

public sealed class FileIdentityTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-identity-");

    public FileIdentityTests()
    {
        File.WriteAllText(Inside("data"), "");
        File.WriteAllText(Inside("other"), "");
        File.CreateSymbolicLink(Inside("link"), "data");
        File.CreateSymbolicLink(Inside("link-to-link"), Inside("link"));
        HardLink.Make(Inside("hard"), Inside("data"));
        File.CreateSymbolicLink(Inside("nowhere"), "new");
        File.CreateSymbolicLink(Inside("round"), "round");
        Directory.CreateSymbolicLink(Inside("here"), _directory.FullName);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("data", "link")]
    [InlineData("data", "link-to-link")]
    [InlineData("data", "hard")]
    [InlineData("data", "./x/../data")]
    [InlineData("data", "here/here/data")]
    [InlineData("new", "nowhere")]
    [InlineData("new", "here/new")]
    [InlineData("new/deep/file", "here/new/./deep/file")]
    public void All_names_of_a_file_are_equal(string one, string other)
    {
        Assert.NotNull(Of(one));
        Assert.Equal(Of(one), Of(other));
    }

    [Theory]
    [InlineData("data", "other")]
    [InlineData("data", "new")]
    [InlineData("new", "newer")]
    [InlineData("new", "sub/new")]
    public void Names_of_different_files_are_not(string one, string other) => Assert.NotEqual(Of(one), Of(other));

    [Fact]
    public void Names_that_differ_in_case_are_those_of_two_files_where_the_file_system_says_so()
    {
        if (OperatingSystem.IsLinux()) Assert.NotEqual(Of("new"), Of("NEW"));
        else Assert.Equal(Of("new"), Of("NEW"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("round")]
    [InlineData("data/below")]
    public void What_is_no_file_has_none(string name) => Assert.Null(name.Length == 0 ? FileIdentity.OfPath("") : Of(name));

    [Fact]
    public void Devices_and_pipes_have_none()
    {
        if (OperatingSystem.IsWindows()) return;
        using var pipe = new NamedPipe(Inside("pipe"));
        Assert.Null(Of("pipe"));
        Assert.Null(FileIdentity.OfPath("/dev/null"));
    }

    [Fact]
    public void An_open_file_is_the_one_it_was_opened_as()
    {
        var before = Of("data");
        using var file = File.OpenHandle(Inside("data"));
        File.Move(Inside("data"), Inside("data.1"));
        File.WriteAllText(Inside("data"), "");
        Assert.Equal(before, FileIdentity.OfHandle(file));
        Assert.Equal(before, Of("data.1"));
        Assert.NotEqual(before, Of("data"));
    }

    private string? Of(string name) => FileIdentity.OfPath(Inside(name));

    private string Inside(string name) => Path.Combine(_directory.FullName, name);
}
