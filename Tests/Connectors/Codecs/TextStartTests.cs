using System.IO.Compression;
using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Tests.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class TextStartTests
{
    [Theory]
    [InlineData("json", true)]
    [InlineData("json", false)]
    [InlineData("string", true)]
    [InlineData("string", false)]
    public async Task The_mark_of_utf8_at_the_start_of_a_stream_is_no_data(string codec, bool inLines)
    {
        var rig = Rig(codec, inLines);
        await rig.TextAsync(inLines ? "\ufeff1\n2\n\ufeff3\n" : "\ufeff1");
        if (!inLines) await rig.TextAsync("2");
        if (!inLines) await rig.TextAsync("\ufeff3");
        string[] expected = codec == "json" ? ["out 1", "out 2"] : ["out \"1\"", "out \"2\"", "out \"\ufeff3\""];
        Assert.Equal(expected, rig.Events.Where(static e => e.StartsWith("out", StringComparison.Ordinal)));
        Assert.Equal(3, rig.Events.Count());
    }

    [Fact]
    public async Task Pieces_that_are_whole_are_not_joined_by_what_looks_like_a_part_of_a_mark()
    {
        var rig = new StreamRig(cutsAnywhere: false, static () => new StringCodec()) { Show = static e => $"{e.Data}" };
        foreach (var piece in new byte[][] { [0xef], "abc"u8.ToArray() }) await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(piece), default));
        Assert.Equal(2, rig.Events.Count());
        Assert.Equal("out \"abc\"", rig.Events.Last());

        rig = new StreamRig(cutsAnywhere: false, static () => new StringCodec()) { Show = static e => $"{e.Data}" };
        foreach (var piece in new[] { "\ufeff", "\ufeffabc" }) await rig.TextAsync(piece);
        Assert.Equal(["out \"\"", "out \"\ufeffabc\""], rig.Events);
    }

    [Fact]
    public async Task A_mark_that_comes_in_parts_is_none_of_the_data_either()
    {
        var rig = Rig("string", inLines: true);
        foreach (var one in Encoding.UTF8.GetBytes("\ufeffa\nb\n")) await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf([one]), default));
        Assert.Equal(["out \"a\"", "out \"b\""], rig.Events);
    }

    [Theory]
    [InlineData("\ufeff", "")]
    [InlineData("\ufeff\ufeff", "\ufeff")]
    [InlineData("\ufeff\n\ufeffa", "\ufeffa")]
    [InlineData("\n\ufeffa", "\ufeffa")]
    [InlineData("\ufeff\n\na\n", "a")]
    [InlineData("a\ufeff\n", "a\ufeff")]
    [InlineData("", "")]
    public async Task A_first_line_of_a_mark_alone_is_empty(string text, string expected)
    {
        string[] events = expected.Length == 0 ? [] : [$"out {JsonText.ToString(Value.From(expected), JsonStyle.Compact)}"];
        for (var size = 1; size <= 7; size++)
        {
            var rig = Rig("string", () => new SeparatePreprocessor(null), () => new RemoveEmptyPreprocessor());
            await FeedAsync(rig, Encoding.UTF8.GetBytes(text), size);
            Assert.Equal(events, rig.Events);
        }
    }

    [Theory]
    [InlineData("json", true)]
    [InlineData("json", false)]
    [InlineData("string", true)]
    [InlineData("string", false)]
    public async Task A_file_of_a_mark_alone_has_no_event(string codec, bool inLines)
    {
        for (var size = 1; size <= 3; size++)
        {
            var rig = Rig(codec, inLines);
            await FeedAsync(rig, "\ufeff"u8.ToArray(), size);
            Assert.Empty(rig.Events);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xef, 0xbb })]
    [InlineData(new byte[] { 0xef, (byte)'\n', 0xbb, 0xbf })]
    [InlineData(new byte[] { 0xef, 0xbb, 0xef, 0xbb, 0xbf })]
    public async Task What_only_begins_like_a_mark_is_data(byte[] bytes)
    {
        for (var size = 1; size <= 5; size++)
        {
            var rig = Rig("string", inLines: true);
            await FeedAsync(rig, bytes, size);
            Assert.StartsWith("err {\"error\":\"Invalid UTF-8 at byte 0 of ", rig.Events.First());
        }
    }

    [Fact]
    public async Task Bytes_keep_their_mark()
    {
        var rig = Rig("binary", () => new SeparatePreprocessor(null));
        await FeedAsync(rig, "\ufeffa\n"u8.ToArray(), 2);
        Assert.Equal([$"out \"{Convert.ToBase64String("\ufeffa"u8)}\""], rig.Events);
    }

    [Fact]
    public async Task The_mark_is_off_in_front_of_what_decodes_text_and_behind_it()
    {
        var text = Encoding.UTF8.GetBytes("\ufeff" + Convert.ToBase64String("\ufeffa"u8) + "\n" + Convert.ToBase64String("\ufeffb"u8));
        var rig = Rig("string", () => new SeparatePreprocessor(null), () => new Base64Preprocessor());
        await FeedAsync(rig, text, 3);
        Assert.Equal(["out \"a\"", "out \"\ufeffb\""], rig.Events);
    }

    [Fact]
    public async Task The_mark_lies_inside_of_what_is_decompressed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write("\ufeff\na\n"u8);
        var rig = Rig("string", () => new DecompressPreprocessor(new()), () => new SeparatePreprocessor(null), () => new RemoveEmptyPreprocessor());
        await FeedAsync(rig, packed.ToArray(), int.MaxValue);
        Assert.Equal(["out \"a\""], rig.Events);
    }

    [Theory]
    [InlineData("json", "gzip", "gzip data (1f8b0800)", ".gz")]
    [InlineData("string", "zlib", "zlib data (789c", ".zz")]
    [InlineData("string", "zstd", "zstd data (28b52ffd)", ".zst")]
    [InlineData("json", "lz4", "lz4 data (04224d18)", ".lz4")]
    [InlineData("string", "snappy", "snappy data (ff060000)", ".sz")]
    [InlineData("json", "bzip2", "bzip2 data (425a6839)", ".bz2")]
    [InlineData("string", "xz2", "xz data (fd377a58)", ".xz")]
    public async Task Every_piece_of_what_begins_as_compressed_data_is_an_error_that_names_the_format(string codec, string format, string named, string ending)
    {
        using var packed = new MemoryStream();
        Compressor.Compress(CompressionNames.Parse(format), null, Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 999))), packed);
        foreach (var inLines in new[] { true, false })
        {
            var rig = Rig(codec, inLines);
            await FeedAsync(rig, packed.ToArray(), int.MaxValue);
            Assert.NotEmpty(rig.Events);
            Assert.All(rig.Events, e => Assert.StartsWith($"err {{\"error\":\"This looks like {named}", e));
            Assert.Contains($"give a file a name that ends in `{ending}`, or a whole message to the preprocessor `decompress`", rig.Events.First());
        }
    }

    /// <summary>Their first bytes are those of bzip2 and lz4, and of UTF-8 too.</summary>
    [Theory]
    [InlineData("BZh91AY&SY and more")]
    [InlineData("\u0004\"M\u0018 and more")]
    [InlineData("x^2 + y^2")]
    public async Task Text_that_begins_as_compressed_data_may_is_text(string text)
    {
        var rig = Rig("string", inLines: true);
        await rig.TextAsync(text + "\n");
        Assert.Equal([$"out {JsonText.ToString(Value.From(text), JsonStyle.Compact)}"], rig.Events);
    }

    [Theory]
    [InlineData("json", "utf-16", "UTF-16 (fffe)")]
    [InlineData("string", "utf-16BE", "UTF-16 (feff)")]
    [InlineData("string", "utf-32", "UTF-32 (fffe0000)")]
    [InlineData("json", "utf-32BE", "UTF-32 (0000feff)")]
    public async Task Every_piece_of_a_text_in_another_encoding_is_an_error_that_says_so(string codec, string encoding, string named)
    {
        var other = Encoding.GetEncoding(encoding);
        byte[] text = [.. other.GetPreamble(), .. other.GetBytes("a\nb\n")];
        var rig = Rig(codec, inLines: true);
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(text.AsSpan(0, 9)), default));
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(text.AsSpan(9)), default));
        await rig.TakeAsync(SourceReply.EndStream(0));
        Assert.NotEmpty(rig.Events);
        Assert.All(rig.Events, e => Assert.StartsWith($"err {{\"error\":\"The text begins with the byte order mark of {named}; only UTF-8 is read", e));
    }

    private static StreamRig Rig(string codec, bool inLines) => inLines ? Rig(codec, static () => new SeparatePreprocessor(null)) : Rig(codec);

    private static StreamRig Rig(string codec, params Func<IPreprocessor>[] preprocessors) => new(
        () => codec switch
        {
            "json" => new JsonCodec(null),
            "binary" => new BinaryCodec(),
            _ => new StringCodec(),
        },
        preprocessors)
    { Show = static e => $"{e.Data}" };

    private static async Task FeedAsync(StreamRig rig, byte[] bytes, int size)
    {
        foreach (var chunk in bytes.Chunk(size)) await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(chunk), default));
        await rig.TakeAsync(SourceReply.EndStream(0));
    }
}
