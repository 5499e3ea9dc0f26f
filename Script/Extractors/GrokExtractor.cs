using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches a regular expression built of named patterns, found anywhere in the text (spec: language 9.6). Extracts a record of strings: the
/// aliases and named groups that took part.
/// </summary>
/// <remarks>
/// <para>
/// <c>%{NAME}</c> stands for a named pattern, <c>%{NAME:field}</c> captures what it matches into a field, and <c>%{NAME=regex}</c> defines
/// a name on the spot. All else is a regular expression in the dialect of Oniguruma. There are no types: convert with
/// <c>integer::parse</c>.
/// </para>
/// <para>Patterns of your own go into <c>/etc/tremor/grok.patterns</c>, one a line: the name, one blank, the expression.</para>
/// </remarks>
[ExtractorExample("%{IPV4:client} %{WORD:verb} %{NUMBER:bytes}", "10.0.0.7 GET 512", "{\"client\": \"10.0.0.7\", \"verb\": \"GET\", \"bytes\": \"512\"}")]
[ExtractorExample("%{SKU:sku=[a-z]+-[0-9]+}", "sold lamp-42", "{\"sku\": \"lamp-42\"}")]
[Extractor("grok")]
internal sealed class GrokExtractor : IExtractor
{
    private readonly RegexMatcher _matcher;
    private readonly RegexCaptures _captures;

    public GrokExtractor(string argument)
    {
        GrokExpansion expansion;
        try
        {
            (expansion, _matcher) = Compile(argument);
        }
        catch (RegexSyntaxException e)
        {
            throw new InvalidExtractorException(e.Message);
        }

        _captures = new RegexCaptures(_matcher, expansion.FieldOf);
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => _matcher.IsMatch(utf8, context.SearchTimedOut);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        if (!_matcher.MayMatch(utf8)) return false;
        var scan = _matcher.Scan(utf8, context.SearchTimedOut);
        if (scan.Next() is not { } match) return false;
        value = _captures.ToRecord(match, new CapturedText(utf8, scan.IsAscii));
        return true;
    }

    private static (GrokExpansion Expansion, RegexMatcher Matcher) Compile(string pattern)
    {
        if (GrokPatterns.WithSiteFile is { } site)
        {
            try
            {
                return Compile(pattern, site);
            }
            catch (FormatException)
            {
                // The pattern does not compile with the site's own patterns: the built-in ones decide.
            }
        }

        return Compile(pattern, GrokPatterns.BuiltIn);
    }

    private static (GrokExpansion Expansion, RegexMatcher Matcher) Compile(string pattern, IReadOnlyDictionary<string, string> patterns)
    {
        var expansion = GrokExpansion.Of(pattern, patterns);
        return (expansion, RegexMatcher.Compile(expansion.Regex, RegexDialect.Oniguruma, shownAs: pattern));
    }
}
