using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>What followed files and preprocessors that wait need of a stream.</summary>
public sealed class SourceStreamsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_chunk_of_a_pull_may_have_metadata_of_its_own(bool inBlocks)
    {
        var rig = new StreamRig(inBlocks ? static () => new StringCodec() : static () => new BinaryCodec())
        {
            Show = static e => $"{e.Meta}",
        };
        await rig.TakeAsync(Lines("a\nbcd\n\ne", 100, 1));
        await rig.TakeAsync(Lines("f\n", 107, 5));
        Assert.Equal(
            [
                """out {"offset":100,"number":1}""", """out {"offset":102,"number":2}""", """out {"offset":106,"number":3}""",
                """out {"offset":107,"number":4}""", """out {"offset":107,"number":5}""",
            ],
            rig.Events);
    }

    [Fact]
    public async Task A_line_that_cannot_be_decoded_keeps_its_place_and_the_lines_behind_it_theirs()
    {
        var rig = new StreamRig(static () => new JsonCodec(null)) { Show = static e => $"{e.Meta}" };
        await rig.TakeAsync(Lines("1\n]\n3\n", 0, 1));
        Assert.Equal(
            [
                """out {"offset":0,"number":1}""", """err {"offset":2,"number":2,"error":"expected a value at byte 0"}""", """out {"offset":4,"number":3}""",
            ],
            rig.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_cannot_say_the_metadata_of_a_chunk_has_its_pull_answered_all_the_same(bool inBlocks)
    {
        var rig = new StreamRig(inBlocks ? static () => new StringCodec() : static () => new BinaryCodec()) { Show = static e => $"{e.Id.Pull} {e.Meta}" };
        await rig.TakeAsync(Lines("a\n", 0, 1, pull: 1));
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf("b\nc\n"u8), (byte)'\n', new PullDetails { PullId = 2, PieceMeta = new Nowhere() }));
        await rig.TakeAsync(Lines("d\n", 4, 4, pull: 3));
        Assert.Equal(
            ["""out 1 {"offset":0,"number":1}""", """err 2 {"error":"nobody knows"}""", """out 3 {"offset":4,"number":4}"""], rig.Events);
        Assert.Equal(["ack 0 1", "ack 0 2", "ack 0 3"], rig.Answers);
    }

    [Fact]
    public async Task Preprocessors_see_the_metadata_of_the_chunk()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Data} {e.Meta}" };
        await rig.TakeAsync(SourceReply.Data(
            PooledBuffer.CopyOf("a\nb\n|c\n"u8), (byte)'|', new PullDetails { PieceMeta = new Places(0, 1) }));
        Assert.Equal(
            ["""out "a" {"offset":0,"number":1}""", """out "b" {"offset":0,"number":1}""", """out "c" {"offset":5,"number":2}"""], rig.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_stream_holds_at_its_end_is_completed_by_its_successor(bool inBlocks)
    {
        var rig = new StreamRig(inBlocks ? static () => new StringCodec() : static () => new BinaryCodec(), static () => new SeparatePreprocessor(null))
        {
            Show = static e => $"{e.Id}",
        };
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        await rig.TextAsync("f\nc\n", new PullDetails { Stream = 2, PullId = 20 });
        Assert.Equal(["out 1:1:0:10", "out 1:2:0:20", "out 1:2:1:20"], rig.Events);
        Assert.Equal(["ack 2 20", "ack 1 10"], rig.Answers);
    }

    /// <summary>It counts as the end of the last pull of the stream before, and that is answered with it.</summary>
    [Fact]
    public async Task What_waits_is_woken_in_time_in_the_stream_that_took_it_over()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Joining()) { Show = static e => $"{e.Id} {e.Data}" };
        await rig.TextAsync("a", new PullDetails { Stream = 1, PullId = 10 });
        await rig.WaitAsync(600);
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        Assert.NotNull(rig.Streams.DueNs);
        await rig.WaitAsync(399);
        Assert.Empty(rig.Events);
        await rig.WaitAsync(1);
        Assert.Equal(["out 1:2:0:10 \"a\""], rig.Events);
        Assert.Equal(["ack 2 10", "ack 1 10"], rig.Answers);
        Assert.Null(rig.Streams.DueNs);
    }

    [Fact]
    public async Task The_end_of_a_stream_that_took_over_has_the_numbers_of_its_source()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Id} {e.Data}" };
        await rig.TextAsync("hal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        await rig.TakeAsync(SourceReply.EndStream(2));
        Assert.Equal(["out 1:2:0:10 \"hal\""], rig.Events);
        Assert.Equal(["ack 2 10", "ack 1 10"], rig.Answers);
    }

    [Fact]
    public async Task However_many_pieces_a_chunk_has_all_get_through_all_preprocessors()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new RemoveEmptyPreprocessor()) { Show = static e => $"{e.Data}" };
        foreach (var count in (int[])[16, 17, 33, 1000])
        {
            var before = rig.Events.Count();
            await rig.TextAsync(string.Concat(Enumerable.Range(0, count).Select(static i => $"{i}\n\n")));
            Assert.Equal(Enumerable.Range(0, count).Select(static i => $"out \"{i}\""), rig.Events.Skip(before));
        }
    }

    [Fact]
    public async Task The_pull_whose_end_went_into_the_successor_fails_with_it()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null))
        {
            Answer = static e => e.Id.Stream == 2 ? Outcome.Fail : Outcome.Ack,
        };
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        Assert.Empty(rig.Answers);
        await rig.TextAsync("f\n", new PullDetails { Stream = 2, PullId = 20 });
        Assert.Equal(["fail 2 20", "fail 1 10"], rig.Answers);
    }

    /// <summary>What was held when the pull failed comes again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_again_is_not_joined_to_what_was_held(bool inBlocks)
    {
        var fails = true;
        Func<IPreprocessor>[] preprocessors = inBlocks
            ? [static () => new SeparatePreprocessor(null)]
            : [static () => new SeparatePreprocessor(null), static () => new RemoveEmptyPreprocessor()];
        var rig = new StreamRig(static () => new StringCodec(), preprocessors) { Answer = _ => fails ? Outcome.Fail : Outcome.Ack, Show = static e => $"{e.Data}" };
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        fails = false;
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TextAsync("f\n", new PullDetails { Stream = 1, PullId = 11 });
        Assert.Equal(["fail 1 10", "ack 1 11"], rig.Answers);
        Assert.Equal(["out \"a\"", "out \"a\"", "out \"half\""], rig.Events);
    }

    /// <summary>A line that is too long is skipped; the source sends from the start again.</summary>
    [Fact]
    public async Task What_is_sent_again_is_not_skipped_as_the_rest_of_a_line()
    {
        var fails = true;
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(new() { MaxLength = 4 }))
        {
            Answer = _ => fails ? Outcome.Fail : Outcome.Ack,
            Show = static e => $"{e.Data}",
        };
        await rig.TextAsync("b\ntoo long", new PullDetails { Stream = 1, PullId = 11 });
        fails = false;
        await rig.TextAsync("c\n", new PullDetails { Stream = 1, PullId = 11 });
        Assert.Equal("out \"c\"", rig.Events.Last());
    }

    [Fact]
    public async Task What_a_failed_stream_left_to_its_successor_is_dropped_there()
    {
        var fails = true;
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null))
        {
            Answer = _ => fails ? Outcome.Fail : Outcome.Ack,
            Show = static e => $"{e.Data}",
        };
        rig.Streams.Take(SourceReply.Data(PooledBuffer.CopyOf("a\nhal"u8), new PullDetails { Stream = 1, PullId = 10 }));
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        fails = false;
        await rig.TextAsync("b\n", new PullDetails { Stream = 2, PullId = 20 });
        Assert.Equal(["out \"a\"", "out \"b\""], rig.Events);
        Assert.Equal(["fail 1 10", "ack 2 20"], rig.Answers);
    }

    [Fact]
    public async Task Streams_may_follow_each_other_before_the_line_is_complete()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Data}" };
        await rig.TextAsync("o", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        await rig.TakeAsync(SourceReply.EndStream(2, successor: 3));
        await rig.TextAsync("n", new PullDetails { Stream = 3, PullId = 30 });
        await rig.TextAsync("e\n", new PullDetails { Stream = 3, PullId = 31 });
        Assert.Equal(["out \"one\""], rig.Events);
        Assert.Equal(["ack 3 31", "ack 1 10"], rig.Answers);
    }

    [Fact]
    public async Task A_successor_that_breaks_before_it_begins_leaves_nothing_unanswered()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("a\nhal", new PullDetails { Stream = 1, PullId = 10 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        await rig.TakeAsync(SourceReply.StreamFail(2));
        Assert.Equal(["out \"a\" {}"], rig.Events);
        Assert.Equal(["ack 1 10"], rig.Answers);
    }

    [Fact]
    public async Task A_successor_that_has_begun_takes_nothing_over()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Data}" };
        await rig.TextAsync("b\n", new PullDetails { Stream = 2 });
        await rig.TextAsync("hal", new PullDetails { Stream = 1 });
        await rig.TakeAsync(SourceReply.EndStream(1, successor: 2));
        Assert.Equal(["out \"hal\"", "out \"b\""], rig.Events);
    }

    [Fact]
    public async Task What_waits_too_long_leaves_and_is_acknowledged_with_the_last_pull()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new Joining());
        await rig.TextAsync("a\n", new PullDetails { PullId = 10 });
        await rig.WaitAsync(600);
        await rig.TextAsync("b\n", new PullDetails { PullId = 11 });
        await rig.WaitAsync(999);
        Assert.Empty(rig.Events);
        Assert.Empty(rig.Answers);
        await rig.WaitAsync(1);
        Assert.Equal(["out \"a+b\" {}"], rig.Events);
        Assert.Equal(["ack 0 11"], rig.Answers);
        Assert.Null(rig.Streams.DueNs);
    }

    [Fact]
    public async Task While_the_source_is_held_back_the_time_of_what_waits_stands_still()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Joining());
        await rig.TextAsync("a");
        await rig.WaitAsync(400);
        rig.Clock.Stop();
        rig.Time.Advance(100_000);
        rig.Clock.Start();
        await rig.WaitAsync(599);
        Assert.Empty(rig.Events);
        await rig.WaitAsync(1);
        Assert.Equal(["out \"a\" {}"], rig.Events);
    }

    [Fact]
    public async Task What_is_woken_goes_through_the_preprocessors_behind_it()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Joining(), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("x\ny");
        await rig.TextAsync("z\n");
        await rig.WaitAsync(1000);
        Assert.Equal(["out \"x\" {}", "out \"y+z\" {}"], rig.Events);
    }

    /// <summary>The first half of one line and the second half of another are no line.</summary>
    [Fact]
    public async Task What_waits_behind_a_piece_that_is_given_up_is_not_joined_with_what_follows()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Base64Preprocessor(), static () => new SeparatePreprocessor(null))
        {
            Show = TextOrError,
        };
        foreach (var text in (string[])["a\nhal", "?", "tail\nb\n", "?", "c\n"]) await rig.TextAsync(text == "?" ? text : Base64Of(text));
        Assert.Equal(
            [
                "out a",
                "err The piece that begins with these 3 bytes is torn, since what follows them was given up: it is left out up to the next separator",
                "err Invalid base64: found byte 0x3f at offset 0, expected one of A-Z a-z 0-9 + / and padding at the end",
                "out b",
                "err Invalid base64: found byte 0x3f at offset 0, expected one of A-Z a-z 0-9 + / and padding at the end",
                "out c",
            ],
            rig.Events);
        Assert.Equal("ack 0 4", rig.Answers.Last());
    }

    [Theory]
    [InlineData(false, "5 hello3 y")]
    [InlineData(false, "5 hello3")]
    [InlineData(true, "\0\0\0\0\0\0\0\u0005hello\0\0\0\0\0\0\0\u0003y")]
    [InlineData(true, "\0\0\0\0\0\0\0\u0005hello\0\0\0")]
    public async Task A_message_that_waits_behind_a_piece_that_is_given_up_ends_the_decoding(bool isBinary, string start)
    {
        IPreprocessor Framing() => isBinary ? new LengthPrefixedPreprocessor(new()) : new TextualLengthPrefixedPreprocessor(new());
        var rig = new StreamRig(static () => new StringCodec(), static () => new Base64Preprocessor(), Framing)
        {
            Show = TextOrError,
        };
        foreach (var text in (string[])[start, "?", "ou2 no"]) await rig.TextAsync(text == "?" ? text : Base64Of(text));
        var events = rig.Events.ToArray();
        Assert.Equal("out hello", events[0]);
        Assert.Contains("Length Prefixed Preprocessor: a piece of the stream was given up ", events[1]);
        Assert.Contains("Invalid base64", events[2]);
        Assert.Contains("the stream is out of step", events[3]);
        Assert.Equal(4, events.Length);
    }

    [Fact]
    public async Task Each_stream_is_woken_at_its_own_time()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Joining()) { Show = static e => $"{e.Data}" };
        for (var stream = 0ul; stream < 5; stream++)
        {
            await rig.TextAsync("a", new PullDetails { Stream = stream });
            await rig.WaitAsync(100);
        }

        await rig.TextAsync("b", new PullDetails { Stream = 0 });
        await rig.TakeAsync(SourceReply.StreamFail(1));
        await rig.WaitAsync(700);
        Assert.Equal(["out \"a\""], rig.Events);
        await rig.WaitAsync(200);
        Assert.Equal(3, rig.Events.Count());
        await rig.WaitAsync(100);
        Assert.Equal("out \"a+b\"", rig.Events.First());
    }

    [Fact]
    public async Task The_end_of_a_stream_gives_what_waits_and_wakes_nobody_later()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Joining());
        await rig.TextAsync("a");
        await rig.TakeAsync(SourceReply.EndStream(0));
        Assert.Equal(["out \"a\" {}"], rig.Events);
        Assert.Null(rig.Streams.DueNs);
    }

    [Fact]
    public async Task A_preprocessor_that_is_never_content_is_woken_once()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new Restless());
        await rig.TextAsync("a");
        await rig.WaitAsync(1);
        Assert.Contains(rig.Log.Lines, static line => line.Contains("is not woken any more", StringComparison.Ordinal));
        Assert.Null(rig.Streams.DueNs);
    }

    private static SourceReply Lines(string text, int offset, int number, ulong? pull = null) => SourceReply.Data(
        PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(text)), (byte)'\n', new PullDetails { PieceMeta = new Places(offset, number), PullId = pull });

    /// <summary>As a followed file tells where each of its lines is.</summary>
    private sealed class Places(int offset, int number) : IPieceMetadata
    {
        public Value Of(int at, int index) =>
            new RecordBuilder().Set("offset", Value.From((long)(offset + at))).Set("number", Value.From((long)(number + index))).Build();
    }

    private sealed class Nowhere : IPieceMetadata
    {
        public Value Of(int at, int index) => throw new InvalidOperationException("nobody knows");
    }

    private sealed class Restless : ITimedPreprocessor
    {
        public long? DueNs => 0;

        public void UseClock(IStreamClock clock)
        {
        }

        public string? Process(in Piece piece, IPieceOutput output) => null;

        public string? OnDue(IPieceOutput output) => null;

        public string? Finish(Piece? last, IPieceOutput output) => null;
    }

    private static string TextOrError(Event e) => e.Data.AsText() ?? (e.Data.TryGetField("error"u8, out var error) ? error.AsText()! : "");

    private static string Base64Of(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
