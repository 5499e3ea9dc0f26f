using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class TextualLengthPrefixedPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => "5 hello003\tyou0 1\n!"u8.ToArray();

    internal override string[] Expected => ["hello", "you", "", "!"];

    internal override IPreprocessor Create() => new TextualLengthPrefixedPreprocessor();

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
}
