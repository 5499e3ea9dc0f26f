using System.Globalization;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>What a setting was meant to be that is written as another type: a number in quotes, a duration with its unit, one item without its list.</summary>
internal static class MeantText
{
    private static readonly (string Unit, decimal Nanoseconds)[] s_units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("sec", 1_000_000_000), ("m", 60_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>The advice; null where nothing is likely.</summary>
    /// <param name="key">The name of the setting, which ends in its unit: <c>_ms</c>, <c>_s</c>; a duration without one is in nanoseconds (spec: connectors A.1).</param>
    public static string? Of(ConfigType type, Value found, string key)
    {
        if (type.Kind == ConfigKind.Text && (found.IsNumber || found.TryGetBool(out _))) return $"write \"{found}\"";
        if (type.Kind == ConfigKind.List && found.AsText() is not null) return $"put it into a list: [{found}]";
        if (found.AsText() is not { } text) return null;
        return type.Kind switch
        {
            ConfigKind.Bool when text.ToLowerInvariant() is "true" or "yes" or "on" or "1" => "write true, without quotes",
            ConfigKind.Bool when text.ToLowerInvariant() is "false" or "no" or "off" or "0" => "write false, without quotes",
            ConfigKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => $"write {whole.ToString(CultureInfo.InvariantCulture)}, without quotes",
            ConfigKind.Float when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => $"write {number.ToString(CultureInfo.InvariantCulture)}, without quotes",
            ConfigKind.Integer => Duration(text, key),
            _ => null,
        };
    }

    /// <summary>The number for a duration such as <c>5s</c>; null where it is none.</summary>
    public static string? Duration(string text, string key)
    {
        var digits = text.Trim().TrimEnd([.. "abcdefghijklmnopqrstuvwxyzµ"]);
        var unit = text.Trim()[digits.Length..];
        if (unit.Length == 0 || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count)) return null;
        var nanoseconds = Array.Find(s_units, u => u.Unit == unit).Nanoseconds * Math.Min(count, 1_000_000);
        if (nanoseconds == 0) return null;
        var (name, of) = key.EndsWith("_ms", StringComparison.Ordinal) ? ("milliseconds", 1_000_000m) : key.EndsWith("_s", StringComparison.Ordinal) ? ("seconds", 1_000_000_000m) : ("nanoseconds", 1m);
        return nanoseconds % of == 0 ? $"it is a number of {name}: write {(nanoseconds / of).ToString("0", CultureInfo.InvariantCulture)}" : $"it is a number of {name}";
    }
}
