namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>Rules of all extractors (spec: language 9 at its beginning, 1.9, 12.3).</summary>
public class ExtractorRuleTests
{
    private static readonly string[] s_literals =
    [
        "glob|*|", "re||", "rerg||", "base64||", "kv||", "json||", "dissect|%{a}|", "grok|%{DATA:d}|", "cidr||", "influx||", "datetime|%s|",
    ];

    [Fact]
    public void Only_strings_match()
    {
        foreach (var literal in s_literals)
        {
            foreach (var payload in new[] { "null", "true", "1", "1.5", "[]", "[\"1\"]", "{}", "{\"a\":\"1\"}" })
                Assert.Equal("[0,0]", ScriptRun.Of($"[(match event of case ~ {literal} => 1 case _ => 0 end), (match event of case v = ~ {literal} => v case _ => 0 end)]", payload));
            Assert.Equal("[0,0]", ScriptRun.Of($"let b = << \"1\"/binary >>; [(match b of case ~ {literal} => 1 case _ => 0 end), (match b of case v = ~ {literal} => v case _ => 0 end)]"));
        }
    }

    [Theory]
    [InlineData("match event of case ~ RE|x| => 1 case _ => 0 end", "1")]
    [InlineData("match event of case ~ JsOn|| => 1 case _ => 0 end", "0")]
    [InlineData("match event of case r = ~ re|  (?P<x>.)| => r case _ => 0 end", """{"x":"x"}""")]
    [InlineData("match event of case r = ~ re  # which\n |(?P<x>.)| => r case _ => 0 end", """{"x":"x"}""")]
    [InlineData("match event of case r = ~ re|\\\n   (?P<x>\\\n   .)| => r case _ => 0 end", """{"x":"x"}""")]
    [InlineData("match event of case r = ~ re|(?P<x>\\\n   .)| => r case _ => 0 end", "0")]
    [InlineData("match event of case ~ re|y\\|x| => 1 case _ => 0 end", "1")]
    [InlineData("match event of case ~ re|\\\\w| => 1 case _ => 0 end", "1")]
    [InlineData("match {\"k\": event} of case r = %{k ~= re|(?P<x>.)|} => r case _ => 0 end", """{"k":{"x":"x"}}""")]
    [InlineData("match {\"k\": event} of case %{k ~= re|(?P<x>.)|} => 1 case _ => 0 end", "1")]
    [InlineData("match [event, 1] of case r = %[~ re|(?P<x>.)|] => r case _ => 0 end", """[[0,{"x":"x"}]]""")]
    [InlineData("fn f(v) of case (~ re|(?P<x>.)|) => v case _ => 0 end; f(event)", """{"x":"x"}""")]
    [InlineData("fn f(v) of case (~ rerg|z|) => v case _ => 0 end; f(event)", "{}")]
    [InlineData("match event of case r = ~ rerg|z| => r case _ => 0 end", "{}")]
    [InlineData("match event of case ~ rerg|z| => 1 case _ => 0 end", "0")]
    [InlineData("match {\"k\": event} of case r = %{k ~= rerg|z|} => r case _ => 0 end", """{"k":{}}""")]
    [InlineData("match {\"k\": event} of case %{k ~= rerg|z|} => 1 case _ => 0 end", "0")]
    [InlineData("match [event] of case r = %(~ rerg|z|) => r case _ => 0 end", "[{}]")]
    [InlineData("match [event] of case %(~ rerg|z|) => 1 case _ => 0 end", "0")]
    [InlineData("match [event, 2] of case r = %[~ rerg|z|] => r case _ => 0 end", "[[0,{}]]")]
    [InlineData("match [event, 2] of case %[~ rerg|z|] => 1 case _ => 0 end", "0")]
    [InlineData("match \"/w==\" of case ~ base64|| => 1 case _ => 0 end", "1")]
    [InlineData("match \"/w==\" of case r = ~ base64|| => 1 case _ => 0 end", "0")]
    [InlineData("fn f(v) of case (~ base64||) => 1 case _ => 0 end; f(\"/w==\")", "0")]
    [InlineData("match {\"k\": \"/w==\"} of case %{k ~= base64||} => 1 case _ => 0 end", "1")]
    [InlineData("match {\"k\": \"/w==\"} of case r = %{k ~= base64||} => 1 case _ => 0 end", "0")]
    [InlineData("match [\"/w==\"] of case r = %[~ base64||] => 1 case _ => 0 end", "0")]
    [InlineData("match \"10\" of case r = ~ cidr|| when r.prefix[0] == 10 => r.mask case _ => 0 end", "[255,255,255,255]")]
    public void A_literal_names_an_extractor_and_its_argument(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, "\"x\""));

    [Theory]
    [InlineData("match 1 of case ~ nope|x| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-1:26")]
    [InlineData("match 1 of case ~ split|,| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-1:27")]
    [InlineData("match 1 of case ~ prefix|a| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-1:28")]
    [InlineData("match 1 of case ~ re |(| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-1:25")]
    [InlineData("match 1 of case ~ re\n  |(| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-2:6")]
    [InlineData("match 1 of case ~ grok|\\\n  %{NOPE}| => 1 case _ => 0 end", "compile: InvalidExtractor 1:19-2:11")]
    [InlineData("match 1 of case %{ k ~= re|(| } => 1 case _ => 0 end", "compile: InvalidExtractor 1:25-1:30")]
    [InlineData("match 1 of case %[ ~ re|(| ] => 1 case _ => 0 end", "compile: InvalidExtractor 1:22-1:27")]
    [InlineData("match 1 of case %( 1, ~ re|(| ) => 1 case _ => 0 end", "compile: InvalidExtractor 1:25-1:30")]
    [InlineData("fn f(v) of case (~ re|(|) => 1 case _ => 0 end; 1", "compile: InvalidExtractor 1:20-1:25")]
    [InlineData("for event of case (i, ~ re|(|) => 1 end", "compile: UnrecognizedToken 1:23-1:24")]
    [InlineData("match 1 of case ~ re|\\d| => 1 case _ => 0 end", "compile: UnexpectedEscapeCode 1:23-1:23")]
    [InlineData("match 1 of case ~ re|abc", "compile: UnterminatedExtractor 1:21-1:25")]
    [InlineData("match 1 of case ~ re|a\nbc| => 1 case _ => 0 end", "compile: UnterminatedExtractor 1:21-1:23")]
    [InlineData("match \"é\" of case ~ glob|é**é| => 1 case _ => 0 end", "compile: InvalidExtractor 1:21-1:31")]
    public void A_wrong_extractor_is_shown_from_its_name_to_the_closing_bar(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script));

    [Fact]
    public void An_influx_line_without_a_time_has_that_of_the_event() =>
        Assert.Equal("0", ScriptRun.Of("match event of case r = ~ influx|| => r.timestamp case _ => null end", "\"m f=1\""));
}
