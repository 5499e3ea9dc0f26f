using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

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
    [InlineData(null, null, "compress Invalid config: Missing algorithm; supported are gzip, zlib and br")]
    [InlineData("snot", null, "compress Invalid config: Unknown compression algorithm: snot; supported are gzip, zlib and br")]
    [InlineData("lz4", 3, "compress Invalid config: the algorithm lz4 is not supported yet; supported are gzip, zlib and br")]
    [InlineData("br", 3, "compress Invalid config: Compression level not supported for given algorithm")]
    public void A_wrong_configuration_is_refused(string? algorithm, int? level, string message)
    {
        var config = new CompressPostprocessor.Config { Algorithm = algorithm, Level = level };
        Assert.Equal(message, Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }
}
