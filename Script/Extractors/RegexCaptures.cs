using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>What the named groups of one matcher captured, as values.</summary>
internal sealed class RegexCaptures
{
    private readonly (int Group, FieldName Name)[] _named;
    private readonly FieldName[] _names;

    /// <param name="rename">From the name of a group to the name of its field.</param>
    public RegexCaptures(RegexMatcher matcher, Func<string, string> rename)
    {
        _named = [.. matcher.GroupNames.Index().Where(static g => g.Item is not null).Select(g => (g.Index, new FieldName(rename(g.Item!))))];
        _names = [.. _named.Select(static g => g.Name)];
        HasDistinctNames = _names.Distinct().Count() == _names.Length;
    }

    public int Count => _named.Length;

    public ReadOnlySpan<FieldName> Names => _names;

    private bool HasDistinctNames { get; }

    /// <summary>The record of the groups that took part.</summary>
    public Value ToRecord(Match match, CapturedText text)
    {
        if (_named.Length == 0) return Value.EmptyRecord;
        var values = new Value[_named.Length];
        var count = 0;
        foreach (var (group, _) in _named)
            if (match.Groups[group] is { Success: true } captured) values[count++] = text.Part(captured);
        if (count == values.Length && HasDistinctNames) return Value.FromFields(_names, values);

        var record = new RecordBuilder(count);
        var at = 0;
        foreach (var (group, name) in _named)
            if (match.Groups[group].Success) record.Set(name, values[at++]);
        return record.Build();
    }

    /// <summary>The group of field <paramref name="index"/> in a match; null when it took no part.</summary>
    public Group? Captured(Match match, int index) => match.Groups[_named[index].Group] is { Success: true } group ? group : null;
}

/// <summary>The text that captures are cut from: one copy of the input for all of them, where offsets allow it.</summary>
internal readonly struct CapturedText(ReadOnlySpan<byte> utf8, bool isAscii)
{
    private readonly byte[]? _copy = isAscii ? utf8.ToArray() : null;

    public Value Part(Capture capture)
    {
        if (_copy is not null) return Value.FromUtf8(_copy, capture.Index, capture.Length);
        var bytes = new byte[Encoding.UTF8.GetByteCount(capture.ValueSpan)];
        Encoding.UTF8.GetBytes(capture.ValueSpan, bytes);
        return Value.FromUtf8(bytes);
    }
}
