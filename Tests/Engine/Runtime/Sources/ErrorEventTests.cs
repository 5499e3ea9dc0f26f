using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>What error events say of the data that could not be used (spec: runtime 9.6).</summary>
public sealed class ErrorEventTests
{
    [Fact]
    public async Task A_line_that_cannot_be_decoded_is_in_its_error_with_its_number()
    {
        var rig = new StreamRig(static () => new JsonCodec(null), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("1\n2\n[bad\n4\n");
        await rig.TextAsync("5\nalso bad\n7\n");
        Assert.Equal(["\"[bad\" 3", "\"also bad\" 6"], Errors(rig, "data", "number"));
    }

    [Fact]
    public async Task A_line_with_an_open_string_among_others_is_shown_as_it_is()
    {
        var rig = new StreamRig(static () => new JsonCodec(null), static () => new SeparatePreprocessor(null));
        await rig.TextAsync("1\n\"open\n\n3\n\t]\n");
        Assert.Equal(["\"\\\"open\" 2", "\"\" 3", "\"\\t]\" 5"], Errors(rig, "data", "number"));
    }

    [Fact]
    public async Task Each_chunk_of_a_pull_has_a_number_and_what_is_no_text_is_base64()
    {
        var rig = new StreamRig(static () => new StringCodec());
        byte[] chunks = [.. "a\n"u8, 0xff, 0xfe, (byte)'b', (byte)'\n', .. "c\n"u8, 0x80];
        await rig.TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(chunks), (byte)'\n', default));
        Assert.Equal([$"\"{Convert.ToBase64String([0xff, 0xfe, (byte)'b'])}\" 2", "\"gA==\" 4"], Errors(rig, "data_base64", "number"));
    }

    [Fact]
    public async Task A_piece_beyond_the_limit_shows_its_beginning()
    {
        var rig = new StreamRig(static () => new JsonCodec(null), static () => new SeparatePreprocessor(new() { MaxLength = 5 }));
        await rig.TextAsync("1\n123");
        await rig.TextAsync("4567");
        await rig.TextAsync("890\n3\n");
        Assert.Equal(["\"1234567\" 2"], Errors(rig, "data", "number"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_long_is_cut_between_characters_and_its_length_is_said(int shift)
    {
        var rig = new StreamRig(static () => new JsonCodec(null), static () => new SeparatePreprocessor(null));
        var line = new string('x', shift) + string.Concat(Enumerable.Repeat("\U0001f600", 20_000));
        await rig.TextAsync(line + "\n");
        var shown = shift + (((64 * 1024) - shift) / 4 * 4);
        Assert.Equal([$"true {80_000 + shift}"], Errors(rig, "truncated", "length"));
        Assert.Equal([new string('x', shift) + string.Concat(Enumerable.Repeat("\U0001f600", (shown - shift) / 4))], Records(rig).Select(static r => Text(r, "data")));
    }

    [Fact]
    public async Task What_a_preprocessor_refuses_is_in_the_error_and_good_neighbours_arrive()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new Base64Preprocessor());
        await rig.TextAsync("YQ==\n?!\nYg==\n");
        Assert.Equal(["\"?!\" 2"], Errors(rig, "data", "number"));
        Assert.Equal(["out \"a\" {}", "out \"b\" {}"], rig.Events.Where(static e => e.StartsWith("out", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_message_shows_what_has_come()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new TextualLengthPrefixedPreprocessor(new()));
        await rig.TextAsync("2 ok9 halve");
        await rig.TakeAsync(SourceReply.EndStream(0));
        Assert.Equal(["\"halve\" 2"], Errors(rig, "data", "number"));
    }

    [Fact]
    public async Task A_preprocessor_that_throws_costs_one_piece()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new Broken());
        await rig.TextAsync("a\nbad\nb\n");
        Assert.Equal(["\"bad\" 2"], Errors(rig, "data", "number"));
        Assert.Equal(["out \"a\" {}", "out \"b\" {}"], rig.Events.Where(static e => e.StartsWith("out", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_error_shows_no_secret_in_its_text_and_metadata()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new Broken())
        {
            Redact = static text => text.Replace("broken", "<secret:s>", StringComparison.Ordinal),
        };
        await rig.TextAsync("bad\n");
        var error = Assert.Single(rig.Events);
        Assert.Contains("{\"error\":\"<secret:s>\",\"source\"", error);
        Assert.EndsWith(" {\"error\":\"<secret:s>\"}", error);
    }

    [Fact]
    public async Task Each_error_event_is_counted_and_no_other()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null), static () => new Broken());
        await rig.TextAsync("bad\na\nbad\n");
        Assert.Equal((2, 1), (rig.Statistics.ErrorEvents, rig.Statistics.EventsRead));
    }

    private static IEnumerable<Value> Records(StreamRig rig) =>
        rig.Events.Where(static e => e.StartsWith("err", StringComparison.Ordinal)).Select(static e => JsonText.Parse(e[4..(e.LastIndexOf(" {", StringComparison.Ordinal))]));

    private static IEnumerable<string> Errors(StreamRig rig, params string[] fields) =>
        Records(rig).Select(r => string.Join(' ', fields.Select(f => r.TryGetField(Encoding.UTF8.GetBytes(f), out var value) ? value.ToString() : "none")));

    private static string Text(Value record, string field)
    {
        Assert.True(record.TryGetField(Encoding.UTF8.GetBytes(field), out var value));
        return Encoding.UTF8.GetString(value.Utf8);
    }

    private sealed class Broken : IPreprocessor
    {
        public string? Process(in Piece piece, IPieceOutput output)
        {
            if (piece.Span.SequenceEqual("bad"u8)) throw new InvalidOperationException("broken");
            output.Add(piece);
            return null;
        }

        public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;
    }
}
