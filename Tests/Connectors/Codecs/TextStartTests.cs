using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class TextStartTests
{
    [Theory]
    [InlineData("json", true)]
    [InlineData("json", false)]
    [InlineData("string", true)]
    [InlineData("string", false)]
    public async Task The_mark_of_utf8_at_the_start_of_a_stream_is_no_data(string codec, bool inLines)
    {
        var rig = Rig(codec, inLines);
        await rig.TextAsync(inLines ? "\ufeff1\n2\n\ufeff3\n" : "\ufeff1");
        if (!inLines) await rig.TextAsync("2");
        if (!inLines) await rig.TextAsync("\ufeff3");
        string[] expected = codec == "json" ? ["out 1", "out 2"] : ["out \"1\"", "out \"2\"", "out \"\ufeff3\""];
        Assert.Equal(expected, rig.Events.Where(static e => e.StartsWith("out", StringComparison.Ordinal)));
        Assert.Equal(3, rig.Events.Count());
    }

    [Fact]
    public async Task A_mark_that_comes_in_parts_is_none_of_the_data_either()
    {
        var rig = Rig("string", inLines: true);
        foreach (var one in Encoding.UTF8.GetBytes("\ufeffa\nb\n")) await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf([one]), default));
        Assert.Equal(["out \"a\"", "out \"b\""], rig.Events);
    }

    [Theory]
    [InlineData("json", "utf-16", "UTF-16 (fffe)")]
    [InlineData("string", "utf-16BE", "UTF-16 (feff)")]
    [InlineData("string", "utf-32", "UTF-32 (fffe0000)")]
    [InlineData("json", "utf-32BE", "UTF-32 (0000feff)")]
    public async Task Every_piece_of_a_text_in_another_encoding_is_an_error_that_says_so(string codec, string encoding, string named)
    {
        var other = Encoding.GetEncoding(encoding);
        byte[] text = [.. other.GetPreamble(), .. other.GetBytes("a\nb\n")];
        var rig = Rig(codec, inLines: true);
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(text.AsSpan(0, 9)), default));
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(text.AsSpan(9)), default));
        await rig.TakeAsync(SourceReply.EndStream(0));
        Assert.NotEmpty(rig.Events);
        Assert.All(rig.Events, e => Assert.StartsWith($"err {{\"error\":\"The text begins with the byte order mark of {named}; only UTF-8 is read", e));
    }

    private static StreamRig Rig(string codec, bool inLines) => new(
        codec == "json" ? static () => new JsonCodec(null) : static () => new StringCodec(),
        inLines ? [static () => new SeparatePreprocessor(null)] : [])
    { Show = static e => $"{e.Data}" };
}
