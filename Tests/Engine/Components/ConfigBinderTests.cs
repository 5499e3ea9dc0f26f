using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Components;

public sealed class ConfigBinderTests
{
    [Fact]
    public void What_is_not_given_keeps_its_initialiser()
    {
        var bound = ConfigBinder.Bind<Sample>(JsonText.Parse("""{"path": "a.log"}"""));
        Assert.Equal(("a.log", 8192, 1.5, true), (bound.Path, bound.ChunkSize, bound.GrowthRate, bound.Randomized));
        Assert.Null(bound.Limit);
    }

    [Fact]
    public void Every_kind_of_setting_is_bound()
    {
        var bound = ConfigBinder.Bind<Sample>(JsonText.Parse("""
            {"path": "p", "chunk_size": 1, "growth_rate": 2, "randomized": false, "limit": 18446744073709551615, "mode": "read_write",
             "paths": ["a", "b"], "steps": [1, 2], "ports": {"x": 7}, "inner": {"name": "n"}, "payload": {"any": [1]}, "SO_REUSEPORT": true}
            """));
        Assert.Equal(2.0, bound.GrowthRate);
        Assert.Equal(ulong.MaxValue, bound.Limit);
        Assert.Equal(Mode.ReadWrite, bound.Mode);
        Assert.Equal(["a", "b"], bound.Paths);
        Assert.Equal([1L, 2L], bound.Steps);
        Assert.Equal(7, bound.Ports["x"]);
        Assert.Equal("n", bound.Inner!.Name);
        Assert.Equal("""{"any":[1]}""", bound.Payload.ToString());
        Assert.True(bound.ReusePort);
    }

    [Theory]
    [InlineData("""{"paht": "x"}""", "/paht: unknown key \"paht\" did you mean \"path\"?")]
    [InlineData("{}", ": Missing key: \"path\" (a string) is required")]
    [InlineData("""{"path": 1}""", "/path: expected a string but found the integer 1 write \"1\"")]
    [InlineData("""{"path": null}""", "/path: expected a string but found null")]
    [InlineData("""{"path": "x", "chunk_size": 2.0}""", "/chunk_size: expected an integer but found the float 2.0")]
    [InlineData("""{"path": "x", "chunk_size": 0}""", "/chunk_size: expected a number from 1 to 100000 but found 0")]
    [InlineData("""{"path": "x", "limit": -1}""", "/limit: expected a non-negative integer but found -1")]
    [InlineData("""{"path": "x", "chunk_size": 4294967296}""", "/chunk_size: expected an integer from -2147483648 to 2147483647 but found 4294967296")]
    [InlineData("""{"path": "x", "mode": "raed"}""", "/mode: expected one of \"read\", \"read_write\" but found \"raed\" did you mean \"read\"?")]
    [InlineData("""{"path": "x", "steps": [1, "2"]}""", "/steps/1: expected an integer but found the string \"2\" write 2, without quotes")]
    [InlineData("""{"path": "x", "ports": {"a/b": true}}""", "/ports/a~1b: expected an integer but found true")]
    [InlineData("""{"path": "x", "inner": {}}""", "/inner: Missing key: \"name\" (a string) is required")]
    [InlineData("""{"path": "x", "inner": {"name": "n", "nmae": 1}}""", "/inner/nmae: unknown key \"nmae\" did you mean \"name\"?")]
    [InlineData("""{"path": "forbidden"}""", "/path: not that one")]
    [InlineData("[]", ": expected a record but found a list")]
    public void What_is_wrong_is_said_with_its_place(string config, params string[] expected)
    {
        var errors = new List<ConfigError>();
        Assert.Null(ConfigBinder.Bind(typeof(Sample), JsonText.Parse(config), errors));
        Assert.Equal(expected, errors.Select(static e => $"{e.Pointer}: {e.Message}{(e.Hint is null ? "" : " " + e.Hint)}"));
    }

    [Fact]
    public void Null_stands_for_not_given_where_the_setting_may_be_null()
    {
        Assert.Null(ConfigBinder.Bind<Sample>(JsonText.Parse("""{"path": "x", "limit": null, "inner": null}""")).Limit);
    }

    private enum Mode
    {
        Read,
        ReadWrite,
    }

    private sealed record Nested
    {
        public required string Name { get; init; }
    }

    private sealed record Sample : IValidatableObject
    {
        public required string Path { get; init; }

        [Range(1, 100_000)]
        public int ChunkSize { get; init; } = 8192;

        public double GrowthRate { get; init; } = 1.5;

        public bool Randomized { get; init; } = true;

        public ulong? Limit { get; init; }

        public Mode Mode { get; init; }

        public IReadOnlyList<string> Paths { get; init; } = [];

        public long[] Steps { get; init; } = [];

        public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

        public Nested? Inner { get; init; }

        public Value Payload { get; init; }

        [JsonPropertyName("SO_REUSEPORT")]
        public bool ReusePort { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Path == "forbidden") yield return new("not that one", [nameof(Path)]);
        }
    }
}
