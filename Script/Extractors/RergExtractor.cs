using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches a regular expression as often as it is found (spec: language 9.2). Extracts for each named group the array of what it captured.
/// </summary>
/// <remarks>
/// <para>
/// With a name or in a record pattern, where it extracts, it matches every string and gives <c>{}</c> when nothing was found; as a bare
/// test it needs a match. The patterns are those of <c>re</c>.
/// </para>
/// </remarks>
[ExtractorExample("#(?P<tag>[a-z]+)", "lamp #brass #sale", "{\"tag\": [\"brass\", \"sale\"]}")]
[ExtractorExample("#(?P<tag>[a-z]+)", "lamp", "{}")]
[Extractor("rerg")]
internal sealed class RergExtractor : IExtractor
{
    private readonly RegexMatcher _matcher;
    private readonly RegexCaptures _captures;

    public RergExtractor(string argument)
    {
        _matcher = ReExtractor.Compile(argument);
        _captures = new RegexCaptures(_matcher, static name => name);
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => _matcher.IsMatch(utf8, context.SearchTimedOut);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = Value.EmptyRecord;
        if (_captures.Count == 0) return true;
        var scan = _matcher.Scan(utf8, context.SearchTimedOut);
        if (scan.Next() is not { } match) return true;

        var text = new CapturedText(utf8, scan.IsAscii);
        var found = new List<Value>[_captures.Count];
        for (var next = match; next is not null; next = scan.Next())
        {
            for (var i = 0; i < found.Length; i++)
                if (_captures.Captured(next, i) is { } group) (found[i] ??= []).Add(text.Part(group));
        }

        var record = new RecordBuilder(found.Length);
        for (var i = 0; i < found.Length; i++)
            if (found[i] is { } items) record.Set(_captures.Names[i], Value.FromArray([.. items]));
        value = record.Build();
        return true;
    }
}
