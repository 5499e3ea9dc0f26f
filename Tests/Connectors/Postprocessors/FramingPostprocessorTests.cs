using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Postprocessors;

public sealed class LengthPrefixedPostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new LengthPrefixedPostprocessor();

    [Fact]
    public void The_preprocessor_undoes_it()
    {
        var stream = new Chunks().Through(Create(), "abc").Through(Create(), "").Through(Create(), "d").Joined;
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 3, (byte)'a'], stream[..9]);
        Assert.Equal(["abc", "", "d"], new Pieces().Through(new LengthPrefixedPreprocessor(new()), stream).Texts);
    }
}

public sealed class TextualLengthPrefixedPostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new TextualLengthPrefixedPostprocessor();

    [Fact]
    public void Lengths_are_decimal() =>
        Assert.Equal(["3 abc", "0 ", "12 123456789012"], new Chunks().Through(Create(), "abc").Through(Create(), "").Through(Create(), "123456789012").Texts);
}

public sealed class IngestNsPostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new IngestNsPostprocessor();

    [Fact]
    public void The_preprocessor_undoes_it()
    {
        var stamped = new Chunks().Through(Create(), "abc", ingestNs: 258).Joined;
        var piece = Assert.Single(new Pieces().Through(new IngestNsPreprocessor(), stamped).All);
        Assert.Equal(("abc", 258ul), (piece.Text, piece.IngestNs));
    }
}

public sealed class ChunkPostprocessorTests : JoiningPostprocessorCompliance
{
    internal override int Limit => 10;

    internal override IPostprocessor Create() => new ChunkPostprocessor(new() { MaxBytes = 10 });

    [Fact]
    public void Events_are_joined_and_never_split()
    {
        var chunk = new ChunkPostprocessor(new() { MaxBytes = 10 });
        var chunks = new Chunks().Through(chunk, "1234").Through(chunk, "5678").Through(chunk, "abcd").Through(chunk, "0123456789");
        Assert.Equal("Chunk: an event of 11 bytes is longer than the 10 bytes of `max_bytes`", chunk.Process(new byte[11], 0, chunks));
        Assert.Equal(["12345678", "abcd", "0123456789"], chunks.Finish(chunk).Texts);
    }

    [Fact]
    public void The_end_gives_what_waits()
    {
        var chunk = new ChunkPostprocessor(new() { MaxBytes = 10 });
        Assert.Equal(["12"], new Chunks().Through(chunk, "12").Finish(chunk).Finish(chunk).Texts);
    }

    [Fact]
    public void A_limit_of_nothing_is_refused()
    {
        var config = new ChunkPostprocessor.Config { MaxBytes = 0 };
        Assert.Equal("`max_bytes` must be > 0", Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }
}

public sealed class CollectPostprocessorTests : JoiningPostprocessorCompliance
{
    internal override int Limit => 5;

    internal override IPostprocessor Create() => new CollectPostprocessor(new() { MaxBytes = 5 });

    [Fact]
    public void Events_are_joined_until_the_limit_and_long_ones_pass()
    {
        var collect = new CollectPostprocessor(new() { MaxBytes = 5 });
        Assert.Equal(["abc", "def", "ghijkl"], new Chunks().Through(collect, "abc").Through(collect, "def").Through(collect, "ghijkl").Finish(collect).Texts);
    }

    [Fact]
    public void Without_a_limit_everything_comes_at_the_end_and_the_end_always_gives_one()
    {
        var collect = new CollectPostprocessor(new());
        Assert.Equal(["abcdef", ""], new Chunks().Through(collect, "abc").Through(collect, "def").Finish(collect).Finish(collect).Texts);
    }
}
