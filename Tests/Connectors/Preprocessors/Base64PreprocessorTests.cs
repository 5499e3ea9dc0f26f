using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class Base64PreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => "c25vdA=="u8.ToArray();

    internal override string[] Expected => ["snot"];

    internal override bool IsStreaming => false;

    internal override IPreprocessor Create() => new Base64Preprocessor();

    [Theory]
    [InlineData("", "")]
    [InlineData("YQ==", "a")]
    [InlineData("YQ=", "a")]
    [InlineData("YQ", "a")]
    [InlineData("YWI=", "ab")]
    [InlineData("YWI", "ab")]
    [InlineData("YWJj", "abc")]
    [InlineData("+/+/", "\u00fb\u00ff\u00bf")]
    public void Padding_may_be_there_or_not(string text, string bytes) => Assert.Equal([bytes], new Pieces().Through(Create(), text).Texts);

    [Theory]
    [InlineData("YWJ\n", "found byte 0x0a at offset 3")]
    [InlineData("YW Jj", "found byte 0x20 at offset 2")]
    [InlineData("Y=Jj", "found byte 0x3d at offset 1")]
    [InlineData("YQ===", "found byte 0x3d at offset 2")]
    [InlineData("-_-_", "found byte 0x2d at offset 0")]
    [InlineData("YWJjZ", "5 characters without padding")]
    public void What_is_no_base64_is_an_error_that_says_where(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(new Pieces().Through(Create(), text).All).Error);

    [Property]
    public void It_undoes_the_postprocessor(byte[] bytes)
    {
        var encoded = new Chunks().Through(new Base64Postprocessor(), bytes).Joined;
        Assert.Equal(bytes, Assert.Single(new Pieces().Through(Create(), encoded).All).Bytes);
    }
}
