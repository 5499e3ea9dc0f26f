using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class StringCodecTests : CodecCompliance
{
    internal override IEnumerable<Value> RoundTrips => [Value.From(""), Value.From("snot"), Value.From("zwei\r\tZeilen"), Value.From("ä€😀")];

    internal override ICodec Create() => new StringCodec();

    [Fact]
    public void Decode_reports_the_offset_of_invalid_text() =>
        Assert.Equal(
            "error Invalid UTF-8 at byte 3 of 5: found 0xff. The codec `binary` takes any bytes.",
            Decode([.. "aä"u8, 0xff, (byte)'b']));

    [Fact]
    public void Decode_refuses_a_character_that_is_cut_off() =>
        Assert.StartsWith("error Invalid UTF-8 at byte 1 of 3: found 0xe2", Decode([(byte)'a', 0xe2, 0x82]));

    [Fact]
    public void A_wrong_line_among_good_ones_is_one_error()
    {
        var piece = Pieces.Of([.. "ä\n"u8, 0xff, (byte)'\n', .. "b\n"u8]);
        using var output = new Decoded(piece);
        new StringCodec().DecodeLines(piece, (byte)'\n', output);
        Assert.Equal(
            ["String \"ä\"", "error Invalid UTF-8 at byte 0 of 1: found 0xff. The codec `binary` takes any bytes.", "String \"b\""], output.All);
    }

    [Theory]
    [InlineData("""{"b":[1,2.5],"a":null}""")]
    [InlineData("true")]
    [InlineData("-7")]
    public void Encode_writes_what_is_no_string_as_json(string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(Encode(JsonText.Parse(json))));

    [Fact]
    public void Encode_writes_bytes_as_an_array_of_numbers()
    {
        var bytes = Value.FromBytes(new byte[] { 1, 255 });
        Assert.Equal("[1,255]", Encoding.UTF8.GetString(Encode(bytes)));
        Assert.Equal("""{"a":[[1,255],1]}""", Encoding.UTF8.GetString(Encode(new RecordBuilder().Set("a", Value.FromArray([bytes, Value.From(1L)])).Build())));
    }
}
