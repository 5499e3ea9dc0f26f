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
    public static string? Of(ConfigType type, Value found)
    {
        if (type.Kind == ConfigKind.Text && (found.IsNumber || found.TryGetBool(out _))) return $"write \"{found}\"";
        if (type.Kind == ConfigKind.List && found.AsText() is not null) return $"put it into a list: [{found}]";
        if (found.AsText() is not { } text) return null;
        return type.Kind switch
        {
            ConfigKind.Bool when text.ToLowerInvariant() is "true" or "yes" or "on" or "1" => "write true, without quotes",
            ConfigKind.Bool when text.ToLowerInvariant() is "false" or "no" or "off" or "0" => "write false, without quotes",
            ConfigKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => WithoutQuotes(whole.ToString(CultureInfo.InvariantCulture), text),
            ConfigKind.Float when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => WithoutQuotes(number.ToString(CultureInfo.InvariantCulture), text),
            ConfigKind.Integer when type.Unit is { } unit => Duration(text, unit),
            _ => null,
        };
    }

    /// <summary>The number for a duration such as <c>5s</c> in the unit of the setting; null where it is none.</summary>
    public static string? Duration(string text, TimeUnit asked)
    {
        var digits = text.Trim().TrimEnd([.. "abcdefghijklmnopqrstuvwxyzµ"]);
        var written = text.Trim()[digits.Length..];
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count)) return null;
        var unit = Array.Find(s_units, u => u.Unit == written).Nanoseconds;
        if (unit == 0) return null;
        var (name, of) = asked switch
        {
            TimeUnit.Nanoseconds => ("nanoseconds", 1m),
            TimeUnit.Milliseconds => ("milliseconds", 1_000_000m),
            _ => ("seconds", 1_000_000_000m),
        };
        var advice = $"it is a number of {name}";
        if (count > ulong.MaxValue * of / unit) return advice;
        var number = count * unit / of;
        return decimal.IsInteger(number) ? $"{advice}: write {number.ToString("0", CultureInfo.InvariantCulture)}" : advice;
    }

    /// <summary>Names only a number that is written so: a secret would be found in no other form of it.</summary>
    private static string WithoutQuotes(string number, string text) => number == text ? $"write {number}, without quotes" : "write it as a number, without quotes";
}
