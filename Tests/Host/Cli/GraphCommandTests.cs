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

    [Theory]
    [InlineData(null, "[\"select#0<br/>select[pair] group by\"]")]
    [InlineData("q.svg", ">select[pair] group by<")]
    public async Task A_query_is_drawn_with_its_windows_operators_and_nested_pipelines(string? picture, string select)
    {
        var file = Path.Combine(_directory.FullName, "q.trickle");
        File.WriteAllText(file, """
            define window pair from tumbling with size = 2 end;
            define operator pack from generic::batch with count = 2 end;
            define pipeline inner pipeline select 1 from in into out end;
            create operator pack; create pipeline inner;
            select aggr::stats::count() from in[pair] group by event.k into pack;
            select event from pack into inner;
            select event from inner into out
            """);
        var output = picture is null ? null : Path.Combine(_directory.FullName, picture);
        var run = await CommandRun.OfAsync("", output is null ? ["graph", file] : ["graph", file, "-o", output]);
        Assert.Equal(0, run.ExitCode);
        var drawing = output is null ? run.Out : File.ReadAllText(output);
        Assert.Contains(select, drawing);
        Assert.Contains("generic::batch", drawing);
        Assert.Contains("inner/select#0", drawing);
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
    public async Task The_directories_of_a_picture_are_made()
    {
        var picture = Path.Combine(_directory.FullName, "new", "deep", "flow.SVG");
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", picture);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(picture));
    }

    [Theory]
    [InlineData("flow.json/flow.svg", "/flow.json is a file, not a directory\n")]
    [InlineData("taken.svg", ": it is a directory\n")]
    public async Task A_picture_that_cannot_be_written_is_an_error(string name, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "taken.svg"));
        var picture = Path.Combine(_directory.FullName, name);
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", picture);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"error: cannot write {picture}: ", run.Error);
        Assert.EndsWith(reason, run.Error);
    }

    [Theory]
    [InlineData("flow.png")]
    [InlineData("flow.html")]
    [InlineData("flow.dot")]
    [InlineData("flow")]
    public async Task An_ending_that_says_no_kind_of_drawing_is_refused(string name)
    {
        var picture = Path.Combine(_directory.FullName, name);
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", picture);
        Assert.Equal((2, $"error: {picture}: the ending says what is drawn, expected .svg (a picture), .mmd and .mermaid (Mermaid text)\n"), (run.ExitCode, run.Error));
        Assert.False(File.Exists(picture));
    }

    [Fact]
    public async Task Mermaid_text_is_written_for_its_own_endings()
    {
        var text = Path.Combine(_directory.FullName, "flow.mmd");
        var run = await CommandRun.OfAsync("", "graph", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console), "-o", text);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.StartsWith("flowchart LR\n", await File.ReadAllTextAsync(text));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
