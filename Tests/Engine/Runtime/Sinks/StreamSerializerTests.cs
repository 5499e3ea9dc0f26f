using System.Buffers;
using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

public sealed class StreamSerializerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_becomes_one_run_of_bytes_without_the_events_that_cannot_be_encoded(bool pooled)
    {
        var serializer = Serializer(static () => new SeparatePostprocessor(new()));
        var failed = new List<string>();
        Event[] events = [Plain("a"), Plain("bad"), Plain("c")];
        var (output, text) = Writer(pooled);
        serializer.Serialize(events, 0, output, (i, error) => failed.Add($"{i} {error}"));
        Assert.Equal("a\nc\n", text());
        Assert.Equal(["1 no good"], failed);
        Assert.Equal(4, serializer.TakeGiven());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_event_on_which_the_codec_throws_is_left_out_and_fails_with_its_message(bool pooled)
    {
        var serializer = Serializer();
        var failed = new List<string>();
        var (output, text) = Writer(pooled);
        serializer.Serialize([Plain("a"), Plain("worse"), Plain("c")], 0, output, (i, error) => failed.Add($"{i} {error}"));
        Assert.Equal("ac", text());
        Assert.Equal(["1 worse than bad"], failed);
    }

    [Fact]
    public void What_gives_the_bytes_is_made_once_however_often_it_is_asked()
    {
        var made = 0;
        var serializer = Serializer(() =>
        {
            made++;
            return new SeparatePostprocessor(new());
        });
        for (var i = 0; i < 3; i++) Assert.Equal(((byte?)'\n', false), (serializer.Separator, serializer.GivesUnits));
        Assert.Equal(1, made);
    }

    [Fact]
    public void An_engine_batch_is_encoded_element_by_element()
    {
        var serializer = Serializer(static () => new SeparatePostprocessor(new()));
        var chunks = new ChunkList();
        var e = Batch("""[{"data":{"value":"a","meta":{}}},{"data":{"value":"b","meta":{},"is_batch":true}}]""");
        Assert.Null(serializer.Serialize(e, 0, chunks));
        Assert.Equal("a\nb\n", Encoding.UTF8.GetString(chunks.All));
        Assert.Equal(2, chunks.Count);
    }

    [Theory]
    [InlineData("""[{"data":{"value":1,"meta":{}}},{"data":{"value":2}},5,{"data":{"value":3,"meta":{}}}]""")]
    [InlineData("""[{"data":{}}]""")]
    [InlineData("[1,2]")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("""{"error":"no good","event":[{"data":{"value":1,"meta":{}}}]}""")]
    public void What_is_called_an_engine_batch_and_is_none_is_written_as_it_is(string payload)
    {
        var serializer = Serializer(static () => new SeparatePostprocessor(new()));
        var chunks = new ChunkList();
        Assert.Null(serializer.Serialize(Batch(payload), 0, chunks));
        Assert.Equal(payload + "\n", Encoding.UTF8.GetString(chunks.All));
    }

    [Fact]
    public void An_engine_batch_with_an_element_that_cannot_be_encoded_gives_nothing()
    {
        var serializer = Serializer(static () => new SeparatePostprocessor(new()));
        var chunks = new ChunkList();
        var e = Batch("""[{"data":{"value":"a","meta":{}}},{"data":{"value":"bad","meta":{}}}]""");
        Assert.Equal("no good", serializer.Serialize(e, 0, chunks));
        Assert.Equal(0, chunks.Count);
        var (output, text) = Writer(pooled: true);
        serializer.Serialize([Plain("x"), e], 0, output, static (_, _) => { });
        Assert.Equal("x\n", text());
    }

    [Fact]
    public void Postprocessors_follow_each_other()
    {
        var serializer = Serializer(static () => new SeparatePostprocessor(new()), static () => new Base64Postprocessor());
        var chunks = new ChunkList();
        serializer.Serialize(Plain("a"), 0, chunks);
        Assert.Equal("YQo=", Encoding.UTF8.GetString(chunks.All));
    }

    [Fact]
    public void Streams_have_chains_of_their_own_and_finish_apart()
    {
        var serializer = Serializer(static () => new Collecting());
        var chunks = new ChunkList();
        serializer.Serialize(Plain("a"), 1, chunks);
        serializer.Serialize(Plain("b"), 2, chunks);
        serializer.Serialize(Plain("c"), 1, chunks);
        Assert.Equal(0, chunks.Count);
        serializer.Finish(1, chunks);
        Assert.Equal("ac", Encoding.UTF8.GetString(chunks.All));
        serializer.Clear();
        Assert.Null(serializer.Finish(2, chunks));
        Assert.Equal("ac", Encoding.UTF8.GetString(chunks.All));
    }

    /// <summary>The event before counts as delivered: only the batch fails.</summary>
    [Theory]
    [InlineData("bad", "no good")]
    [InlineData("worse", "worse than bad")]
    public void A_batch_that_cannot_be_encoded_takes_nothing_along_that_postprocessors_hold(string text, string error)
    {
        var serializer = Serializer(static () => new ChunkPostprocessor(new() { MaxBytes = 4 }));
        var chunks = new ChunkList();
        Assert.Null(serializer.Serialize(Plain("abc"), 0, chunks));
        var batch = Batch("""[{"data":{"value":"de","meta":{}}},{"data":{"value":"?","meta":{}}}]""".Replace("?", text, StringComparison.Ordinal));
        Assert.Equal(error, serializer.Serialize(batch, 0, chunks));
        Assert.Equal(0, chunks.Count);
        Assert.Null(serializer.Finish(0, chunks));
        Assert.Equal("abc", Encoding.UTF8.GetString(chunks.All));
    }

    private static Event Plain(string text) => new() { Data = Value.From(text), Meta = Value.EmptyRecord };

    private static Event Batch(string json) => new() { Data = JsonText.Parse(json), Meta = Value.EmptyRecord, IsBatch = true };

    private static (IBufferWriter<byte> Output, Func<string> Text) Writer(bool pooled)
    {
        if (pooled)
        {
            var writer = new PooledBufferWriter();
            return (writer, () => Encoding.UTF8.GetString(writer.Span));
        }

        var plain = new ArrayBufferWriter<byte>();
        return (plain, () => Encoding.UTF8.GetString(plain.WrittenSpan));
    }

    private static StreamSerializer Serializer(params Func<IPostprocessor>[] postprocessors) => new(
        new ConnectorPlan
        {
            Alias = "f::c",
            Kind = "test",
            Create = static _ => throw new NotSupportedException(),
            Codec = new("picky", null, static () => new Picky()),
            Postprocessors = [.. postprocessors.Select(static create => new ComponentPlan<IPostprocessor>("test", null, create))],
        });

    private sealed class Picky : ICodec
    {
        private readonly StringCodec _inner = new();

        public void Decode(in Piece piece, IDecodeOutput output) => _inner.Decode(piece, output);

        public string? Encode(Value value, Value meta, IBufferWriter<byte> output)
        {
            var error = _inner.Encode(value, meta, output);
            if (value.AsText() == "worse") throw new InvalidOperationException("worse than bad");
            return value.AsText() == "bad" ? "no good" : error;
        }
    }

    private sealed class Collecting : IPostprocessor
    {
        private readonly ArrayBufferWriter<byte> _all = new();

        public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
        {
            _all.Write(chunk);
            return null;
        }

        public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output)
        {
            output.Add(_all.WrittenSpan);
            return null;
        }
    }
}
