using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class DecompressPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => Compressed("gzip", "snot snot snot"u8);

    internal override string[] Expected => ["snot snot snot"];

    internal override bool IsStreaming => false;

    internal override IPreprocessor Create() => With();

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", "autodetect")]
    [InlineData("zlib", "zlib")]
    [InlineData("zlib", "autodetect")]
    [InlineData("br", "br")]
    public void It_undoes_the_postprocessor(string compress, string decompress)
    {
        foreach (var text in new[] { "", "x", "badger badger badger", new string('y', 100_000) })
        {
            var compressed = Compressed(compress, System.Text.Encoding.Latin1.GetBytes(text));
            Assert.Equal([text], new Pieces().Through(With(decompress), compressed).Texts);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("autodetect")]
    public void Several_gzip_members_are_one_text(string algorithm) =>
        Assert.Equal(["onetwo"], new Pieces().Through(With(algorithm), [.. Compressed("gzip", "one"u8), .. Compressed("gzip", "two"u8)]).Texts);

    [Theory]
    [InlineData("plain")]
    [InlineData("plain text")]
    [InlineData("")]
    [InlineData("\u001f\u008b\u0008")]
    [InlineData("\u00ffplain")]
    public void What_looks_like_nothing_known_passes_unchanged(string text) => Assert.Equal([text], new Pieces().Through(With(), text).Texts);

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("br")]
    public void Data_that_is_cut_off_anywhere_is_an_error(string algorithm)
    {
        var whole = Compressed(algorithm, "badger badger mushroom"u8);
        for (var length = 0; length < whole.Length; length++)
        {
            var error = Assert.Single(new Pieces().Through(With(algorithm), whole.AsSpan(0, length)).All).Error;
            Assert.StartsWith($"Decompress: invalid {algorithm} data, corrupt or cut off", error);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    public void A_wrong_checksum_is_an_error(string algorithm)
    {
        var data = Compressed(algorithm, "badger badger mushroom"u8);
        data[^(algorithm == "gzip" ? 8 : 1)] ^= 1;
        Assert.StartsWith($"Decompress: invalid {algorithm} data", Assert.Single(new Pieces().Through(With(algorithm), data).All).Error);
    }

    [Fact]
    public void A_chunk_that_bursts_is_an_error()
    {
        var bomb = Compressed("gzip", new byte[1_000_000]);
        Assert.Equal(
            [$"<Decompress: {bomb.Length} bytes of gzip grow beyond the 999999 bytes that `max_bytes` allows>"],
            new Pieces().Through(With("gzip", 999_999), bomb).Texts);
        Assert.Equal(1_000_000, Assert.Single(new Pieces().Through(With("gzip", 1_000_000), bomb).All).Bytes.Length);
    }

    [Fact]
    public void A_known_format_that_is_not_supported_is_named() =>
        Assert.Equal(
            ["<Decompress: this chunk looks like zstd, which is not supported; supported are gzip, zlib and br>"],
            new Pieces().Through(With(), [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]).Texts);

    [Theory]
    [InlineData("xz2", "decompress Invalid config: the algorithm xz2 is not supported yet; supported are gzip, zlib and br")]
    [InlineData("snot", "decompress Invalid config: Unknown compression algorithm: snot; supported are gzip, zlib and br")]
    public void An_algorithm_that_cannot_be_used_is_refused(string algorithm, string message)
    {
        var config = new DecompressPreprocessor.Config { Algorithm = algorithm };
        Assert.Equal(message, Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }

    private static DecompressPreprocessor With(string algorithm = "autodetect", int maxBytes = 10_000_000) =>
        new(new DecompressPreprocessor.Config { Algorithm = algorithm, MaxBytes = maxBytes });

    private static byte[] Compressed(string algorithm, ReadOnlySpan<byte> text) =>
        new Chunks().Through(new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = algorithm }), text).Joined;
}
