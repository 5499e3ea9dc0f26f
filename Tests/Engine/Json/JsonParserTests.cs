using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Json;

public class JsonParserTests
{
    private static readonly ScanWidth[] s_widths = [.. Enum.GetValues<ScanWidth>().Where(StructuralScan.IsSupported)];

    [Theory]
    [InlineData("", 0, "empty document")]
    [InlineData(" \n", 2, "empty document")]
    [InlineData("{", 1, "unexpected end, expected a key")]
    [InlineData("[", 1, "unexpected end, expected a value")]
    [InlineData("[1", 2, "unexpected end, expected ',' or ']'")]
    [InlineData("[1,]", 3, "expected a value")]
    [InlineData("[,1]", 1, "expected a value")]
    [InlineData("[1}", 2, "expected ',' or ']'")]
    [InlineData("[1 2]", 3, "expected ',' or ']'")]
    [InlineData("[1]]", 3, "trailing text after the document")]
    [InlineData("{\"a\" 1}", 5, "expected ':'")]
    [InlineData("{\"a\":1,}", 7, "expected a key in double quotes")]
    [InlineData("{a:1}", 1, "expected a key in double quotes")]
    [InlineData("{\"a\":1 \"b\":2}", 7, "expected ',' or '}'")]
    [InlineData("{\"a\"}", 4, "expected ':'")]
    [InlineData("01", 0, "a number must not start with a needless zero")]
    [InlineData("-", 1, "expected a digit")]
    [InlineData("1.", 2, "expected a digit after the decimal point")]
    [InlineData(".5", 0, "expected a value")]
    [InlineData("+1", 0, "expected a value")]
    [InlineData("1e+", 3, "expected a digit in the exponent")]
    [InlineData("0x1", 1, "trailing text after the document")]
    [InlineData("NaN", 0, "expected a value")]
    [InlineData("nulll", 4, "trailing text after the document")]
    [InlineData("\"a", 0, "string without end")]
    [InlineData("\"a\\\"", 0, "string without end")]
    [InlineData("\"\\q\"", 1, "unknown escape")]
    [InlineData("\"ab\\u12g4\"", 3, "\\u must be followed by four hexadecimal digits")]
    [InlineData("\"\\ud800\"", 1, "lone surrogate")]
    [InlineData("\"\\udc00\"", 1, "lone surrogate")]
    [InlineData("\"\\ud800\\u0041\"", 1, "lone surrogate")]
    [InlineData("\"a\tb\"", 2, "control character in a string")]
    [InlineData("[\f]", 1, "expected a value")]
    [InlineData("[1\u001a2]", 2, "expected ',' or ']'")]
    [InlineData("'a'", 0, "expected a value")]
    [InlineData("// c\n1", 0, "expected a value")]
    [InlineData("\uFEFF1", 0, "expected a value")]
    public void A_wrong_text_is_refused_with_reason_and_offset(string text, int offset, string reason)
    {
        foreach (var width in s_widths)
        {
            var failure = Assert.Throws<JsonSyntaxException>(() => Parse(Encoding.UTF8.GetBytes(text), width));
            Assert.Equal((offset, reason), ((int)failure.ByteOffset, failure.Reason));
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' }, 1)]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0x80, (byte)'"' }, 1)]
    [InlineData(new byte[] { (byte)'"', (byte)'a', 0xED, 0xA0, 0x80, (byte)'"' }, 2)]
    [InlineData(new byte[] { (byte)'"', 0xE2, 0x82, (byte)'"' }, 1)]
    public void Invalid_utf8_is_refused_where_it_starts(byte[] text, int offset)
    {
        var failure = Assert.Throws<JsonSyntaxException>(() => JsonText.Parse(text));
        Assert.Equal((offset, "invalid UTF-8"), ((int)failure.ByteOffset, failure.Reason));
    }

    [Fact]
    public void Damaged_texts_get_the_frameworks_verdict_and_value()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var text = JsonTexts.Damaged(seed);
            var expected = JsonTexts.TryModel(text, out var model) ? model.ToString() : "refused";
            foreach (var width in s_widths) AssertSame(expected, Read(text, width), text, seed);
            AssertSame(
                expected == "refused" ? "refused" : "accepted",
                JsonSyntax.Check(text, JsonParser.MaxDepth, out _) is null ? "accepted" : "refused", text, seed);
        }
    }

