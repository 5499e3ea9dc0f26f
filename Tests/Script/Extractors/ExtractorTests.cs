using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Extractors;

public class ExtractorTests
{
    [Theory]
    [InlineData("re", "(?P<k>[a-z])=(?P<v>[0-9])", "x a=1;b=2", """{"k":"a","v":"1"}""")]
    [InlineData("re", "(?<a>x)|(?<b>y)", "y", """{"b":"y"}""")]
    [InlineData("re", "b", "abc", "{}")]
    [InlineData("re", "^b", "abc", null)]
    [InlineData("re", "(?P<w>.)b", "😀b", """{"w":"😀"}""")]
    [InlineData("rerg", "(?P<k>[a-z])=(?P<v>[0-9]);", "a=1;b=2;", """{"k":["a","b"],"v":["1","2"]}""")]
    [InlineData("rerg", "(?P<k>[a-z])=(?P<v>[0-9])?;", "a=1;b=;", """{"k":["a","b"],"v":["1"]}""")]
    [InlineData("rerg", "(?P<k>z)", "abc", "{}")]
    [InlineData("json", "", """ {"a": [1, 2.0], "a": "x"} """, """{"a":"x"}""")]
    [InlineData("json", "", "1", "1")]
    [InlineData("json", "", "{", null)]
    [InlineData("json", "", "", null)]
    [InlineData("json", "", "1 2", null)]
    [InlineData("base64", "", "c25vdA==", "\"snot\"")]
    [InlineData("base64", "", "c25vdA", "\"snot\"")]
    [InlineData("base64", "", "c25vdA=", "\"snot\"")]
    [InlineData("base64", "", "c25vd", null)]
    [InlineData("base64", "", "c25v dA==", null)]
    [InlineData("base64", "", "c25vdB==", null)]
    [InlineData("base64", "", "/w==", null)]
    [InlineData("base64", "", "", "\"\"")]
    [InlineData("kv", "%{key}=%{val};", "u=ann;x;t=1=2;z=", """{"u":"ann","z":""}""")]
    [InlineData("kv", "", "a:1 b:2", """{"a":"1","b":"2"}""")]
    [InlineData("kv", ",", "a:1,b:2", """{"a":"1","b":"2"}""")]
    [InlineData("kv", "%{key}=%{val}\\n%{key}:%{val}", "a=1\nb:2", """{"a":"1","b":"2"}""")]
    [InlineData("kv", "%{key}=%{val}", "a b c", null)]
    [InlineData("kv", "%{key}=%{val}", "a=1 a=2", """{"a":"2"}""")]
    [InlineData("dissect", "%{day}T%{+at}:%{+at} %{?k}=%{&k:int}", "2024-02-01T08:30 port=9000", """{"day":"2024-02-01","at":"08 30","port":9000}""")]
    [InlineData("dissect", "%{a} %{b}", "x y z", """{"a":"x","b":"y z"}""")]
    [InlineData("dissect", "%{a},%{}", "x,y", """{"a":"x"}""")]
    [InlineData("dissect", "%{a},", "x,y", null)]
    [InlineData("dissect", "%{a}%{_}%{b}", "x   y", """{"a":"x","b":"y"}""")]
    [InlineData("dissect", "%{a}%{_(-)}%{+a}", "x---y", """{"a":"x-y"}""")]
    [InlineData("dissect", "%{a}%{_}|", "x|", """{"a":"x"}""")]
    [InlineData("dissect", "%{a}%{_}", "x", """{"a":"x"}""")]
    [InlineData("dissect", "%{a:int}", "-12", """{"a":-12}""")]
    [InlineData("dissect", "%{a:int}", "1.5", null)]
    [InlineData("dissect", "%{a:float}", "1.5e3", """{"a":1500.0}""")]
    [InlineData("dissect", "%{a:int} %{+a}", "1 x", "{}")]
    [InlineData("dissect", "%{?k}=%{&k}", "=x", null)]
    [InlineData("dissect", "%{&k} %{?k}", "a b", null)]
    [InlineData("dissect", "a%{x}%}", "abc%}", """{"x":"bc"}""")]
    [InlineData("dissect", "a\\tb", "a\tb", "{}")]
    [InlineData("dissect", "", "", "{}")]
    [InlineData("dissect", "", "a", null)]
    [InlineData("grok", "%{IP:client} %{WORD:method} %{NUMBER:n:int}", "10.0.0.1 GET 7", """{"client":"10.0.0.1","method":"GET","n:int":"7"}""")]
    [InlineData("grok", "%{SYSLOGPROG}", "sshd[12]", """{"program":"sshd","pid":"12"}""")]
    [InlineData("grok", "%{ID=[a-f]+} %{ID:x}", "abc def", """{"x":"def"}""")]
    [InlineData("grok", "%{HEX:h=[0-9a-f]+}", "xx 1f", """{"h":"1f"}""")]
    [InlineData("grok", "(?<year>%{YEAR})-%{MONTHNUM:m}", "2024-02", """{"year":"2024","m":"02"}""")]
    [InlineData("grok", "%{WORD:a} %{WORD:a}", "x y", """{"name0":"x","a":"y"}""")]
    [InlineData("grok", "%{INT:i}", "none", null)]
    [InlineData("cidr", "", "192.0.2.0/24", """{"prefix":[192,0,2,0],"mask":[255,255,255,0]}""")]
    [InlineData("cidr", "", "10/8", """{"prefix":[10,0,0,0],"mask":[255,0,0,0]}""")]
    [InlineData("cidr", "", "192.0.2.17/24", null)]
    [InlineData("cidr", "", "192.0.2.17", """{"prefix":[192,0,2,17],"mask":[255,255,255,255]}""")]
    [InlineData("cidr", "", "2001:db8::/32", """{"prefix":[8193,3512,0,0,0,0,0,0],"mask":[65535,65535,0,0,0,0,0,0]}""")]
    [InlineData("cidr", "", "::1", """{"prefix":[0,0,0,0,0,0,0,1],"mask":[65535,65535,65535,65535,65535,65535,65535,65535]}""")]
    [InlineData("cidr", "", "fe80::1%eth0", null)]
    [InlineData("cidr", "", "192.0.2.0/33", null)]
    [InlineData("cidr", "", "256.0.0.1", null)]
    [InlineData("cidr", "", "", null)]
    [InlineData("cidr", "192.0.2.0/24", "192.0.2.17", """{"prefix":[192,0,2,17],"mask":[255,255,255,255]}""")]
    [InlineData("cidr", "10.0.0.0/8, 192.0.2.0/24", "192.0.3.1", null)]
    [InlineData("cidr", "192.0.2.0/24", "192.0.2.0/24", null)]
    [InlineData("cidr", "1.2", "1.0.0.2", """{"prefix":[1,0,0,2],"mask":[255,255,255,255]}""")]
    [InlineData("cidr", "1.2.3", "1.2.0.3", """{"prefix":[1,2,0,3],"mask":[255,255,255,255]}""")]
    [InlineData("influx", "", "m,host=a,re\\ gion=b\\,c f=1i,g=2.5,h=\"x \\\" y\",t=T 99", """{"measurement":"m","tags":{"host":"a","re gion":"b,c"},"fields":{"f":1,"g":2.5,"h":"x \" y","t":true},"timestamp":99}""")]
    [InlineData("influx", "", " m f=-1i\n", """{"measurement":"m","tags":{},"fields":{"f":-1},"timestamp":7}""")]
    [InlineData("influx", "", "m\\ x f\\=1=2", """{"measurement":"m x","tags":{},"fields":{"f=1":2.0},"timestamp":7}""")]
    [InlineData("influx", "", "m  f=1", """{"measurement":"m","tags":{}," fields":0}""", true)]
    [InlineData("influx", "", "m f=1  9", null)]
    [InlineData("influx", "", "m f=1u", null)]
    [InlineData("influx", "", "m", null)]
    [InlineData("influx", "", "# m f=1", null)]
    [InlineData("influx", "", "m f=1 x\\", null)]
    [InlineData("influx", "", "m\\", null)]
    public void Extracts_what_the_specification_says(string name, string argument, string input, string? expected, bool onlyMatches = false)
    {
        var extractor = ExtractorRegistry.Create(name, argument);
        var matched = extractor.Extract(Encoding.UTF8.GetBytes(input), new CallContext { IngestNs = 7 }, out var value);
        if (onlyMatches)
        {
            Assert.True(matched);
            return;
        }

        Assert.Equal(expected, matched ? JsonText.ToString(value) : null);
    }

