using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;
using Tremor.Dataflow.Tests.Connectors.Compression;

namespace Tremor.Dataflow.Tests.Connectors.Postprocessors;

public sealed class SeparatePostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new SeparatePostprocessor(new());

    [Fact]
    public void Each_chunk_gets_its_separator_the_empty_one_too()
    {
        var separate = Create();
        Assert.Equal(["a\n", "\n", "bc\n"], new Chunks().Through(separate, "a").Through(separate, "").Through(separate, "bc").Texts);
    }

    [Fact]
    public void A_separator_that_is_not_one_byte_is_refused()
    {
        var config = new SeparatePostprocessor.Config { Separator = "\r\n" };
        Assert.Equal("Invalid 'separator': \"\r\n\", must be 1 byte.", Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }
}

public sealed class Base64PostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new Base64Postprocessor();

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "YQ==")]
    [InlineData("ab", "YWI=")]
    [InlineData("\u00fb\u00ff\u00bf", "+/+/")]
    public void Chunks_are_padded_and_in_the_standard_alphabet(string chunk, string text) =>
        Assert.Equal([text], new Chunks().Through(Create(), chunk).Texts);
}

public sealed class CompressPostprocessorTests : ChunkwisePostprocessorCompliance
{
    internal override IPostprocessor Create() => new CompressPostprocessor(new() { Algorithm = "gzip" });

    [Theory]
    [InlineData(null, null, "compress Invalid config: Missing algorithm; supported are gzip, zlib, br, zstd, lz4, snappy, bzip2 and xz2")]
    [InlineData("snot", null, "compress Invalid config: Unknown compression algorithm: snot; supported are gzip, zlib, br, zstd, lz4, snappy, bzip2 and xz2")]
    [InlineData("xz2", 12, "compress Invalid config: Xz2 supports compression level between 0 and 9 but 12 was given")]
    [InlineData("zstd", -8, "compress Invalid config: Zstd supports compression level between -7 and 22 but -8 was given")]
    [InlineData("lz4", -1, "compress Invalid config: Lz4 supports compression level of 0 and above but -1 was given")]
    [InlineData("br", 3, "compress Invalid config: Compression level not supported for given algorithm")]
    public void A_wrong_configuration_is_refused(string? algorithm, int? level, string message)
    {
        var config = new CompressPostprocessor.Config { Algorithm = algorithm, Level = level };
        Assert.Equal(message, Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }
}

public sealed class StreamingCompressPostprocessorTests : PostprocessorCompliance
{
    internal override IPostprocessor Create() => new StreamingCompressPostprocessor(new() { Algorithm = "zstd" });

    [Theory]
    [MemberData(nameof(DecompressingStreamTests.Formats), MemberType = typeof(DecompressingStreamTests))]
    public void A_stream_is_one_unit_that_ends_with_it(string format)
    {
        var postprocessor = new StreamingCompressPostprocessor(new() { Algorithm = format });
        var output = new Chunks();
        for (var i = 0; i < 1000; i++) output.Through(postprocessor, $"line {i}\n");
        Assert.True(output.Joined.Length < 500, "it holds back what makes a unit small");
        output.Finish(postprocessor);
        using var stream = new DecompressingStream(CompressionNames.Parse(format), new MemoryStream(output.Joined));
        Assert.Equal(string.Concat(Enumerable.Range(0, 1000).Select(static i => $"line {i}\n")), new StreamReader(stream).ReadToEnd());
    }

    [Theory]
    [InlineData(null, null, "streaming-compress Invalid config: Missing algorithm; supported are gzip, zlib, br, zstd, lz4, snappy, bzip2 and xz2")]
    [InlineData("gzip", 3, "streaming-compress Invalid config: Compression level not supported for given algorithm")]
    public void A_wrong_configuration_is_refused(string? algorithm, int? level, string message)
    {
        var config = new StreamingCompressPostprocessor.Config { Algorithm = algorithm, Level = level };
        Assert.Equal(message, Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }

    [Fact]
    public void A_stream_of_no_event_gives_no_byte() => Assert.Empty(new Chunks().Finish(Create()).All);
}
