using System.Globalization;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Yaml;

/// <summary>The tags of YAML's core schema.</summary>
internal static class YamlTag
{
    public const string Core = "tag:yaml.org,2002:";

    public static readonly string?[] Known = ["str", "int", "float", "bool", "null", "map", "seq"];
}

/// <summary>What a scalar of YAML means: what YAML 1.1, YAML 1.2 and JSON agree on, else an error with both spellings (spec: extensions 5.4).</summary>
/// <param name="Value">The text itself where there is a problem.</param>
internal readonly partial record struct YamlScalar(Value Value, string? Problem = null, string? Hint = null)
{
    /// <param name="tag">Its short name; null for none.</param>
    /// <param name="isPlain">Whether it stands without quotes.</param>
    public static YamlScalar Resolve(string text, string? tag, bool isPlain)
    {
        if (tag is not null) return Tagged(text, tag);
        if (!isPlain) return new(Value.From(text));
        if (text is "" or "~" or "null") return new(Value.Null);
        if (text is "true" or "false") return new(text == "true" ? Value.True : Value.False);
        if (JsonNumber.IsMatch(text)) return Number(text);
        if (IsWord(text, out var meaning))
            return Ambiguous(text, $"\"{text}\" means {meaning} to some YAML readers and a word to others", meaning);
        if (OtherNumber(text) is { } number)
        {
            return number.Length == 0
                ? Ambiguous(text, $"\"{text}\" is a number to some YAML readers and a text to others", null)
                : Ambiguous(text, $"\"{text}\" means {number} to some YAML readers and something else to others", number);
        }

        return new(Value.From(text));
    }

    /// <summary>Whether a text is the same text to every reader of YAML when it stands without quotes, as far as its words and numbers go.</summary>
    public static bool IsPlainText(string text)
    {
        var resolved = Resolve(text, null, isPlain: true);
        return resolved.Problem is null && resolved.Value.Kind == ValueKind.String && !Date.IsMatch(text);
    }

    private static YamlScalar Ambiguous(string text, string problem, string? other) =>
        new(Value.From(text), problem, other is null ? $"write \"{text}\"" : $"write {other} or \"{text}\"");

    private static YamlScalar Tagged(string text, string tag) => tag switch
    {
        "str" => new(Value.From(text)),
        "null" when text is "" or "~" or "null" => new(Value.Null),
        "bool" when text is "true" or "false" => new(text == "true" ? Value.True : Value.False),
        "int" when JsonNumber.IsMatch(text) && !text.AsSpan().ContainsAny('.', 'e', 'E') => Number(text),
        "float" when JsonNumber.IsMatch(text) && Number(text).Value.TryGetDouble(out var number) => new(Value.From(number)),
        _ => new(Value.From(text), $"\"{text}\" is no !!{tag}"),
    };

    private static YamlScalar Number(string text)
    {
        if (!text.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed)) return new(Value.From(signed));
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned)) return new(Value.From(unsigned));
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new(Value.From(number)) : new(Value.From(text), $"{text} is too large");
    }

    private static bool IsWord(string text, out string meaning)
    {
        meaning = text.ToUpperInvariant() switch
        {
            "YES" or "ON" or "Y" or "TRUE" => "true",
            "NO" or "OFF" or "N" or "FALSE" => "false",
            "NULL" => "null",
            _ => "",
        };
        return meaning.Length > 0;
    }

    /// <summary>A number that JSON does not write like that, as JSON writes it; empty where JSON has none, null where it is no number.</summary>
    private static string? OtherNumber(string text)
    {
        if (NotFinite.IsMatch(text)) return "";
        if (!AnyNumber.IsMatch(text)) return null;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var sign = digits[0] == '-' ? "-" : "";
        digits = digits.TrimStart('+', '-');
        try
        {
            if (digits.StartsWith("0x", StringComparison.Ordinal)) return sign + Convert.ToUInt64(digits[2..], 16).ToString(CultureInfo.InvariantCulture);
            if (digits.StartsWith("0o", StringComparison.Ordinal)) return sign + Convert.ToUInt64(digits[2..], 8).ToString(CultureInfo.InvariantCulture);
            if (digits.StartsWith("0b", StringComparison.Ordinal)) return sign + Convert.ToUInt64(digits[2..], 2).ToString(CultureInfo.InvariantCulture);
            if (digits.Contains(':', StringComparison.Ordinal)) return sign + Sexagesimal(digits);
            if (Octal.IsMatch(digits)) return sign + Convert.ToUInt64(digits, 8).ToString(CultureInfo.InvariantCulture);
            return sign + decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            return "";
        }
    }

    private static string Sexagesimal(string digits)
    {
        var number = 0m;
        foreach (var part in digits.Split(':')) number = (number * 60) + decimal.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.None, 1000)]
    private static partial Regex JsonNumber { get; }

    [GeneratedRegex(@"^[-+]?\.(inf|Inf|INF)\z|^\.(nan|NaN|NAN)\z", RegexOptions.None, 1000)]
    private static partial Regex NotFinite { get; }

    /// <summary>Integers of base 2, 8, 10, 16 and 60 and floats, as YAML 1.1 or 1.2 write them.</summary>
    [GeneratedRegex(@"^[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9][0-9_]*|([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnyNumber { get; }

    [GeneratedRegex(@"^0[0-7]+\z", RegexOptions.None, 1000)]
    private static partial Regex Octal { get; }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", RegexOptions.None, 1000)]
    private static partial Regex Date { get; }
}
