using System.Collections.Concurrent;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>The sets of code points that patterns name: <c>\d</c>, <c>\p{Greek}</c>, <c>[:alpha:]</c>, and the case variants of a set.</summary>
internal static class UnicodeSets
{
    public static readonly CodePointSet AsciiDigit = CodePointSet.Of('0', '9');
    public static readonly CodePointSet AsciiSpace = CodePointSet.Of("\t\n\v\f\r ");
    public static readonly CodePointSet AsciiWord = CodePointSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    public static readonly CodePointSet HexDigit = CodePointSet.Of([('0', '9'), ('A', 'F'), ('a', 'f')]);

    private static readonly Lazy<CodePointSet> s_word = new(static () =>
        Property("Alphabetic")!.Union(Property("M")!).Union(Property("Nd")!).Union(Property("Pc")!).Union(Property("Join_Control")!));

    /// <summary>By loose name or <c>property=value</c>: no more than the tables have, although patterns may come with events.</summary>
    private static readonly ConcurrentDictionary<string, CodePointSet> s_named = new();

    public static CodePointSet Digit => Property("Nd")!;

    public static CodePointSet Space => Property("White_Space")!;

    /// <summary>UTS 18, annex C: alphabetic, marks, decimal digits, connectors and join controls.</summary>
    public static CodePointSet Word => s_word.Value;

    /// <summary>
    /// A binary property, general category or script by long or short name, loosely compared: case, blanks, hyphens, underscores and an <c>is</c> in
    /// front do not count. <c>Script=Greek</c> and the like name the property as well: <c>gc</c>, <c>sc</c>, <c>scx</c>, <c>age</c>, <c>gcb</c>,
    /// <c>wb</c>, <c>sb</c>. Null for an unknown one.
    /// </summary>
    public static CodePointSet? Property(string name)
    {
        var at = name.IndexOf('=');
        var (property, value) = at < 0 ? ("", Loose(name)) : (Loose(name[..at]), Loose(name[(at + 1)..]));
        var key = at < 0 ? value : $"{property}={value}";
        if (s_named.TryGetValue(key, out var known)) return known;
        return (at < 0 ? Unvalued(value) : Valued(property, value)) is { } set ? s_named.GetOrAdd(key, set) : null;
    }

    /// <summary>A POSIX class, such as <c>alpha</c>: ASCII only. Null for an unknown one.</summary>
    public static CodePointSet? Posix(string name) => name switch
    {
        "alnum" => CodePointSet.Of([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        "alpha" => CodePointSet.Of([('A', 'Z'), ('a', 'z')]),
        "ascii" => CodePointSet.Of(0, 0x7F),
        "blank" => CodePointSet.Of("\t "),
        "cntrl" => CodePointSet.Of([(0, 0x1F), (0x7F, 0x7F)]),
        "digit" => AsciiDigit,
        "graph" => CodePointSet.Of('!', '~'),
        "lower" => CodePointSet.Of('a', 'z'),
        "print" => CodePointSet.Of(' ', '~'),
        "punct" => CodePointSet.Of([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        "space" => AsciiSpace,
        "upper" => CodePointSet.Of('A', 'Z'),
        "word" => AsciiWord,
        "xdigit" => HexDigit,
        _ => null,
    };

    /// <summary>A POSIX class as Oniguruma has it, over all of Unicode. Null for an unknown one.</summary>
    public static CodePointSet? WidePosix(string name) => name switch
    {
        "alnum" => Property("Alphabetic")!.Union(Digit),
        "alpha" => Property("Alphabetic")!,
        "blank" => Property("Zs")!.Union(CodePointSet.Of('\t', '\t')),
        "cntrl" => Property("Cc")!,
        "digit" => Digit,
        "graph" => Space.Union(Property("Cc")!).Union(Property("Cn")!).Complement(),
        "lower" => Property("Lowercase")!,
        "print" => WidePosix("graph")!.Union(Property("Zs")!),
        "punct" => Property("P")!,
        "space" => Space,
        "upper" => Property("Uppercase")!,
        "word" => Word,
        _ => Posix(name),
    };

    /// <summary>The set with everything that differs from a member by case alone.</summary>
    public static CodePointSet IgnoringCase(CodePointSet set, bool unicode)
    {
        var more = new List<(int, int)>();
        foreach (var (low, high) in set.Ranges)
        {
            more.Add((low, high));
            Shift(more, low, high, 'A', 'Z', 32);
            Shift(more, low, high, 'a', 'z', -32);
        }

        if (unicode)
        {
            foreach (var (member, others) in UnicodeTables.Orbits)
                if (set.Contains(member))
                    foreach (var other in others) more.Add((other, other));
        }

        return CodePointSet.Of(more);
    }

    private static void Shift(List<(int, int)> ranges, int low, int high, int first, int last, int by)
    {
        low = Math.Max(low, first);
        high = Math.Min(high, last);
        if (low <= high) ranges.Add((low + by, high + by));
    }

    /// <summary>UAX 44, LM3. The <c>is</c> of <c>isc</c> is none.</summary>
    private static string Loose(string name)
    {
        var loose = string.Concat(name.Where(static c => c is not (' ' or '_' or '-') and <= '\x7F')).ToLowerInvariant();
        return loose.StartsWith("is", StringComparison.Ordinal) && loose != "isc" ? loose[2..] : loose;
    }

    /// <summary>These three are short names of properties too, but mean the categories.</summary>
    private static CodePointSet? Unvalued(string name) => (name is "cf" or "sc" or "lc" ? null : UnicodeTables.Find("", name))
        ?? Category(name)
        ?? UnicodeTables.Find("sc", name);

    private static CodePointSet? Valued(string property, string value) => property switch
    {
        "gc" or "generalcategory" => Category(value),
        "sc" or "script" => UnicodeTables.Find("sc", value),
        "scx" or "scriptextensions" => UnicodeTables.Find("scx", value),
        "age" => UnicodeTables.UpToAge(value),
        "gcb" or "graphemeclusterbreak" => UnicodeTables.Find("gcb", value),
        "wb" or "wordbreak" => UnicodeTables.Find("wb", value),
        "sb" or "sentencebreak" => UnicodeTables.Find("sb", value),
        _ => null,
    };

    private static CodePointSet? Category(string name) => name switch
    {
        "any" => CodePointSet.All,
        "ascii" => CodePointSet.Of(0, 0x7F),
        "assigned" => UnicodeTables.Find("gc", "cn")!.Complement(),
        _ => UnicodeTables.Find("gc", name),
    };
}
