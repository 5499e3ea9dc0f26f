using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class LengthPrefixedPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => [0, 0, 0, 0, 0, 0, 0, 3, .. "abc"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0];

    internal override string[] Expected => ["abc", "", "\a", ""];

    internal override IPreprocessor Create() => new LengthPrefixedPreprocessor();

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
}
