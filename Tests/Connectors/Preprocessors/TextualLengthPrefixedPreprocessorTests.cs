using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class TextualLengthPrefixedPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => "5 hello003\tyou0 1\n!"u8.ToArray();

    internal override string[] Expected => ["hello", "you", "", "!"];

    internal override IPreprocessor Create() => new TextualLengthPrefixedPreprocessor(new());

    [Theory]
    [InlineData(" x", "found byte 0x20 in a length, expected digits and one white-space byte")]
    [InlineData("-1 x", "found byte 0x2d in a length, expected digits and one white-space byte")]
    [InlineData("12a", "found byte 0x61 in a length, expected digits and one white-space byte")]
    [InlineData("99999999999999999999 x", "found a length of 9999999999... bytes, expected at most 2147483527")]
    public void A_bad_number_is_an_error_and_loses_nothing_in_front_of_it(string text, string error) =>
        Assert.Equal(["ok", $"<Textual Length Prefixed Preprocessor: {error}>"], new Pieces().Through(Create(), "2 ok" + text).Texts);

    [Fact]
    public void A_stream_that_ends_early_is_an_error()
    {
        var preprocessor = Create();
        Assert.Equal(
            ["<Textual Length Prefixed Preprocessor: the stream ends after 1 of 4 bytes of a message>"],
            new Pieces().Through(preprocessor, "4 a").Finish(preprocessor).Texts);
        Assert.Equal(
            ["<Textual Length Prefixed Preprocessor: the stream ends inside a length, after 4>"],
            new Pieces().Through(preprocessor, "4").Finish(preprocessor).Texts);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("99999999999")]
    public void Behind_a_bad_number_nothing_is_decoded_until_the_stream_ends(string bad)
    {
        const string outOfStep = "<Textual Length Prefixed Preprocessor: the stream is out of step since an earlier error, and is not read until it ends>";
        var preprocessor = Create();
        var pieces = new Pieces();
        foreach (var chunk in (string[])["2 ok" + bad + " 3 bad", "", "2 no", "2 ", "no"]) pieces.Through(preprocessor, chunk);
        Assert.False(preprocessor.HoldsData);
        var texts = pieces.Finish(preprocessor).Texts.ToArray();
        Assert.Equal("ok", texts[0]);
        Assert.StartsWith("<Textual Length Prefixed Preprocessor: found ", texts[1]);
        Assert.Equal([outOfStep, outOfStep, outOfStep], texts[2..]);
        Assert.Equal(["again"], new Pieces().Through(preprocessor, "5 again").Finish(preprocessor).Texts);
    }

    [Fact]
    public void A_message_that_is_too_long_is_an_error_in_its_place()
    {
        var message = new string('x', 1024 * 1024 + 1);
        Assert.Equal(
            ["ok", "<A message of 1048577 bytes is left out: `max_length` allows 1048576>", "fit"],
            new Pieces().Through(Create(), $"2 ok1048577 {message}3 fit").Texts);
        Assert.Equal([message], new Pieces().Through(new TextualLengthPrefixedPreprocessor(new() { MaxLength = message.Length }), $"1048577 {message}").Texts);
    }
}
