using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>What a command was told to do by a file, it does not destroy.</summary>
public sealed class DefinitionFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-definitions-");

    [Theory]
    [InlineData("flow.json", "truncate", "empties")]
    [InlineData("flow.json", "append", "appends to")]
    [InlineData("hard", "overwrite", "writes over")]
    [InlineData("link", "write", "empties")]
    public async Task A_sink_on_the_flow_itself_is_an_error_with_its_place(string name, string mode, string use)
    {
        var flow = FlowFile.Write(_directory, FlowFile.Console, FlowFile.Lines(Inside(name), mode));
        HardLink.Make(Inside("hard"), flow);
        File.CreateSymbolicLink(Inside("link"), flow);
        var before = await File.ReadAllTextAsync(flow);
        foreach (var command in (string[])["run", "check"])
        {
            var run = await CommandRun.OfAsync("one\n", command, flow);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"copy::output {use} the file \"{Inside(name)}\", which the definition is read from", run.Out + run.Error);
            Assert.Contains(": the definition would be lost", run.Out + run.Error);
            Assert.Matches(@"flow\.json:5:\d+ ", run.Out + run.Error);
        }

        Assert.Equal(before, await File.ReadAllTextAsync(flow));
    }

    [Theory]
    [InlineData("script.tremor")]
    [InlineData("shop.tremor")]
    [InlineData("key")]
    public async Task A_sink_on_a_script_module_or_secret_of_the_flow_is_an_error(string name)
    {
        await File.WriteAllTextAsync(Inside("script.tremor"), "use shop; shop::VAT");
        await File.WriteAllTextAsync(Inside("shop.tremor"), "const VAT = 19;");
        await File.WriteAllTextAsync(Inside("key"), Inside("in.log"));
        await File.WriteAllTextAsync(Inside("in.log"), "one\n");
        var flow = Inside("flow.json");
        await File.WriteAllTextAsync(flow, $$"""
            {
              "version": 1,
              "flows": {
                "copy": {
                  "connectors": {
                    "input": { "kind": "file", "codec": "string", "config": { "path": { "$secret": "key" }, "mode": "read" } },
                    "output": {{FlowFile.Lines(Inside(name), "truncate")}}
                  },
                  "pipelines": { "main": { "nodes": { "all": { "type": "script", "script": { "file": "script.tremor" } } }, "links": [["in", "all", "out"]] } },
                  "connect": ["connector/input -> pipeline/main -> connector/output"]
                }
              }
            }
            """);
        var before = await File.ReadAllTextAsync(Inside(name));
        var run = await CommandRun.OfAsync("", new Dictionary<string, string> { ["TREMOR_SECRETS"] = _directory.FullName }, "run", flow);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("copy::output empties the file ", run.Error);
        Assert.Contains("which the definition is read from", run.Error);
        Assert.Equal(before, await File.ReadAllTextAsync(Inside(name)));
    }

    [Fact]
    public async Task A_source_may_read_the_flow()
    {
        var flow = FlowFile.Write(_directory, FlowFile.Lines(Inside("flow.json"), "read"), FlowFile.Console);
        var run = await CommandRun.OfAsync("", "run", flow);
        Assert.Equal((0, await File.ReadAllTextAsync(flow) + "\n"), (run.ExitCode, run.Out));
    }

    [Theory]
    [InlineData("all.tremor")]
    [InlineData("shop.tremor")]
    [InlineData("hard")]
    public async Task A_script_is_no_output_of_its_run(string output)
    {
        await File.WriteAllTextAsync(Inside("all.tremor"), "use shop; shop::VAT");
        await File.WriteAllTextAsync(Inside("shop.tremor"), "const VAT = 19;");
        HardLink.Make(Inside("hard"), Inside("all.tremor"));
        var run = await CommandRun.OfAsync("1\n", "run", Inside("all.tremor"), "-o", Inside(output));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"error: the output {Inside(output)} is the definition", run.Error);
        Assert.Equal("use shop; shop::VAT", await File.ReadAllTextAsync(Inside("all.tremor")));
        Assert.Equal("const VAT = 19;", await File.ReadAllTextAsync(Inside("shop.tremor")));
    }

    [Fact]
    public async Task A_flow_is_not_drawn_over()
    {
        var flow = FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console);
        File.CreateSymbolicLink(Inside("flow.svg"), flow);
        var before = await File.ReadAllTextAsync(flow);
        var run = await CommandRun.OfAsync("", "graph", flow, "-o", Inside("flow.svg"));
        Assert.Equal((1, $"error: the output {Inside("flow.svg")} is the definition {flow} as well: it would be written over\n"), (run.ExitCode, run.Error));
        Assert.Equal(before, await File.ReadAllTextAsync(flow));
    }

    [Fact]
    public async Task A_file_of_tests_is_no_report_of_them()
    {
        const string tests = "use std::test; test::suite({\"name\": \"none\", \"tags\": [], \"tests\": []})";
        await File.WriteAllTextAsync(Inside("all.tremor"), tests);
        var run = await CommandRun.OfAsync("", "test", "unit", Inside("all.tremor"), "-o", Inside("all.tremor"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is the definition as well", run.Error);
        Assert.Equal(tests, await File.ReadAllTextAsync(Inside("all.tremor")));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Inside(string name) => Path.Combine(_directory.FullName, name);
}