    [Theory]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "a/.c", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("a?c", "añc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("?", "😀", true)]
    [InlineData("[abc]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[!]]x", "ax", true)]
    [InlineData("[ab]*", "[ab]cd", true)]
    [InlineData("[ab]*", "ac", false)]
    [InlineData("*[ab]", "x[ab]", true)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "A", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("**/b?", "a/x/b1", true)]
    [InlineData("**/b?", "b1", true)]
    [InlineData("**/b?", "ab1", false)]
    [InlineData("a/**/?", "a/b", true)]
    [InlineData("a/**/?", "a/x/y/b", true)]
    [InlineData("a/**/?", "a/x/yb", false)]
    [InlineData("?/**", "a/x/yb", true)]
    [InlineData("?/**", "a", false)]
    public void Glob_matches_whole_strings(string pattern, string input, bool expected) =>
        Assert.Equal(expected, ExtractorRegistry.Create("GLOB", pattern).Match(Encoding.UTF8.GetBytes(input)));

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
        Assert.True(extractor.Match("/w=="u8));
        Assert.False(extractor.Extract("/w=="u8, new CallContext(), out _));
    }

    [Fact]
    public void No_input_makes_an_extractor_throw_and_extraction_agrees_with_the_test()
    {
        (string Name, string Argument)[] cases =
        [
            ("re", "(?P<a>\\w+)=(?P<b>.)"), ("rerg", "(?P<a>[^=]*)"), ("json", ""), ("kv", ""), ("influx", ""), ("cidr", ""), ("cidr", "10.0.0.0/8"),
            ("dissect", "%{a}=%{b:int} %{+c}%{_}%{+c}"), ("dissect", "%{a} %{b}"), ("glob", "a*?[!=]**"[..7]), ("glob", "?/**/a"), ("base64", ""),
            ("grok", "%{URI:u}|%{TIMESTAMP_ISO8601:t}|%{QS:q}"), ("datetime", "%Y-%m-%d %H:%M"),
        ];
        var extractors = cases.Select(static c => (c.Name, Extractor: ExtractorRegistry.Create(c.Name, c.Argument))).ToArray();
        var texts = Gen.ArrayOf(Gen.Elements("a", "=", " ", "1", "ß", "😀", "\n", "/", ",", "\\", "\"", "{", "10.0.0.1", ":", "http://", "-", "[", "]", "%")).Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            foreach (var (name, extractor) in extractors)
            {
                var matched = extractor.Extract(utf8, new CallContext(), out var value);
                if (name is not ("rerg" or "base64")) Assert.Equal(extractor.Match(utf8), matched);
                if (matched) JsonText.Parse(JsonText.ToString(value));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
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
