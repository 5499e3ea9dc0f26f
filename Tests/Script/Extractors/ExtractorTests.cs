using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Extractors;

public class ExtractorTests
{
    [Theory]
    [InlineData("glob", "a***", "more than two")]
    [InlineData("glob", "a**b", "path component")]
    [InlineData("glob", "?[a", "not closed")]
    [InlineData("re", "(?=a)", "look-ahead")]
    [InlineData("rerg", "(", "parenthesis")]
    [InlineData("kv", "%{key}=", "without a `%{val}`")]
    [InlineData("kv", "%{key}=%{val}=", "contained")]
    [InlineData("kv", "%{key}=%{val}\\x", "no escape")]
    [InlineData("dissect", "%{a}%{b}", "nothing between")]
    [InlineData("dissect", "%{a", "not closed")]
    [InlineData("dissect", "%{a%{b}}", "not closed")]
    [InlineData("dissect", "%{a}%{_(-)}-x", "padding's own text")]
    [InlineData("dissect", "%{_x}", "no padding")]
    [InlineData("dissect", "%{_()}", "no padding")]
    [InlineData("dissect", "%{a:bool}", "no type")]
    [InlineData("dissect", "a\\x", "no escape")]
    [InlineData("grok", "%{NOPE}", "no grok pattern `NOPE`")]
    [InlineData("grok", "(", "parenthesis")]
    [InlineData("cidr", "10/8", "beyond its prefix")]
    [InlineData("cidr", "::1", "IPv4 networks only")]
    [InlineData("cidr", "x", "no IPv4 network")]
    [InlineData("cidr", "1.2.3.4/40", "prefix length")]
    [InlineData("nope", "", "no extractor `nope`")]
    public void A_wrong_argument_is_refused_with_its_reason(string name, string argument, string reason)
    {
        Assert.Contains(reason, Assert.Throws<InvalidExtractorException>(() => ExtractorRegistry.Create(name, argument)).Message);
    }

    [Fact]
    public void Every_built_in_grok_pattern_compiles()
    {
        Assert.True(GrokPatterns.BuiltIn.Count > 250);
        Assert.All(GrokPatterns.BuiltIn.Keys, static name => ExtractorRegistry.Create("grok", $"%{{{name}:it}}"));
    }

    [Theory]
    [InlineData("COMBINEDAPACHELOG", "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326 \"http://x/\" \"Mozilla\"", "clientip", "127.0.0.1")]
    [InlineData("SYSLOGBASE", "Feb  5 17:32:18 myhost sshd[991]: hi", "logsource", "myhost")]
    [InlineData("SYSLOG5424LINE", "<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - failed", "syslog5424_msg", "failed")]
    [InlineData("TIMESTAMP_ISO8601", "at 2024-02-03T04:05:06.789Z", "it", "2024-02-03T04:05:06.789Z")]
    [InlineData("IPV6", "x 2001:db8::1", "it", "2001:db8::1")]
    [InlineData("QUOTEDSTRING", "say \"a \\\" b\" now", "it", "\"a \\\" b\"")]
    [InlineData("URI", "see http://user@h.example:80/p?q=1", "port", "80")]
    [InlineData("LOGLEVEL", "x WARN y", "it", "WARN")]
    [InlineData("RT_FLOW3", "RT_FLOW_SESSION_DENY: session denied 1.1.1.1/1->2.2.2.2/2 dns 17(0) pol a b x", "policy-name", "pol")]
    public void Grok_extracts_from_customary_lines(string pattern, string line, string field, string expected)
    {
        Assert.True(ExtractorRegistry.Create("grok", $"%{{{pattern}:it}}").Extract(Encoding.UTF8.GetBytes(line), new CallContext(), out var value));
        Assert.True(value.TryGetField(field, out var found), value.ToString());
        Assert.Equal(expected, found.AsText());
    }

    [Fact]
    public void A_malformed_line_disables_the_sites_grok_patterns()
    {
        Assert.True(GrokPatterns.TryRead(new StringReader("# c\n\nMINE [0-9] x\n"), []));
        Assert.False(GrokPatterns.TryRead(new StringReader("MINE\n"), []));
        Assert.Null(GrokPatterns.ReadSite("/nonexistent/grok.patterns"));
    }

    [Fact]
    public void Base64_of_other_bytes_passes_the_test_and_fails_the_extraction()
    {
        var extractor = ExtractorRegistry.Create("base64", "");
        Assert.True(extractor.Match("/w=="u8, new CallContext()));
        Assert.False(extractor.Extract("/w=="u8, new CallContext(), out _));
    }

    [Property(MaxTest = 300)]
    public Property No_input_makes_an_extractor_throw_and_extraction_agrees_with_the_test()
    {
        (string Name, string Argument)[] cases =
        [
            ("re", "(?P<a>\\w+)=(?P<b>.)"), ("rerg", "(?P<a>[^=]*)"), ("json", ""), ("kv", ""), ("influx", ""), ("cidr", ""), ("cidr", "10.0.0.0/8"),
            ("dissect", "%{a}=%{b:int} %{+c}%{_}%{+c}"), ("dissect", "%{a} %{b}"), ("glob", "a*?[!=]**"[..7]), ("glob", "?/**/a"), ("base64", ""),
            ("grok", "%{URI:u}|%{TIMESTAMP_ISO8601:t}|%{QS:q}"), ("datetime", "%Y-%m-%d %H:%M"),
        ];
        var extractors = cases.Select(static c => (c.Name, Extractor: ExtractorRegistry.Create(c.Name, c.Argument))).ToArray();
        var texts = Gen.ArrayOf(Gen.Elements("a", "=", " ", "1", "ß", "😀", "\n", "/", ",", "\\", "\"", "{", "10.0.0.1", ":", "http://", "-", "[", "]", "%"))
            .Select(string.Concat).ToArbitrary();
        return Prop.ForAll(texts, text =>
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            foreach (var (name, extractor) in extractors)
            {
                var matched = extractor.Extract(utf8, new CallContext(), out var value);
                if (name is not ("rerg" or "base64")) Assert.Equal(extractor.Match(utf8, new CallContext()), matched);
                if (matched) JsonText.Parse(JsonText.ToString(value));
            }
        });
    }

    [Fact]
    public void Extracted_values_survive_the_input()
    {
        var input = "a=1 b=2"u8.ToArray();
        ExtractorRegistry.Create("dissect", "%{x} %{y}").Extract(input, new CallContext(), out var value);
        input.AsSpan().Fill((byte)'!');
        Assert.Equal("""{"x":"a=1","y":"b=2"}""", JsonText.ToString(value));
        Assert.Equal(2, value.Detach().Count);
    }
}
