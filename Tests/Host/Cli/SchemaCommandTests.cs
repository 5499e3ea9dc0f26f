using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class SchemaCommandTests
{
    [Fact]
    public async Task The_schema_is_printed_as_json_with_descriptions()
    {
        var run = await CommandRun.OfAsync("", "schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var schema = JsonDocument.Parse(run.Out);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.NotEmpty(schema.RootElement.GetProperty("description").GetString()!);
    }
}
