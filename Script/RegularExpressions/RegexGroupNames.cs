using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>The groups that a pattern has captured so far, and their names.</summary>
internal sealed class RegexGroupNames(RegexScanner scanner)
{
    private readonly List<string?> _names = [null];

    /// <summary>One for each group, the whole match first; null where a group has no name.</summary>
    public IReadOnlyList<string?> All => _names;

    /// <summary>Adds a group.</summary>
    /// <returns>Its index.</returns>
    public int Add(string? name)
    {
        _names.Add(name);
        return _names.Count - 1;
    }

    /// <summary>The last group of a name; -1 for none.</summary>
    public int IndexOf(string name) => _names.LastIndexOf(name);

    /// <summary>Reads the name of a group up to its <c>&gt;</c>.</summary>
    public string Read()
    {
        var start = scanner.At;
        while (!scanner.AtEnd && scanner.Current != '>') scanner.At++;
        if (scanner.AtEnd) scanner.Fail("a group name without `>`", start);
        var name = scanner.Text(start, scanner.At++);
        if (name.Length == 0) scanner.Fail("an empty group name", start);
        if (scanner.IsOniguruma) return name;
        var first = true;
        foreach (var rune in name.EnumerateRunes())
        {
            var fits = rune.Value == '_' || Rune.IsLetter(rune) || (!first && (Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '[' or ']'));
            if (!fits) scanner.Fail($"the group name `{name}` contains `{rune}`", start);
            first = false;
        }

        if (_names.Contains(name)) scanner.Fail($"the group name `{name}` is given twice", start);
        return name;
    }
}
