using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;
using Tremor.Dataflow.Tests.Connectors.Compression;

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
    [InlineData("zstd", "zstd")]
    [InlineData("zstd", "autodetect")]
    [InlineData("lz4", "lz4")]
    [InlineData("lz4", "autodetect")]
    [InlineData("snappy", "snappy")]
    [InlineData("snappy", "autodetect")]
    [InlineData("bzip2", "bzip2")]
    [InlineData("bzip2", "autodetect")]
    [InlineData("xz2", "xz2")]
    [InlineData("xz2", "autodetect")]
    public void It_undoes_the_postprocessor(string compress, string decompress)
    {
        foreach (var text in new[] { "", "x", "badger badger badger", new string('y', 100_000) })
        {
            var compressed = Compressed(compress, System.Text.Encoding.Latin1.GetBytes(text));
            Assert.Equal([text], new Pieces().Through(With(decompress), compressed).Texts);
        }
    }

    [Theory]
    [MemberData(nameof(DecompressingStreamTests.Formats), MemberType = typeof(DecompressingStreamTests))]
    public void Several_units_are_one_text_and_anything_else_behind_them_is_an_error(string format)
    {
        byte[] two = [.. Compressed(format, "one"u8), .. Compressed(format, "two"u8)];
        Assert.Equal(["onetwo"], new Pieces().Through(With(format), two).Texts);
        if (format != "br") Assert.Equal(["onetwo"], new Pieces().Through(With(), two).Texts);
        var piece = Assert.Single(new Pieces().Through(With(format), [.. two, 1, 2, 3]).All);
        Assert.StartsWith("Decompress: ", piece.Error);
        Assert.Equal([.. two, 1, 2, 3], piece.Bytes);
    }

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
            Assert.StartsWith($"Decompress: invalid {algorithm} data", error);
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

    /// <summary>A gigabyte in a few kilobytes or a megabyte: units of zeros one behind the other.</summary>
    [Theory]
    [MemberData(nameof(DecompressingStreamTests.Formats), MemberType = typeof(DecompressingStreamTests))]
    public void A_chunk_that_bursts_takes_no_more_memory_than_its_limit_wants(string format)
    {
        const int limit = 4_000_000;
        var unit = Compressed(format, new byte[1 << 20]);
        var bomb = new byte[unit.Length * 1024];
        for (var i = 0; i < 1024; i++) unit.CopyTo(bomb, unit.Length * i);
        var piece = Pieces.Of(bomb);
        var errors = new Errors();
        var before = GC.GetAllocatedBytesForCurrentThread();
        With(format, limit).Process(piece, errors);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
        Assert.Equal([$"Decompress: {bomb.Length} bytes of {format} grow beyond the {limit} bytes that `max_bytes` allows"], errors.All);
        piece.Buffer.Release();
    }

    [Theory]
    [InlineData("snot", "decompress Invalid config: Unknown compression algorithm: snot; supported are gzip, zlib, br, zstd, lz4, snappy, bzip2 and xz2")]
    public void An_algorithm_that_cannot_be_used_is_refused(string algorithm, string message)
    {
        var config = new DecompressPreprocessor.Config { Algorithm = algorithm };
        Assert.Equal(message, Assert.Single(config.Validate(new ValidationContext(config))).ErrorMessage);
    }

    private static DecompressPreprocessor With(string algorithm = "autodetect", int maxBytes = 10_000_000) =>
        new(new DecompressPreprocessor.Config { Algorithm = algorithm, MaxBytes = maxBytes });

    private static byte[] Compressed(string algorithm, ReadOnlySpan<byte> text) =>
        new Chunks().Through(new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = algorithm }), text).Joined;

    private sealed class Errors : IPieceOutput
    {
        public List<string> All { get; } = [];

        public void Add(in Piece piece) => All.Add("a piece");

        public void Error(string text, in Piece lost, long? length = null) => All.Add(text);
    }
}
