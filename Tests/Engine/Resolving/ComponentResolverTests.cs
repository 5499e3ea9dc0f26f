namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>However a component is given, in place or computed, it is found in one way, and what is wrong shows as near as it is written.</summary>
public sealed class ComponentResolverTests
{
    [Theory]
    [InlineData("\"string\"")]
    [InlineData("{\"name\": \"string\"}")]
    [InlineData("{\"name\": {\"$arg\": \"codec\"}}")]
    [InlineData("{\"$arg\": \"codec\"}")]
    [InlineData("{\"$literal\": {\"name\": \"string\"}}")]
    public void A_codec_is_found_by_a_name_that_is_written_or_computed(string codec)
    {
        var plan = Loads.Plan(Loads.WithConnector($$"""{ "kind": "stdio", "args": {"codec": "string"}, "codec": {{codec}} }"""));
        Assert.Equal("string", plan.Connectors[0].Codec!.Name);
    }

    [Theory]
    [InlineData("\"strung\"", "/codec")]
    [InlineData("{\"name\": \"strung\"}", "/codec/name")]
    [InlineData("{\"name\": {\"$arg\": \"codec\"}}", "/codec/name")]
    [InlineData("{\"$arg\": \"codec\"}", "/codec")]
    public void A_codec_that_is_unknown_shows_where_its_name_is_written(string codec, string place)
    {
        Assert.Equal(
            [$"/flows/main/connectors/in{place}: Codec \"strung\" not found."],
            Loads.Errors(Loads.WithConnector($$"""{ "kind": "stdio", "args": {"codec": "strung"}, "codec": {{codec}} }""")));
    }

    [Fact]
    public void Processors_are_planned_in_order_with_their_configuration()
    {
        var plan = Loads.Plan(Loads.WithConnector("""
            { "kind": "stdio", "codec": "json", "args": {"mark": "|"}, "preprocessors": ["separate", {"name": "separate", "config": {"separator": {"$arg": "mark"}}}] }
            """));
        Assert.Equal(["separate ", "separate {\"separator\":\"|\"}"], plan.Connectors[0].Preprocessors.Select(static p => $"{p.Name} {p.Config}"));
    }
}
