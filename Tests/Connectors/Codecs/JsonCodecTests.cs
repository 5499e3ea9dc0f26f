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
    [InlineData("""{"n":1e1000}""", "error a number beyond the range of a 64-bit float at byte 5")]
    [InlineData("""["\ud800"]""", "error lone surrogate at byte 2")]
    public void Decode_says_what_is_wrong_and_where(string text, string error) => Assert.Equal(error, Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Decode_reports_the_offset_of_a_truncated_string() =>
        Assert.Equal("error string without end at byte 5", Decode("""{"a":"snot"""u8));

    [Fact]
    public void A_bad_line_is_an_error_of_its_own()
    {
        var piece = Pieces.Of("{\"a\":1}\n{\"a\":\"open\n{\"a\":2}\r\n\n{\"a\":]}\n3\n"u8);
        using var output = new Decoded(piece);
        new JsonCodec(null).DecodeLines(piece, (byte)'\n', output);
        Assert.Equal(
            [
                """Record {"a":1}""", "error string without end at byte 5", """Record {"a":2}""", "error empty document at byte 0",
                "error expected a value at byte 5", "Integer 3",
            ],
            output.All);
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
        var piece = Pieces.Of("""{"a":[1,"x"]}{"a":[2,"y"]}{"a":[3,"z"]}"""u8);
        using var output = new Decoded(piece);
        for (var i = 0; i < 3; i++) codec.Decode(piece with { Offset = piece.Offset + (13 * i), Length = 13 }, output);
        Assert.Equal(["""{"a":[1,"x"]}""", """{"a":[2,"y"]}""", """{"a":[3,"z"]}"""], output.Values.Select(v => v.ToString()));
    }
}

internal static class JsonCodecCalls
{
    /// <summary>The text that the codec writes for one that it read.</summary>
    public static byte[] Encoded(this JsonCodec codec, string text)
    {
        var piece = Pieces.Of(Encoding.UTF8.GetBytes(text));
        using var decoded = new Decoded(piece);
        codec.Decode(piece, decoded);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.Null(codec.Encode(decoded.Value, Value.EmptyRecord, output));
        return output.WrittenSpan.ToArray();
    }
}
