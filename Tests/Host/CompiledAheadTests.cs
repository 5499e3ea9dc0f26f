using System.Reflection.PortableExecutable;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The program that an ordinary build makes holds native code, so that a command does not begin with compiling itself.</summary>
public sealed class CompiledAheadTests
{
    /// <summary>
    /// What is left to the runtime's compiler in a run with one event, some 0.1 ms each: 890 when last counted, a third of them builders of async methods over
    /// our state machines, the rest LINQ and collections of the framework over our types, and 30 accessors that reflection makes for attributes and
    /// configuration. Without compiling ahead it is 4,800.
    /// </summary>
    private const int MostAtStart = 1_200;

    [Theory]
    [InlineData("tremor")]
    [InlineData("Tremor.Dataflow.Engine")]
    [InlineData("Tremor.Dataflow.Script")]
    [InlineData("Tremor.Dataflow.Operators")]
    [InlineData("Tremor.Dataflow.Connectors")]
    [InlineData("System.CommandLine")]
    public void The_program_is_compiled_ahead(string assembly)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(Path.GetDirectoryName(ProgramRun.Program)!, $"{assembly}.dll")));
        Assert.True(image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
    }

    [Fact]
    public async Task What_is_compiled_ahead_says_the_same_as_what_is_not()
    {
        var directory = Directory.CreateTempSubdirectory("tremor-ahead-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "s.tremor"), "let event.sum = event.a + 1.5; let event.re = match event.t of case word = ~ re|^(?P<word>[a-z]+)| => word case _ => null end; event");
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "in"), string.Concat(Enumerable.Range(0, 200).Select(i => $$"""{"a":{{i}},"t":"word {{i}}","long":"{{new string('x', i)}}"}""" + "\n")));
            var ahead = await ProgramRun.OfAsync(directory.FullName, "run", "s.tremor", "-i", "in");
            var plain = await ProgramRun.OfAsync(directory.FullName, new() { ["DOTNET_ReadyToRun"] = "0" }, ["run", "s.tremor", "-i", "in"]);
            Assert.Equal(0, ahead.ExitCode);
            Assert.Equal(200, ahead.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Equal(ahead, plain);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task One_event_from_file_to_file_leaves_few_methods_to_the_compiler_of_the_runtime()
    {
        var directory = Directory.CreateTempSubdirectory("tremor-ahead-");
        try
        {
            string In(string name) => Path.Combine(directory.FullName, name);
            await File.WriteAllTextAsync(In("in.ndjson"), "{\"type\": \"a\"}\n");
            var run = await ProgramRun.OfAsync(
                directory.FullName,
                new() { ["IN"] = In("in.ndjson"), ["OUT"] = In("out.ndjson"), ["DOTNET_JitStdOutFile"] = In("compiled.txt"), ["DOTNET_JitDisasmSummary"] = "1" },
                ["run", Path.Combine(Repository.Root, "Perf", "Peers", "tremor.json")]);
            Assert.Equal(0, run.ExitCode);
            Assert.Equal("{\"type\":\"a\",\"seen\":\"yes\"}\n", await File.ReadAllTextAsync(In("out.ndjson")));

            // What runs hot is compiled again, sooner or later: that is not part of the start.
            var compiled = (await File.ReadAllLinesAsync(In("compiled.txt"))).Count(static line => !line.Contains("[Tier1", StringComparison.Ordinal));
            Assert.InRange(compiled, 1, MostAtStart);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
