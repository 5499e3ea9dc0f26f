using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class SeparatePreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => "one\n\ntwo three\r\n\nlast"u8.ToArray();

    internal override string[] Expected => ["one", "", "two three\r", "", "last"];

    internal override IPreprocessor Create() => new SeparatePreprocessor(null);

    [Fact]
    public void What_comes_at_the_end_of_the_stream_has_no_metadata()
    {
        var separate = new SeparatePreprocessor(null);
        var pieces = new Pieces().Through(separate, "a\nb", """{"n":1}""").Finish(separate);
        Assert.Equal([("a", """{"n":1}"""), ("b", "{}")], pieces.All.Select(static p => (p.Text, p.Meta)));
    }

    [Fact]
    public void A_stream_that_ends_with_a_separator_has_no_empty_piece_behind_it()
    {
        var separate = new SeparatePreprocessor(null);
        Assert.Equal(["a"], new Pieces().Through(separate, "a\n").Finish(separate).Texts);
    }

    [Fact]
    public void A_piece_that_spans_chunks_has_the_metadata_of_its_last_one()
    {
        var separate = new SeparatePreprocessor(null);
        var pieces = new Pieces().Through(separate, "a", """{"n":1}""").Through(separate, "b\n", """{"n":2}""");
        Assert.Equal([("ab", """{"n":2}""")], pieces.All.Select(static p => (p.Text, p.Meta)));
    }

    [Fact]
    public void Another_separator_leaves_line_feeds_alone() =>
        Assert.Equal(["a\nb", "c"], new Pieces().Through(With(separator: "|"), "a\nb|c|").Texts);

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("ä")]
    public void A_separator_that_is_not_one_byte_is_refused(string separator)
    {
        var config = new SeparatePreprocessor.Config { Separator = separator };
        var problem = Assert.Single(config.Validate(new ValidationContext(config)));
        Assert.Equal($"Invalid 'separator': \"{separator}\", must be 1 byte.", problem.ErrorMessage);
    }

    [Fact]
    public void The_bare_name_limits_pieces_and_a_configuration_does_not()
    {
        var line = new string('x', 1024 * 1024 + 1);
        Assert.Equal(
            ["<Discarded fragment of length 1048577 since total length of 1048577 exceeds maximum allowed length of 1048576>", "b"],
            new Pieces().Through(new SeparatePreprocessor(null), line + "\nb\n").Texts);
        Assert.Equal([line, "b"], new Pieces().Through(With(), line + "\nb\n").Texts);
    }

    [Fact]
    public void A_piece_of_the_greatest_length_passes_however_it_is_cut()
    {
        var separate = With(maxLength: 5);
        Assert.Equal(["12345", "12345"], new Pieces().Through(separate, "12345\n123").Through(separate, "45").Through(separate, "\n").Texts);
    }

    [Fact]
    public void A_piece_that_grows_too_long_over_chunks_is_one_error_and_its_rest_is_no_piece()
    {
        var separate = With(maxLength: 5);
        var pieces = new Pieces().Through(separate, "a\n123").Through(separate, "456").Through(separate, "789").Through(separate, "0\nb\n");
        Assert.Equal(
            ["a", "<Discarded fragment of length 3 since total length of 6 exceeds maximum allowed length of 5>", "b"],
            pieces.Texts);
    }

    [Fact]
    public void A_piece_that_its_last_chunk_makes_too_long_is_one_error()
    {
        var separate = With(maxLength: 5);
        Assert.Equal(
            ["<Discarded fragment of length 4 since total length of 7 exceeds maximum allowed length of 5>", "b"],
            new Pieces().Through(separate, "123").Through(separate, "4567\nb\n").Texts);
    }

    [Fact]
    public void Nothing_is_left_of_an_over_long_piece_at_the_end()
    {
        var separate = With(maxLength: 2);
        var pieces = new Pieces().Through(separate, "123").Finish(separate).Through(separate, "ab\n");
        Assert.Equal(["<Discarded fragment of length 3 since total length of 3 exceeds maximum allowed length of 2>", "ab"], pieces.Texts);
    }

    [Fact]
    public void Unbuffered_chunks_stand_alone_and_end_with_a_piece()
    {
        var separate = With(buffered: false);
        Assert.Equal(["a", "b", "c", ""], new Pieces().Through(separate, "a\nb").Through(separate, "c\n").Finish(separate).Texts);
    }

    [Fact]
    public void What_an_earlier_preprocessor_flushes_is_split_too()
    {
        var separate = new SeparatePreprocessor(null);
        var pieces = new Pieces().Through(separate, "a");
        Assert.Null(separate.Finish(Pieces.Of("b\nc"), pieces));
        Assert.Equal(["ab", "c"], pieces.Texts);
    }

    private static SeparatePreprocessor With(string separator = "\n", int? maxLength = null, bool buffered = true) =>
        new(new SeparatePreprocessor.Config { Separator = separator, MaxLength = maxLength, Buffered = buffered });
}
