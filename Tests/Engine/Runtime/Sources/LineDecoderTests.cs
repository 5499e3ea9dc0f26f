using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class LineDecoderTests
{
    [Fact]
    public void Decoding_chunks_in_one_pass_gives_what_piece_by_piece_gives()
    {
        // Short lines and limits, so that lines that are too long, empty, cut and left over all occur.
        var chunk = Gen.Elements('a', 'b', '!', '#', '\n', '\n').ArrayOf().Select(static c => new string(c));
        var cases = from chunks in chunk.ArrayOf() from limit in Gen.Elements(1, 3, 6, int.MaxValue) select (chunks, limit);
        Prop.ForAll(
            cases.ToArbitrary(),
            static c => Run(c.chunks, c.limit, new LineCodec()).Events.SequenceEqual(Run(c.chunks, c.limit, new PieceCodec()).Events))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_line_across_chunks_keeps_the_rest_of_the_chunks_in_place()
    {
        var codec = new LineCodec();
        Run(["one\ntwo\nthr", "ee\nfour\n"], 8192, codec);
        Assert.Equal(["one\ntwo\n", "three\n", "four\n"], codec.Runs);
    }

    [Fact]
    public void A_big_chunk_leaves_in_batches_of_bounded_size()
    {
        var sizes = Run([string.Concat(Enumerable.Repeat("ab\n", 100_000))], 8192, new LineCodec()).Batches;
        Assert.Equal(100_000, sizes.Sum());
        Assert.InRange(sizes.Max(), 1, 1300);
    }

    [Fact]
    public void The_end_of_a_stream_inside_a_line_that_is_too_long_leaves_nothing_to_wait_for()
    {
        var rig = Run(["aaaaaa"], 3, new LineCodec());
        Assert.Equal(["ack 0 0"], rig.Answers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_codec_that_throws_anywhere_in_a_run_costs_only_the_piece_at_which_it_throws(bool isChunked)
    {
        var lines = Gen.Elements("a", "#", "!", "?", "+?").NonEmptyListOf();
        Prop.ForAll(lines.ToArbitrary(), lines =>
        {
            var rig = new StreamRig(static () => new LineCodec(), isChunked ? [] : [static () => new SeparatePreprocessor(null)]) { Show = static e => $"{e.Data} {e.Meta}" };
            var text = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static l => l + "\n"))));
            rig.TakeAsync(isChunked ? SourceReply.Data(text, (byte)'\n', new PullDetails { PieceMeta = new Numbered() }) : SourceReply.Data(text, default))
                .GetAwaiter().GetResult();
            Assert.Equal(
                lines.Select((line, i) => (line, meta: isChunked ? $$"""{"n":{{i}}}""" : "{}")).Where(static l => l.line != "#").Select(static l => l.line switch
                {
                    "a" => $"out \"a\" {l.meta}",
                    "+?" => $"out \"+?\" {l.meta}",
                    "!" => $"err bad: ! {l.meta}",
                    _ => $"err broken codec at ? {l.meta}",
                }),
                rig.Events.Select(static e => Plain(e)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        static string Plain(string e)
        {
            if (!e.StartsWith("err", StringComparison.Ordinal)) return e;
            var record = JsonText.Parse(e[4..(e.LastIndexOf('{') - 1)]);
            Assert.True(record.TryGetField("error"u8, out var error));
            var meta = e[e.LastIndexOf('{')..];
            var at = meta.IndexOf("\"error\"", StringComparison.Ordinal);
            return $"err {Encoding.UTF8.GetString(error.Utf8)} {meta[..at].TrimEnd(',')}}}";
        }
    }

    [Fact]
    public async Task What_a_stream_holds_when_it_breaks_goes_back_to_the_pool()
    {
        var rig = new StreamRig(static () => new LineCodec(), static () => new SeparatePreprocessor(new()));
        var part = new string('x', 600_000);
        await rig.TextAsync(part);
        await rig.TextAsync(part);
        await rig.TakeAsync(SourceReply.StreamFail(0));
        // Both parts lay in an array of a size that nothing else here asks for.
        var last = System.Buffers.ArrayPool<byte>.Shared.Rent(2_400_000);
        Assert.Equal(0xdb, last[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_lies_in_a_chunk_goes_back_to_the_pool_though_an_error_cannot_be_told(bool isInOnePart)
    {
        var rig = new StreamRig(static () => new TextCodec(), isInOnePart ? [static () => new SeparatePreprocessor(new())] : []);
        rig.Redact = static _ => throw new InvalidOperationException("no words");
        var text = PooledBuffer.CopyOf("!\n"u8);
        Assert.IsType<InvalidOperationException>(Record.Exception(() => rig.Streams.Take(SourceReply.Data(text, default))));
        Assert.Throws<ObjectDisposedException>(() => text.Array);
    }

    [Fact]
    public async Task A_line_in_parts_goes_back_to_the_pool_though_its_error_cannot_be_told()
    {
        var rig = new StreamRig(static () => new LineCodec(), static () => new SeparatePreprocessor(new()));
        var part = new string('!', 800_000);
        await rig.TextAsync(part);
        await rig.TextAsync(part);
        rig.Redact = static _ => throw new InvalidOperationException("no words");
        Assert.IsType<InvalidOperationException>(await Record.ExceptionAsync(() => rig.TextAsync("\n")));
        // Both parts lay in an array of a size that nothing else here asks for.
        var last = System.Buffers.ArrayPool<byte>.Shared.Rent(3_200_000);
        Assert.Equal(0xdb, last[0]);
    }

    private static StreamRig Run(string[] chunks, int limit, ICodec codec)
    {
        var rig = new StreamRig(() => codec, () => new SeparatePreprocessor(new() { MaxLength = limit == int.MaxValue ? null : limit }))
        {
            Show = static e => $"{e.Id} {e.IngestNs} {e.Data} {e.Meta}",
        };
        for (var i = 0; i < chunks.Length; i++)
        {
            rig.Time.Advance(1);
            rig.TextAsync(chunks[i], new PullDetails { Meta = new RecordBuilder().Set("chunk", Value.From((long)i)).Build() }).GetAwaiter().GetResult();
        }

        return rig.TakeAsync(SourceReply.EndStream(0)).GetAwaiter().GetResult();
    }

    private sealed class TextCodec : LineCodec, ICodec
    {
        bool ICodec.IsText => true;
    }

    private sealed class Numbered : IPieceMetadata
    {
        public Value Of(int offset, int index) => new RecordBuilder().Set("n", Value.From((long)index)).Build();
    }

    /// <summary>Text; a line with <c>!</c> is an error, one that starts with <c>#</c> nothing; at one with <c>?</c> it breaks, behind <c>+</c> too late.</summary>
    private class PieceCodec : ICodec
    {
        public void Decode(in Piece piece, IDecodeOutput output) => Decode(Encoding.UTF8.GetString(piece.Span), output);

        public string? Encode(Value value, Value meta, System.Buffers.IBufferWriter<byte> output) => null;

        protected static void Decode(string text, IDecodeOutput output)
        {
            if (text == "?") throw new InvalidOperationException($"broken codec at {text}");
            if (text.StartsWith('#')) output.Nothing();
            else if (text.Contains('!')) output.Error($"bad: {text}");
            else output.Value(Value.From(text));
            if (text == "+?") throw new InvalidOperationException($"broken codec behind {text}");
        }
    }

    private class LineCodec : PieceCodec, ILineCodec
    {
        public List<string> Runs { get; } = [];

        public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
        {
            var run = Encoding.UTF8.GetString(lines.Span);
            Runs.Add(run);
            Assert.EndsWith("\n", run);
            foreach (var line in run[..^1].Split('\n')) Decode(line, output);
        }
    }
}
