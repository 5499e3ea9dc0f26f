using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>The sets of code points that patterns name: <c>\d</c>, <c>\p{Greek}</c>, <c>[:alpha:]</c>, and the case variants of a set.</summary>
internal static class UnicodeSets
{
    public static readonly CodePointSet AsciiDigit = CodePointSet.Of('0', '9');
    public static readonly CodePointSet AsciiSpace = CodePointSet.Of("\t\n\v\f\r ");
    public static readonly CodePointSet AsciiWord = CodePointSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    public static readonly CodePointSet HexDigit = CodePointSet.Of([('0', '9'), ('A', 'F'), ('a', 'f')]);

    private static readonly Lazy<Dictionary<string, string>> s_properties = new(ReadProperties);
    private static readonly Lazy<Dictionary<int, int[]>> s_orbits = new(FindOrbits);
    private static readonly Lazy<CodePointSet> s_word = new(static () =>
        Property("Alphabetic")!.Union(Property("M")!).Union(Property("Nd")!).Union(Property("Pc")!).Union(Property("Join_Control")!));
    private static readonly ConcurrentDictionary<string, CodePointSet?> s_named = new();

    private static readonly Dictionary<string, UnicodeCategory[]> s_categories = Categories();

    public static CodePointSet Digit => Property("Nd")!;

    public static CodePointSet Space => Property("White_Space")!;

    /// <summary>UTS 18, annex C: alphabetic, marks, decimal digits, connectors and join controls.</summary>
    public static CodePointSet Word => s_word.Value;

    /// <summary>
    /// A general category, script or binary property by long or short name, loosely compared: case, blanks, hyphens and underscores do not count.
    /// <c>Script=Greek</c> and <c>gc=Lu</c> name the property as well. Null for an unknown one.
    /// </summary>
    public static CodePointSet? Property(string name) => s_named.GetOrAdd(Loose(name), static loose =>
    {
        if (loose.IndexOf('=') is > 0 and var at)
        {
            return loose[..at] switch
            {
                "sc" or "script" => ByProperty(loose[(at + 1)..]),
                "scx" or "scriptextensions" => ByProperty(loose[(at + 1)..]),
                "gc" or "generalcategory" => ByCategory(loose[(at + 1)..]),
                _ => null,
            };
        }

        return ByCategory(loose) ?? ByProperty(loose);
    });

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
        "graph" => Space.Union(Property("Cc")!).Union(Property("Cn")!).Union(Property("Cs")!).Complement(),
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
            foreach (var (member, others) in s_orbits.Value)
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

    private static string Loose(string name) => string.Concat(name.Where(static c => c is not (' ' or '_' or '-'))).ToLowerInvariant();

    private static CodePointSet? ByProperty(string loose) => loose switch
    {
        "any" => CodePointSet.All,
        "ascii" => CodePointSet.Of(0, 0x7F),
        _ => s_properties.Value.TryGetValue(loose, out var ranges) ? Ranges(ranges) : null,
    };

    private static CodePointSet? ByCategory(string loose)
    {
        if (loose is "assigned") return ByCategory("cn")!.Complement();
        if (!s_categories.TryGetValue(loose, out var wanted)) return null;
        var found = new List<(int, int)>();
        var start = -1;
        for (var c = 0; c <= CodePointSet.Max + 1; c++)
        {
            var member = c <= CodePointSet.Max && Array.IndexOf(wanted, CharUnicodeInfo.GetUnicodeCategory(c)) >= 0;
            if (member && start < 0) start = c;
            if (member || start < 0) continue;
            found.Add((start, c - 1));
            start = -1;
        }

        return CodePointSet.Of(found);
    }

