using System.Reflection;
using System.Text.Json.Nodes;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

public sealed class FlowSchemaTests
{
    [Fact]
    public void The_published_schema_is_that_of_the_components()
    {
        var registry = ComponentRegistry.Discover(Assembly.Load("Tremor.Dataflow.Connectors"), Assembly.Load("Tremor.Dataflow.Operators"));
        using var text = new StringWriter();
        FlowSchema.For(registry).Write(text);
        Approved.Matches("docs/reference/flow.schema.json", text.ToString());
    }

    [Fact]
    public void A_component_brings_the_schema_of_its_configuration()
    {
        var definition = FlowSchema.For(SampleComponents.Registry).Root["$defs"]!["connector.file"]!;
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {
                  "type": "object",
                  "properties": {
                    "path": { "if": {"$ref": "#/$defs/IsDirective"}, "then": {"$ref": "#/$defs/Directive"}, "else": {"type": "string"} },
                    "mode": { "if": {"$ref": "#/$defs/IsDirective"}, "then": {"$ref": "#/$defs/Directive"}, "else": {"enum": ["read", "write", "append"]} },
                    "chunk_size": { "default": 8192, "if": {"$ref": "#/$defs/IsDirective"}, "then": {"$ref": "#/$defs/Directive"}, "else": {"type": "integer", "minimum": 1} }
                  },
                  "additionalProperties": false,
                  "required": ["path", "mode"]
                }
                """),
            definition),
            definition.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "inputs": [], "links": [["in", "out"]] }""", "/inputs: expected at least 1 item(s) but found 0")]
    [InlineData("""{ "links": [] }""", "/links: expected at least 1 item(s) but found 0")]
    [InlineData("""{ "links": [["in", "out"]], "nodes": {"a/b": {"type": "stream"}} }""", "/nodes/a~1b: a name must not be empty and contains no back-tick, slash or line break")]
    [InlineData("""{ "links": [["in", "out"]], "use": 1 }""", "/use: expected a list but found the integer 1")]
    [InlineData("""{ "links": [["in", "out"]], "doc": {"fiel": "x"} }""", "/doc/fiel: unknown property \"fiel\"")]
    [InlineData("""{ "links": [["in", "out"]], "args": {"a": {"type": "integer"}}, "with": {"a": 1} }""", "/args/a/type: expected one of \"any\", \"string\", \"int\", \"float\", \"bool\", \"list\", \"record\" but found the string \"integer\"")]
    [InlineData("""{ "links": [["in", "out"]], "args": {"a": {"$arg": "b"}}, "with": {"a": 1} }""", "/args/a/$arg: unknown property \"$arg\"")]
    [InlineData("""{ "links": [{"from": "in", "into": "out", "select": {"a": 1}}] }""", "/links/0/select: expected a string, a list of lines or {\"file\": ...} but found a record")]
    [InlineData("""{ "links": [["in", "out"]], "links": 1 }""", "/links: \"links\" is defined twice")]
    public void What_the_schema_finds_is_said_in_words_for_people(string pipeline, params string[] expected)
    {
        Assert.Equal(expected.Select(static e => "/flows/main/pipelines/main" + e), Loads.Errors(Loads.WithPipeline(pipeline)));
    }

    [Fact]
    public void Members_that_belong_to_a_creation_are_refused_in_a_definition()
    {
        Assert.Equal(
            ["/flows/main/define/connectors/c/with: \"with\" is not allowed here"],
            Loads.Errors(Loads.WithPipeline("""{ "links": [["in", "out"]] }""", """ "define": { "connectors": { "c": { "kind": "null", "with": {} } } }, """)));
    }
}
