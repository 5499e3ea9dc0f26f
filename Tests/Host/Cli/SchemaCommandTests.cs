using System.Text.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;
using Tremor.Dataflow.Tests.Support;

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

    /// <summary>The schema is for editors; the reader checks more. What it accepts, the schema does.</summary>
    [Fact]
    public async Task The_schema_of_flow_tests_accepts_those_that_can_be_read()
    {
        var run = await CommandRun.OfAsync("", "schema", "test");
        var schema = JSchema.Parse(run.Out);
        var files = new[] { "examples", "Tests/Cases/flowtests" }.SelectMany(static d => Directory.GetFiles(Path.Combine(Repository.Root, d), "*.test.json", SearchOption.AllDirectories)).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            JToken.Parse(File.ReadAllText(file)).IsValid(schema, out IList<string> errors);
            Assert.Equal(file.Contains("/wrong/", StringComparison.Ordinal) && file.EndsWith("shop.test.json", StringComparison.Ordinal), errors.Count > 0);
        });
    }
}
