using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::re</c> (spec: stdlib 2.10): pattern first, then the text. Compiled patterns are kept.</summary>
internal static class ReModule
{
    /// <summary>How many patterns are kept, and of how many characters together: they may come with events.</summary>
    private const int MaxKept = 256;
    private const int MaxKeptLength = 1 << 18;

    private const int MaxOnStack = 256;

    private static readonly ConcurrentDictionary<string, RegexMatcher> s_matchers = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, RegexMatcher>.AlternateLookup<ReadOnlySpan<char>> s_byCharacters =
        s_matchers.GetAlternateLookup<ReadOnlySpan<char>>();

    private static int s_keptLength;

    [Function("re::is_match")]
    [Example("re::is_match(\"^b+$\", \"bb\")", "true")]
    public static CallResult IsMatch(CallContext context, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text) =>
        TryMatcher(pattern, out var matcher, out var error) ? Value.From(matcher.IsMatch(text, context.SearchTimedOut)) : error;

    [Function("re::replace")]
    [Example("re::replace(\"[0-9]\", \"a1b2\", \"<$0>\")", "\"a<1>b2\"")]
    public static CallResult Replace(CallContext context, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, ReadOnlySpan<byte> to) => Replace(context, pattern, text, to, 1);

    [Function("re::replace_all")]
    [Example("re::replace_all(\"(?P<l>[a-z])([0-9])\", \"a1b2\", \"${2}$l$9.\")", "\"1a.2b.\"")]
    public static CallResult ReplaceAll(CallContext context, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, ReadOnlySpan<byte> to) =>
        Replace(context, pattern, text, to, int.MaxValue);

    [Function("re::split")]
    [Example("re::split(\",\", \"a,,b\")", "[\"a\", \"\", \"b\"]")]
    [Example("re::split(\"x\", \"\")", "[\"\"]")]
    public static CallResult Split(CallContext context, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        if (!TryMatcher(pattern, out var matcher, out var error)) return error;
        var pieces = new List<Value>();
        var scan = matcher.Scan(text, context.SearchTimedOut);
        var start = 0;
        while (scan.Next() is { } match)
        {
            pieces.Add(Text(scan.Text.AsSpan(start, match.Index - start)));
            start = match.Index + match.Length;
        }

        pieces.Add(Text(scan.Text.AsSpan(start)));
        return Value.FromArray([.. pieces]);
    }

    private static CallResult Replace(CallContext context, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, ReadOnlySpan<byte> to, int limit)
    {
        if (!TryMatcher(pattern, out var matcher, out var error)) return error;
        var replacement = Encoding.UTF8.GetString(to);
        var replaced = new StringBuilder();
        var scan = matcher.Scan(text, context.SearchTimedOut);
        var start = 0;
        for (var count = 0; count < limit && scan.Next() is { } match; count++)
        {
            replaced.Append(scan.Text, start, match.Index - start);
            Expand(replacement, matcher, match, replaced);
            if (replaced.Length > TextBuilder.MaxLength) throw new TextTooLongException();
            start = match.Index + match.Length;
        }

        replaced.Append(scan.Text, start, scan.Text.Length - start);
        return Value.From(replaced.ToString());
    }

    /// <summary><c>$name</c> takes the longest run of letters, digits and underscores; unknown groups and those that took no part are empty.</summary>
    /// <exception cref="TextTooLongException"/>
    private static void Expand(string template, RegexMatcher matcher, Match match, StringBuilder text)
    {
        for (var at = 0; at < template.Length;)
        {
            if (text.Length > TextBuilder.MaxLength) throw new TextTooLongException();
            if (template[at] != '$')
            {
                text.Append(template[at++]);
            }
            else if (at + 1 < template.Length && template[at + 1] == '$')
            {
                text.Append('$');
                at += 2;
            }
            else if (at + 1 < template.Length && template[at + 1] == '{' && template.IndexOf('}', at) is > 0 and var close)
            {
                text.Append(Group(template[(at + 2)..close], matcher, match));
                at = close + 1;
            }
            else
            {
                var end = at + 1;
                while (end < template.Length && (char.IsAsciiLetterOrDigit(template[end]) || template[end] == '_')) end++;
                if (end == at + 1) text.Append('$');
                else text.Append(Group(template[(at + 1)..end], matcher, match));
                at = end;
            }
        }
    }

    private static string Group(string name, RegexMatcher matcher, Match match)
    {
        if (!int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index))
        {
            for (index = matcher.GroupNames.Count - 1; index > 0 && matcher.GroupNames[index] != name;) index--;
            if (index <= 0) return "";
        }

        return index < matcher.GroupNames.Count ? match.Groups[index].Value : "";
    }

    private static bool TryMatcher(ReadOnlySpan<byte> pattern, out RegexMatcher matcher, out CallResult error)
    {
        error = default;
        if (pattern.Length <= MaxOnStack)
        {
            Span<char> characters = stackalloc char[MaxOnStack];
            if (s_byCharacters.TryGetValue(characters[..Encoding.UTF8.GetChars(pattern, characters)], out matcher!)) return true;
        }

        var text = Encoding.UTF8.GetString(pattern);
        if (s_matchers.TryGetValue(text, out matcher!)) return true;
        try
        {
            matcher = RegexMatcher.Compile(text, RegexDialect.Linear, allGroups: true);
        }
        catch (RegexSyntaxException e)
        {
            error = CallResult.Fail($"the pattern is wrong: {e.Message}");
            return false;
        }

        Keep(text, matcher);
        return true;
    }

    private static void Keep(string pattern, RegexMatcher matcher)
    {
        if (pattern.Length > MaxKeptLength) return;
        if (s_matchers.Count >= MaxKept || Interlocked.Add(ref s_keptLength, pattern.Length) > MaxKeptLength)
        {
            s_matchers.Clear();
            Interlocked.Exchange(ref s_keptLength, pattern.Length);
        }

        s_matchers[pattern] = matcher;
    }

    private static Value Text(ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return Value.FromUtf8(utf8);
    }
}
