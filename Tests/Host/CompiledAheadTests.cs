using System.Reflection.PortableExecutable;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The program that an ordinary build makes holds native code, so that a command does not begin with compiling itself.</summary>
public sealed class CompiledAheadTests
{
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
}
