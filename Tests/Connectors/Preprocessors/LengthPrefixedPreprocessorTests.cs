using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class LengthPrefixedPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => [0, 0, 0, 0, 0, 0, 0, 3, .. "abc"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0];

    internal override string[] Expected => ["abc", "", "\a", ""];

    internal override IPreprocessor Create() => new LengthPrefixedPreprocessor(new());

    [Fact]
    public void A_stream_that_ends_inside_a_message_is_an_error()
    {
        var preprocessor = Create();
        Assert.Equal(
            ["<Length Prefixed Preprocessor: the stream ends after 2 of 5 bytes of a message>"],
            new Pieces().Through(preprocessor, [0, 0, 0, 0, 0, 0, 0, 5, 1, 2]).Finish(preprocessor).Texts);
    }

    [Fact]
    public void A_stream_that_ends_inside_a_length_is_an_error()
    {
        var preprocessor = Create();
        Assert.Equal(
            ["<Length Prefixed Preprocessor: the stream ends after 3 of the 8 bytes of a length>"],
            new Pieces().Through(preprocessor, [0, 0, 0]).Finish(preprocessor).Texts);
    }

    [Fact]
    public void An_impossible_length_is_an_error_and_loses_nothing_in_front_of_it()
    {
        var texts = new Pieces().Through(Create(), [0, 0, 0, 0, 0, 0, 0, 1, 65, .. "GET / HT"u8, 1]).Texts.ToArray();
        Assert.Equal("A", texts[0]);
        Assert.StartsWith("<Length Prefixed Preprocessor: found a length of 5135603447292250196 bytes", texts[1]);
        Assert.Equal(2, texts.Length);
    }

    [Fact]
    public void Behind_an_impossible_length_nothing_is_decoded_until_the_stream_ends()
    {
        const string outOfStep = "<Length Prefixed Preprocessor: the stream is out of step since an earlier error, and is not read until it ends>";
        var preprocessor = Create();
        var pieces = new Pieces();
        foreach (var chunk in (byte[][])["GET / HTTP/1.1"u8.ToArray(), [0, 0, 0, 0, 0, 0, 0, 1, 65], [], [0, 0]]) pieces.Through(preprocessor, chunk);
        Assert.False(preprocessor.HoldsData);
        var texts = pieces.Finish(preprocessor).Texts.ToArray();
        Assert.Equal([outOfStep, outOfStep], texts[1..]);
        Assert.Equal(Expected, new Pieces().Through(preprocessor, Stream).Finish(preprocessor).Texts);
    }

    [Fact]
    public void A_message_that_is_too_long_is_one_error_however_the_stream_is_cut()
    {
        byte[] stream = [0, 0, 0, 0, 0, 0, 0, 1, 65, 0, 0, 0, 0, 0, 0, 0, 4, .. "long"u8, 0, 0, 0, 0, 0, 0, 0, 3, .. "fit"u8];
        string[] expected = ["A", "<A message of 4 bytes is left out: `max_length` allows 3>", "fit"];
        for (var cut = 0; cut < stream.Length; cut++)
        {
            var preprocessor = new LengthPrefixedPreprocessor(new() { MaxLength = 3 });
            var pieces = new Pieces().Through(preprocessor, stream.AsSpan(0, cut)).Through(preprocessor, stream.AsSpan(cut)).Finish(preprocessor);
            Assert.Equal(expected, pieces.Texts);
            Assert.Equal("long", pieces.All[1].Text);
        }
    }

    [Fact]
    public void Of_a_message_that_is_too_long_no_more_is_kept_than_its_error_shows()
    {
        const int length = 200_000_000;
        byte[] header = [0, 0, 0, 0, .. BitConverter.GetBytes(length).Reverse()];
        var (preprocessor, pieces) = (Create(), new Pieces());
        pieces.Through(preprocessor, header);
        var chunk = new byte[50_000];
        for (var sent = 0; sent < length; sent += chunk.Length) pieces.Through(preprocessor, chunk);
        pieces.Through(preprocessor, [0, 0, 0, 0, 0, 0, 0, 1, 65]);
        Assert.Equal(["<A message of 200000000 bytes is left out: `max_length` allows 1048576>", "A"], pieces.Texts);
        Assert.Equal(64 * 1024, pieces.All[0].Text.Length);
        Assert.False(preprocessor.HoldsData);
    }

    [Fact]
    public void A_message_that_is_too_long_and_cut_off_by_the_end_is_one_error()
    {
        byte[] header = [0, 0, 0, 0, 0, 0x20, 0, 0];
        var preprocessor = Create();
        var pieces = new Pieces().Through(preprocessor, [.. header, .. new byte[70_000]]).Finish(preprocessor);
        Assert.Equal(["<A message of 2097152 bytes is left out: `max_length` allows 1048576>"], pieces.Texts);
        Assert.Equal(
            ["<Length Prefixed Preprocessor: the stream ends after 1 of 2097152 bytes of a message>"],
            new Pieces().Through(preprocessor, [.. header, 1]).Finish(preprocessor).Texts);
    }
}
