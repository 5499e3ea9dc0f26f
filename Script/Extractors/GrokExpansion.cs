using System.Globalization;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// A grok pattern with all its <c>%{..}</c> replaced: <c>%{NAME}</c> by the named pattern, <c>%{NAME:field}</c> by a group around it;
/// <c>%{NAME=regex}</c> defines the name first. Group number N of the expansion is called <c>nameN</c> and stands for its alias; where an alias
/// comes twice, the later group has it.
/// </summary>
internal sealed class GrokExpansion
{
    private const int MaxRounds = 1024;
    private const int MaxLength = 1 << 20;

    private readonly Dictionary<string, string> _fieldOfGroup;

    private GrokExpansion(string regex, Dictionary<string, string> fieldOfGroup)
    {
        Regex = regex;
        _fieldOfGroup = fieldOfGroup;
    }

    public string Regex { get; }

    /// <exception cref="InvalidExtractorException">A name is unknown, or the expansion does not end.</exception>
    public static GrokExpansion Of(string pattern, IReadOnlyDictionary<string, string> patterns)
    {
        var local = new Dictionary<string, string>();
        var groupOfAlias = new Dictionary<string, string>();
        var searchFrom = 0;
        for (var round = 0; Placeholder.TryFind(pattern, searchFrom, out var found); round++)
        {
            if (round == MaxRounds || pattern.Length > MaxLength)
                throw new InvalidExtractorException($"the pattern is not expanded after {MaxRounds} rounds: `{found.Name}` may contain itself");
            if (found.Definition is not null) local[found.Name] = found.Definition;
            if (!local.TryGetValue(found.Name, out var definition) && !patterns.TryGetValue(found.Name, out definition))
                throw new InvalidExtractorException($"there is no grok pattern `{found.Name}`");
            var group = string.Create(CultureInfo.InvariantCulture, $"name{round}");
            if (found.Alias is not null) groupOfAlias[found.Alias] = group;
            var opening = found.Alias is null ? "(?:" : $"(?<{group}>";
            pattern = string.Concat(string.Concat(pattern.AsSpan(0, found.Start), opening, definition, ")"), pattern.AsSpan(found.End));
            searchFrom = found.Start;
        }

        return new GrokExpansion(pattern, groupOfAlias.ToDictionary(static a => a.Value, static a => a.Key));
    }

    public string FieldOf(string group) => _fieldOfGroup.GetValueOrDefault(group, group);

    /// <summary>A <c>%{NAME[:alias][=regex]}</c> in a pattern.</summary>
    private readonly record struct Placeholder(int Start, int End, string Name, string? Alias, string? Definition)
    {
        public static bool TryFind(string pattern, int from, out Placeholder found)
        {
            for (var start = Next(from); start >= 0; start = Next(start + 1))
                if (TryRead(pattern, start, out found)) return true;
            found = default;
            return false;

            int Next(int at) => pattern.IndexOf("%{", at, StringComparison.Ordinal);
        }

        private static bool TryRead(string pattern, int start, out Placeholder found)
        {
            found = default;
            var at = start + 2;
            var name = Take(pattern, ref at, IsNamePart);
            if (name.Length == 0) return false;
            string? alias = null;
            if (At(pattern, at) == ':')
            {
                at++;
                alias = Take(pattern, ref at, static c => IsNamePart(c) || c is ':' or ';' or '/' or '.' or '-' || char.IsWhiteSpace(c));
                if (alias.Length == 0) return false;
            }

            string? definition = null;
            if (At(pattern, at) == '=')
            {
                at++;
                definition = Take(pattern, ref at, static c => c is not ('{' or '}'));
                if (definition.Length == 0) return false;
            }

            if (At(pattern, at) != '}') return false;
            found = new Placeholder(start, at + 1, name, alias, definition);
            return true;
        }

        private static char At(string text, int at) => at < text.Length ? text[at] : '\0';

        private static string Take(string text, ref int at, Func<char, bool> accepts)
        {
            var start = at;
            while (at < text.Length && accepts(text[at])) at++;
            return text[start..at];
        }

        // Letters, digits, and what lies between Z and a.
        private static bool IsNamePart(char c) => c is >= 'A' and <= 'z' or >= '0' and <= '9';
    }
}