    private static Dictionary<string, UnicodeCategory[]> Categories()
    {
        (string Short, string Long, UnicodeCategory[] Members)[] all =
        [
            ("lu", "uppercaseletter", [UnicodeCategory.UppercaseLetter]),
            ("ll", "lowercaseletter", [UnicodeCategory.LowercaseLetter]),
            ("lt", "titlecaseletter", [UnicodeCategory.TitlecaseLetter]),
            ("lc", "casedletter", [UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter]),
            ("lm", "modifierletter", [UnicodeCategory.ModifierLetter]),
            ("lo", "otherletter", [UnicodeCategory.OtherLetter]),
            (
                "l", "letter",
                [
                    UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter,
                    UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter]),
            ("mn", "nonspacingmark", [UnicodeCategory.NonSpacingMark]),
            ("mc", "spacingmark", [UnicodeCategory.SpacingCombiningMark]),
            ("me", "enclosingmark", [UnicodeCategory.EnclosingMark]),
            ("m", "mark", [UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark]),
            ("nd", "decimalnumber", [UnicodeCategory.DecimalDigitNumber]),
            ("nl", "letternumber", [UnicodeCategory.LetterNumber]),
            ("no", "othernumber", [UnicodeCategory.OtherNumber]),
            ("n", "number", [UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber]),
            ("pc", "connectorpunctuation", [UnicodeCategory.ConnectorPunctuation]),
            ("pd", "dashpunctuation", [UnicodeCategory.DashPunctuation]),
            ("ps", "openpunctuation", [UnicodeCategory.OpenPunctuation]),
            ("pe", "closepunctuation", [UnicodeCategory.ClosePunctuation]),
            ("pi", "initialpunctuation", [UnicodeCategory.InitialQuotePunctuation]),
            ("pf", "finalpunctuation", [UnicodeCategory.FinalQuotePunctuation]),
            ("po", "otherpunctuation", [UnicodeCategory.OtherPunctuation]),
            (
                "p", "punctuation",
                [
                    UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation,
                    UnicodeCategory.ClosePunctuation, UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation,
                    UnicodeCategory.OtherPunctuation]),
            ("sm", "mathsymbol", [UnicodeCategory.MathSymbol]),
            ("sc", "currencysymbol", [UnicodeCategory.CurrencySymbol]),
            ("sk", "modifiersymbol", [UnicodeCategory.ModifierSymbol]),
            ("so", "othersymbol", [UnicodeCategory.OtherSymbol]),
            ("s", "symbol", [UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol]),
            ("zs", "spaceseparator", [UnicodeCategory.SpaceSeparator]),
            ("zl", "lineseparator", [UnicodeCategory.LineSeparator]),
            ("zp", "paragraphseparator", [UnicodeCategory.ParagraphSeparator]),
            ("z", "separator", [UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator]),
            ("cc", "control", [UnicodeCategory.Control]),
            ("cf", "format", [UnicodeCategory.Format]),
            ("co", "privateuse", [UnicodeCategory.PrivateUse]),
            ("cn", "unassigned", [UnicodeCategory.OtherNotAssigned]),
            ("c", "other", [UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned]),
        ];
        return all.SelectMany(static c => new[] { (c.Short, c.Members), (c.Long, c.Members) }).ToDictionary();
    }

    private static Dictionary<string, string> ReadProperties()
    {
        using var stream = typeof(UnicodeSets).Assembly.GetManifestResourceStream("unicode-sets.txt")!;
        using var reader = new StreamReader(stream);
        var properties = new Dictionary<string, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            foreach (var name in line[..equals].Split(',', StringSplitOptions.TrimEntries)) properties[name] = line[(equals + 1)..];
        }

        return properties;
    }

    private static CodePointSet Ranges(string text) => CodePointSet.Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static range =>
    {
        var ends = range.Split('-');
        return (Convert.ToInt32(ends[0], 16), Convert.ToInt32(ends[^1], 16));
    }));

    /// <summary>For every code point with case variants the variants: what shares its simple case folding.</summary>
    private static Dictionary<int, int[]> FindOrbits()
    {
        var byFolding = new Dictionary<int, List<int>>();
        for (int c = 'A'; c < 0x1E944; c++)
        {
            if (!Rune.IsValid(c)) continue;
            // The platform keeps the long s out of its invariant mapping.
            var folded = c == 'ſ' ? 's' : Rune.ToLowerInvariant(Rune.ToUpperInvariant(new Rune(c))).Value;
            if (folded == c) continue;
            // What a letter is folded to may have no upper case of its own: ß.
            if (!byFolding.TryGetValue(folded, out var orbit)) byFolding.Add(folded, orbit = [folded]);
            orbit.Add(c);
        }

        var orbits = new Dictionary<int, int[]>();
        foreach (var orbit in byFolding.Values)
            foreach (var member in orbit) orbits.Add(member, [.. orbit.Where(other => other != member)]);
        return orbits;
    }
}
