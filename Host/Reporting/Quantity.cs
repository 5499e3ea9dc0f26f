using System.Globalization;

namespace Tremor.Dataflow.Host.Reporting;

/// <summary>Numbers for people: thousands apart, three digits that matter, decimal units.</summary>
internal static class Quantity
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 event</c> or <c>2,000 events</c>.</summary>
    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{Count(number)} {noun}s";

    /// <summary>Such as <c>512 B</c> or <c>1.24 GB</c>.</summary>
    public static string Bytes(double number)
    {
        var unit = 0;
        while (number >= 999.5 && unit < s_units.Length - 1)
        {
            number /= 1000;
            unit++;
        }

        return $"{Digits(number, unit == 0)} {s_units[unit]}";
    }

    /// <summary>Such as <c>0.123 s</c> or <c>2 h 05 min</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 100 => $"{Digits(time.TotalSeconds, false)} s",
        < 3600 => $"{(int)time.TotalMinutes} min {time.Seconds:00} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes:00} min",
    };

    private static string Digits(double number, bool isWhole) =>
        number.ToString(isWhole || number >= 99.95 ? "F0" : number >= 9.995 ? "F1" : number >= 0.9995 ? "F2" : "F3", CultureInfo.InvariantCulture);
}
