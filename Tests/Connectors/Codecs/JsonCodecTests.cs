using System.ComponentModel.DataAnnotations;
using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class JsonCodecTests : CodecCompliance
{
    internal override IEnumerable<Value> RoundTrips =>
    [
        Value.Null, Value.True, Value.From(-7), Value.From(ulong.MaxValue), Value.From(1.0), Value.From("ä\n\"\\😀"), Value.EmptyArray,
        Value.EmptyRecord, JsonText.Parse("""{"b":[1,2.5,{"c":[]}],"a":null,"":{"x":"y"}}"""),
    ];

    internal override ICodec Create() => new JsonCodec(null);

    [Theory]
    [InlineData("""{"b":[1,2.50],"a":null}""", """{"b":[1,2.5],"a":null}""")]
    [InlineData(" { \"a\" : [ 1 , true ] }\r", """{"a":[1,true]}""")]
    [InlineData("1.0", "1.0")]
    [InlineData("1E5", "100000.0")]
    [InlineData("18446744073709551616", "1.8446744073709552e19")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("\"\\u0041\\/\\u001F\\ud83d\\ude00\"", "\"A/\\u001f😀\"")]
    public void Decoded_and_encoded_again_a_text_is_compact(string input, string output) =>
        Assert.Equal(output, Encoding.UTF8.GetString(new JsonCodec(null).Encoded(input)));

    [Fact]
    public void Sorted_mode_orders_the_keys_at_every_level() =>
        Assert.Equal(
            """{"a":null,"b":[1,{"x":1,"y":2}]}""",
            Encoding.UTF8.GetString(new JsonCodec(new JsonCodec.Config { Mode = "sorted" }).Encoded("""{"b":[1,{"y":2,"x":1}],"a":null}""")));

    [Theory]
    [InlineData("", "error empty document at byte 0")]
    [InlineData("""{"a":1} x""", "error trailing text after the document at byte 8")]
    [InlineData("""{"a":tru}""", "error expected a value at byte 5")]
    [InlineData("""["\ud800"]""", "error lone surrogate at byte 2")]
    public void Decode_says_what_is_wrong_and_where(string text, string error) => Assert.Equal(error, Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Decode_reports_the_offset_of_a_truncated_string() =>
        Assert.Equal("error string without end at byte 5", Decode("""{"a":"snot"""u8));

    [Fact]
    public void A_bad_line_is_an_error_of_its_own()
    {
        var piece = Pieces.Of("{\"a\":1}\n{\"a\":\"open\n{\"a\":2}\r\n\n{\"a\":]}\n3\n"u8);
        var output = new Lines();
        new JsonCodec(null).DecodeLines(piece.Buffer, piece.Offset, piece.Length, (byte)'\n', output);
        Assert.Equal(
            ["""{"a":1}""", "string without end at byte 5", """{"a":2}""", "empty document at byte 0", "expected a value at byte 5", "3"], output.All);
    }

    [Fact]
    public void An_unknown_mode_is_refused()
    {
        var config = new JsonCodec.Config { Mode = "random" };
        Assert.StartsWith("Unknown json codec mode: random", config.Validate(new ValidationContext(config)).Single().ErrorMessage);
    }

    [Fact]
    public void Pieces_of_one_buffer_share_a_store_and_stay_readable()
    {
        var codec = new JsonCodec(null);
        var batch = EventBatch.Rent();
        var text = """{"a":[1,"x"]}{"a":[2,"y"]}{"a":[3,"z"]}"""u8;
        var piece = Pieces.Of(text);
        var values = new List<Value>();
        for (var i = 0; i < 3; i++)
        {
            var meta = Value.EmptyRecord;
            var part = piece with { Offset = piece.Offset + (13 * i), Length = 13 };
            Assert.Equal(DecodeStatus.Value, codec.Decode(part, batch, ref meta, out var value, out _));
            values.Add(value);
        }

        piece.Buffer.Release();
        Assert.Equal(["""{"a":[1,"x"]}""", """{"a":[2,"y"]}""", """{"a":[3,"z"]}"""], values.Select(v => v.ToString()));
        batch.Release();
    }

    private sealed class Lines : IDecodeOutput
    {
        public List<string> All { get; } = [];

        public void Attach(IBatchMemory memory) => memory.Retain();

        public void Value(Value value) => All.Add(value.ToString());

        public void Error(string text) => All.Add(text);
    }
}

internal static class JsonCodecCalls
{
    /// <summary>The text that the codec writes for one that it read.</summary>
    public static byte[] Encoded(this JsonCodec codec, string text)
    {
        var piece = Pieces.Of(Encoding.UTF8.GetBytes(text));
        var batch = EventBatch.Rent();
        var meta = Value.EmptyRecord;
        Assert.Equal(DecodeStatus.Value, codec.Decode(piece, batch, ref meta, out var value, out var error));
        Assert.Null(error);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.Null(codec.Encode(value, meta, output));
        batch.Release();
        return output.WrittenSpan.ToArray();
    }
}
