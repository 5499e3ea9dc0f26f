using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Components;

public sealed class ComponentRegistryTests
{
    private readonly ComponentRegistry _registry = ComponentRegistry.Of([typeof(Append), typeof(Plain)]);

    [Fact]
    public void A_component_is_found_by_kind_and_name()
    {
        Assert.True(_registry.TryGet(ComponentKind.Postprocessor, "append", out var found));
        Assert.Equal(typeof(Append), found.Implementation);
        Assert.False(_registry.TryGet(ComponentKind.Preprocessor, "append", out _));
        Assert.Equal(["append", "plain"], _registry.Names(ComponentKind.Postprocessor));
        Assert.StartsWith("did you mean \"append\"? The postprocessors are \"append\", ", _registry.Hint(ComponentKind.Postprocessor, "apend"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_components_of_one_name_are_refused()
    {
        var e = Assert.Throws<InvalidOperationException>(() => ComponentRegistry.Of([typeof(Plain), typeof(Twin)]));
        Assert.Contains("are both the postprocessor \"plain\"", e.Message);
    }

    [Theory]
    [InlineData(typeof(NotACodec), "is no ICodec")]
    [InlineData(typeof(WrongConstructor), "cannot be given Int32 number")]
    [InlineData(typeof(WrongConfig), "no definition can give a System.Uri")]
    public void A_component_that_is_built_wrong_is_refused(Type type, string expected)
    {
        Assert.Contains(expected, Assert.Throws<InvalidOperationException>(() => ComponentRegistry.Of([type])).Message);
    }

    [Fact]
    public void A_component_that_asks_for_it_can_tell_no_config_from_an_empty_one()
    {
        _registry.TryGet(ComponentKind.Postprocessor, "append", out var found);
        Assert.Equal("absent", found!.Create<Append>(null).Suffix);
        Assert.Equal("default", found.Create<Append>(Value.EmptyRecord).Suffix);
        Assert.Equal("x", found.Create<Append>(JsonText.Parse("""{"suffix": "x"}""")).Suffix);
        Assert.Throws<ConfigException>(() => found.Create<Append>(JsonText.Parse("""{"sufix": "x"}""")));
    }

    private abstract class Passing : IPostprocessor
    {
        public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
        {
            output.Add(chunk);
            return null;
        }

        public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => null;
    }

    [Postprocessor("append")]
    private sealed class Append(Append.Config? config) : Passing
    {
        public string Suffix => config?.Suffix ?? "absent";

        public sealed record Config
        {
            public string Suffix { get; init; } = "default";
        }
    }

    [Postprocessor("plain")]
    private sealed class Plain : Passing;

    [Postprocessor("plain")]
    private sealed class Twin : Passing;

    [Codec("not_a_codec")]
    private sealed class NotACodec;

    [Postprocessor("wrong_constructor")]
    private sealed class WrongConstructor(int number) : Passing
    {
        public int Number => number;
    }

    [Postprocessor("wrong_config")]
    private sealed class WrongConfig(WrongConfig.Config config) : Passing
    {
        public Uri? Uri => config.Uri;

        public sealed record Config
        {
            public Uri? Uri { get; init; }
        }
    }
}
