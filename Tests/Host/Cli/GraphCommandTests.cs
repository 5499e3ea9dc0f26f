namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class GraphCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-graph-");

    [Fact]
    public async Task A_flow_is_drawn_as_mermaid_on_standard_output()
    {
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("flowchart LR\n", run.Out);
    }

    [Fact]
    public async Task A_picture_is_written_for_svg()
    {
        var picture = Path.Combine(_directory.FullName, "flow.svg");
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", picture);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(picture));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_is_an_error()
    {
        var picture = Path.Combine(_directory.FullName, "gone", "flow.svg");
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", picture);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"error: cannot write {picture}: ", run.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