    [Fact]
    public void What_is_copied_raw_is_what_the_writer_would_write()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var text = JsonTexts.Valid(seed);
            Assert.True(JsonTexts.TryModel(Encoding.UTF8.GetBytes(text), out var model), text);
            var value = JsonText.Parse(text);
            foreach (var style in (JsonStyle[])[JsonStyle.Compact, JsonStyle.Sorted, JsonStyle.Pretty])
                AssertSame(JsonText.ToString(model, style), JsonText.ToString(value, style), Encoding.UTF8.GetBytes(text), seed);
            Assert.True(ValueOrder.CompareTotal(model, value) == 0, text);
        }
    }

    [Property(MaxTest = 500)]
    public void Decode_after_encode_is_identity(int seed)
    {
        var value = JsonText.Parse(JsonTexts.Valid(seed));
        Assert.Equal(JsonText.ToString(value), JsonText.ToString(JsonText.Parse(JsonText.ToString(value))));
    }

    [Property(MaxTest = 300)]
    public void How_lines_are_cut_into_chunks_changes_nothing(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, random.Next(1, 20))
            .Select(_ => random.Next(4) == 0 ? JsonTexts.Damaged(random.Next()) : Encoding.UTF8.GetBytes(JsonTexts.Valid(random.Next())))
            .Select(line => line.Where(static c => c != '\n').ToArray()).ToList();
        var expected = lines.Select(line => Read(line, StructuralScan.Widest)).ToList();
        foreach (var width in s_widths)
        {
            var parser = new JsonParser(width);
            var found = new List<string>();
            for (var at = 0; at < lines.Count;)
            {
                var taken = random.Next(1, lines.Count - at + 1);
                found.AddRange(ReadLines(parser, [.. lines.Skip(at).Take(taken).SelectMany(static line => line.Append((byte)'\n'))]));
                at += taken;
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void What_lies_behind_a_text_in_its_buffer_does_not_matter()
    {
        string[] texts = ["12", "[[1]", "tru", "\"a", "{\"a\"", "-", "1.", "[\"x\",", "true", "[1,2]", "\"a\"", "\"\\n\""];
        string[] tails = ["34", "]]]]]]]]]]]]", "e", "\"", ":1}", "5", ",,,,", "[[[[[[[[[[[[[[[", "{\"a\":", "\\\\"];
        foreach (var text in texts)
        {
            foreach (var tail in tails)
            {
                foreach (var width in s_widths)
                    Assert.Equal(Read(Encoding.UTF8.GetBytes(text), width), Read(Encoding.UTF8.GetBytes(text + tail), width, text.Length));
            }
        }
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var deepest = new string('[', JsonParser.MaxDepth) + new string(']', JsonParser.MaxDepth);
        Assert.Equal(deepest, JsonText.Parse(deepest).ToString());
        var failure = Assert.Throws<JsonSyntaxException>(() => JsonText.Parse("[" + deepest + "]"));
        Assert.Equal((JsonParser.MaxDepth, "nested deeper than 1024 levels"), ((int)failure.ByteOffset, failure.Reason));
        Assert.Throws<JsonSyntaxException>(() => JsonText.Parse(new string('[', 1_000_000)));
        Assert.Throws<JsonSyntaxException>(() => JsonText.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""", """{"a":2}""")]
    [InlineData("""{"\u0061":1,"b":0,"a":2}""", """{"a":2,"b":0}""")]
    [InlineData("""{"x":{"k":1,"k":[2]},"y":0}""", """{"x":{"k":[2]},"y":0}""")]
    public void Of_a_key_that_comes_twice_the_last_value_counts_in_the_place_of_the_first(string text, string expected)
    {
        var value = JsonText.Parse(text);
        Assert.Equal(expected, value.ToString());
        Assert.Equal(expected, JsonText.Parse(expected).ToString());
        foreach (var field in value.Fields)
        {
            Assert.True(value.TryGetField(field.NameUtf8, out var found));
            Assert.True(ValueEquality.AreEqual(field.Value, found));
        }
    }

    [Theory]
    [InlineData("9223372036854775807", true)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("18446744073709551615", true)]
    [InlineData("[1.5,18446744073709551616e0]", true)]
    [InlineData("18446744073709551616", false)]
    [InlineData("-9223372036854775809", false)]
    [InlineData("{\"a\":\"\\\"1\",\"b\":[99999999999999999999]}", false)]
    public void Integers_beyond_64_bits_are_refused_on_request(string text, bool accepted)
    {
        Assert.Equal(accepted, JsonText.TryParse(Encoding.UTF8.GetBytes(text), exactIntegers: true, out _, out var reason, out var offset));
        if (accepted) return;
        Assert.Equal("integer outside the range of 64 bits", reason);
        Assert.True(char.IsAsciiDigit(text[offset]) || text[offset] == '-');
    }

    [Theory]
    [InlineData("2.2250738585072011e-308", 0x000FFFFFFFFFFFFF)]
    [InlineData("2.2250738585072012e-308", 0x0010000000000000)]
    [InlineData("9007199254740993", 0)]
    [InlineData("9007199254740993.0", 0x4340000000000000)]
    [InlineData("9007199254740993.0000000000000000000000000000000000000000001", 0x4340000000000001)]
    [InlineData("0.1e1", 0x3FF0000000000000)]
    [InlineData("5e-324", 1)]
    [InlineData("2.4703282292062327208e-324", 0)]
    [InlineData("2.4703282292062327209e-324", 1)]
    [InlineData("1.7976931348623158e308", 0x7FEFFFFFFFFFFFFF)]
    [InlineData("6.02214076e23", 0x44DFE18586D6F5C6)]
    public void Floats_are_rounded_correctly(string text, long bits)
    {
        var value = JsonText.Parse(text);
        if (bits == 0 && !text.Contains('e'))
        {
            Assert.True(value.TryGetInt64(out var exact) && exact.ToString() == text);
            return;
        }

        Assert.True(value.TryGetDouble(out var number));
        if (text.StartsWith("6.02")) bits = BitConverter.DoubleToInt64Bits(double.Parse(text));
        Assert.Equal(bits, BitConverter.DoubleToInt64Bits(number));
    }

    public static TheoryData<string, int> NumbersBeyondDoubles => new()
    {
        { "1e1000", 0 },
        { "{\"n\":1e1000}", 5 },
        { "[0,-1E+309 ]", 3 },
        { "1.7976931348623159e308", 0 },
        { "1e99999999999999999999", 0 },
        { "[" + new string('9', 310) + "]", 1 },
        { "-" + new string('9', 310), 0 },
        { new string('9', 310) + ".5", 0 },
        { new string('1', 250) + "e60", 0 },
    };

    [Theory]
    [MemberData(nameof(NumbersBeyondDoubles))]
    public void A_number_that_no_double_can_hold_is_refused_at_its_place(string text, int offset)
    {
        foreach (var width in s_widths)
        {
            var failure = Assert.Throws<JsonSyntaxException>(() => Parse(Encoding.UTF8.GetBytes(text), width));
            Assert.Equal((offset, "a number beyond the range of a 64-bit float"), ((int)failure.ByteOffset, failure.Reason));
        }
    }

    public static TheoryData<string, double> NumbersAtTheEdge => new()
    {
        { "1.7976931348623158e308", double.MaxValue },
        { "-1.7976931348623157E+308", -double.MaxValue },
        { new string('1', 250) + "e-250", 0.1111111111111111 },
        { "1" + new string('0', 308), 1e308 },
        { "0." + new string('0', 400) + "1e401", 1 },
        { "1e-1000", 0 },
        { "0e1000", 0 },
        { "0.0e99999999999999999999", 0 },
        { "1e-99999999999999999999", 0 },
    };

    [Theory]
    [MemberData(nameof(NumbersAtTheEdge))]
    public void A_number_with_a_long_text_or_exponent_is_read_when_a_double_can_hold_it(string text, double expected)
    {
        foreach (var width in s_widths)
        {
            Assert.True(Parse(Encoding.UTF8.GetBytes(text), width).TryGetDouble(out var number));
            Assert.Equal(expected, number);
        }
    }

    [Fact]
    public void Shapes_are_capped_and_data_as_keys_still_reads()
    {
        var parser = new JsonParser();
        for (var i = 0; i < 20_000; i++)
        {
            var text = $"{{\"id\":{i},\"by\":{{\"k{i}\":{{\"n\":{i}}},\"j{i}\":{{\"n\":0}}}}}}";
            Assert.Equal(text, Assert.Single(ReadLines(parser, Encoding.UTF8.GetBytes(text + "\n"))));
        }

        Assert.InRange(parser.Shapes.Count, 1, 200);
    }

    [Theory]
    [InlineData("json/twitter.json")]
    [InlineData("json/canada.json")]
    [InlineData("json/citm_catalog.json")]
    [InlineData("json/github_events.json")]
    public void Classic_files_read_as_the_framework_reads_them(string path)
    {
        if (Repository.SharedData(path) is not { } file) return;
        var text = File.ReadAllBytes(file);
        Assert.True(JsonTexts.TryModel(text, out var model));
        foreach (var width in s_widths) Assert.Equal(model.ToString(), Read(text, width));
    }

    [Theory]
    [InlineData("bench/log_events.ndjson")]
    [InlineData("json/amazon_cellphones.ndjson")]
    [InlineData("logs/nginxplus_status.ndjson")]
    public void Classic_files_of_lines_read_as_the_framework_reads_them(string path)
    {
        if (Repository.SharedData(path) is not { } file) return;
        var text = File.ReadAllBytes(file);
        var expected = Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n')
            .Select(static line => JsonTexts.TryModel(Encoding.UTF8.GetBytes(line), out var model) ? model.ToString() : "refused");
        Assert.Equal(expected, ReadLines(new JsonParser(), text));
    }

    private static Value Parse(byte[] text, ScanWidth width)
    {
        var buffer = PooledBuffer.CopyOf(text);
        var parser = new JsonParser(width);
        var store = JsonStore.Rent(buffer, parser.Shapes);
        var reason = parser.Parse(store, buffer.Array, 0, text.Length, out var value, out var offset);
        value = value.Detach();
        store.Release();
        buffer.Release();
        return reason is null ? value : throw new JsonSyntaxException(reason, offset);
    }

    private static string Read(byte[] text, ScanWidth width, int length = -1)
    {
        var buffer = PooledBuffer.CopyOf(text);
        var parser = new JsonParser(width);
        var store = JsonStore.Rent(buffer, parser.Shapes);
        var reason = parser.Parse(store, buffer.Array, 0, length < 0 ? text.Length : length, out var value, out _);
        var result = reason is null ? value.ToString() : "refused";
        store.Release();
        buffer.Release();
        return result;
    }

    private static List<string> ReadLines(JsonParser parser, byte[] text)
    {
        var buffer = PooledBuffer.CopyOf(text);
        var store = JsonStore.Rent(buffer, parser.Shapes);
        var output = new Lines();
        parser.ParseLines(store, buffer.Array, 0, text.Length, output);
        store.Release();
        buffer.Release();
        return output.All;
    }

    private static void AssertSame(string expected, string found, byte[] text, int seed) =>
        Assert.True(expected == found, $"seed {seed}\ntext     {Encoding.UTF8.GetString(text)}\nexpected {expected}\nfound    {found}");

    private sealed class Lines : IDecodeOutput
    {
        public List<string> All { get; } = [];

        public void Attach(IBatchMemory memory)
        {
        }

        public void Value(Value value) => All.Add(value.ToString());

        public void Error(string text) => All.Add("refused");
    }
}
