using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches a regular expression found anywhere in the text (spec: language 9.2). Extracts the first match: a record of the named groups that took part.
/// </summary>
/// <remarks>
/// <para>
/// Patterns run in linear time: there is no look-around and there are no back-references. Classes such as <c>\w</c> know Unicode; groups
/// are named by <c>(?P&lt;name&gt;..)</c> or <c>(?&lt;name&gt;..)</c>; flags go inside, as <c>(?i)</c>. A backslash is written twice:
/// <c>\\d</c>.
/// </para>
/// </remarks>
[ExtractorExample("^(?P<verb>GET\\|PUT) (?P<path>[^ ]+)", "GET /cart HTTP/1.1", "{\"verb\": \"GET\", \"path\": \"/cart\"}")]
[ExtractorExample("[0-9]", "order 66", "{}")]
[Extractor("re")]
internal sealed class ReExtractor : IExtractor
{
    private readonly RegexMatcher _matcher;
    private readonly RegexCaptures _captures;

    public ReExtractor(string argument)
    {
        _matcher = Compile(argument);
        _captures = new RegexCaptures(_matcher, static name => name);
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => _matcher.IsMatch(utf8, context.SearchTimedOut);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = Value.EmptyRecord;
        if (_captures.Count == 0) return _matcher.IsMatch(utf8, context.SearchTimedOut);
        if (!_matcher.MayMatch(utf8)) return false;
        var scan = _matcher.Scan(utf8, context.SearchTimedOut);
        if (scan.Next() is not { } match) return false;
        value = _captures.ToRecord(match, new CapturedText(utf8, scan.IsAscii));
        return true;
    }

    internal static RegexMatcher Compile(string pattern)
    {
        try
        {
            return RegexMatcher.Compile(pattern);
        }
        catch (RegexSyntaxException e)
        {
            throw new InvalidExtractorException(e.Message);
        }
    }
}
