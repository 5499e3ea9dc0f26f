using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Tremor.Dataflow.Script.Time;

/// <summary>The zones of <c>std::datetime::timezones</c> by index and name (spec: stdlib 3.7); each is read when it is first needed.</summary>
internal static class TimeZones
{
    private static readonly Lazy<(string Name, string Entry)[]> s_zones = new(ReadNames);
    private static readonly Lazy<FrozenDictionary<string, int>> s_indices = new(static () =>
        s_zones.Value.Index().ToFrozenDictionary(static z => z.Item.Name, static z => z.Index));
    private static readonly ConcurrentDictionary<int, ITimeZone> s_rules = new();

    public static int Count => s_zones.Value.Length;

    public static string NameOf(int index) => s_zones.Value[index].Name;

    /// <summary>The zone of an index; null when there is none.</summary>
    public static ITimeZone? Find(ulong index) => index < (ulong)Count ? s_rules.GetOrAdd((int)index, Read) : null;

    /// <summary>The zone of an exact name or, where no name fits, of an offset (spec: stdlib 3.1); null for neither.</summary>
    public static ITimeZone? Find(ReadOnlySpan<byte> text)
    {
        var name = Encoding.UTF8.GetString(text);
        return s_indices.Value.TryGetValue(name, out var index) ? Find((ulong)index) : FindOffset(text);
    }

    private static FixedZone? FindOffset(ReadOnlySpan<byte> text)
    {
        var sign = 1;
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            sign = text[0] == '-' ? -1 : 1;
            text = text[1..];
        }

        if (!TryTwoDigits(text, out var hours)) return null;
        text = text[2..];
        if (!text.IsEmpty && text[0] == ':') text = text[1..];
        var minutes = 0;
        if (!text.IsEmpty && (!TryTwoDigits(text, out minutes) || minutes > 59)) return null;
        var seconds = sign * ((hours * 3600) + (minutes * 60));
        if (Math.Abs(seconds) >= 86400) return null;
        return new FixedZone(seconds, string.Create(CultureInfo.InvariantCulture, $"{(sign < 0 ? '-' : '+')}{hours:00}:{minutes:00}"));
    }

    private static bool TryTwoDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length < 2 || !char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1])) return false;
        number = ((text[0] - '0') * 10) + text[1] - '0';
        return true;
    }

    private static ITimeZone Read(int index)
    {
        var (name, entry) = s_zones.Value[index];
        if (name == "UTC") return FixedZone.Utc;
        using var archive = new ZipArchive(Resource("timezones.zip"), ZipArchiveMode.Read);
        using var file = archive.GetEntry(entry)!.Open();
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return new TimeZoneRules(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static (string Name, string Entry)[] ReadNames()
    {
        using var reader = new StreamReader(Resource("timezones.txt"));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith('#'))
            .Select(static line => line.Split(' '))
            .Select(static parts => (parts[0], parts[1]))];
    }

    private static Stream Resource(string name) => typeof(TimeZones).Assembly.GetManifestResourceStream(name)!;
}
