using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>The captures of the named groups of one matcher, as values.</summary>
internal sealed class RegexCaptures
{
    /// <summary>One bit of a number each.</summary>
    private const int MaxInLayout = 64;

    private readonly (int Group, FieldName Name)[] _named;
    private readonly FieldName[] _names;
    private readonly bool _hasDistinctNames;
    private readonly Layout?[] _layouts = new Layout?[8];

    /// <param name="rename">From the name of a group to the name of its field.</param>
    public RegexCaptures(RegexMatcher matcher, Func<string, string> rename)
    {
        _named = [.. matcher.GroupNames.Index().Where(static g => g.Item is not null).Select(g => (g.Index, new FieldName(rename(g.Item!))))];
        _names = [.. _named.Select(static g => g.Name)];
        _hasDistinctNames = _names.Distinct().Count() == _names.Length;
    }

    public int Count => _named.Length;

    public ReadOnlySpan<FieldName> Names => _names;

    /// <summary>The record of the groups that took part.</summary>
    public Value ToRecord(Match match, CapturedText text)
    {
        var groups = match.Groups;
        var present = 0UL;
        if (_named.Length <= MaxInLayout)
            for (var i = 0; i < _named.Length; i++) present |= groups[_named[i].Group].Success ? 1UL << i : 0;
        if (present == 0 || !_hasDistinctNames) return Build(groups, text);
        var names = NamesOf(present);
        var values = new Value[names.Length];
        for (var at = 0; at < values.Length; at++, present &= present - 1)
            values[at] = text.Part(groups[_named[BitOperations.TrailingZeroCount(present)].Group]);
        return Value.FromFields(names, values);
    }

    private Value Build(GroupCollection groups, CapturedText text)
    {
        var record = new RecordBuilder(_named.Length);
        foreach (var (group, name) in _named)
            if (groups[group] is { Success: true } captured) record.Set(name, text.Part(captured));
        return record.Build();
    }

    /// <summary>The names of the fields that are present: the same array for the same ones, which follow each other in most data.</summary>
    private FieldName[] NamesOf(ulong present)
    {
        ref var layout = ref _layouts[(int)((present * 0x9E37_79B9_7F4A_7C15) >> 61)];
        var known = Volatile.Read(ref layout);
        if (known?.Present == present) return known.Names;
        known = new Layout(present, [.. _names.Where((_, i) => (present >> i & 1) != 0)]);
        Volatile.Write(ref layout, known);
        return known.Names;
    }

    /// <summary>The group of field <paramref name="index"/> in a match; null when it took no part.</summary>
    public Group? Captured(Match match, int index) => match.Groups[_named[index].Group] is { Success: true } group ? group : null;

    /// <param name="Present">Which fields there are.</param>
    private sealed record Layout(ulong Present, FieldName[] Names);
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
