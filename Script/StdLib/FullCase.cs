using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>Upper and lower case by the full Unicode mapping, which may lengthen a text, without a locale.</summary>
internal static class FullCase
{
    private static readonly Lazy<(FrozenDictionary<int, string> Upper, FrozenDictionary<int, string> Lower)> s_special = new(Read);
    private static readonly Lazy<CodePointSet> s_cased = new(static () => UnicodeSets.Property("Cased")!);
    private static readonly Lazy<CodePointSet> s_ignorable = new(static () => UnicodeSets.Property("Case_Ignorable")!);

    public static void AppendUpper(ReadOnlySpan<byte> utf8, TextBuilder text)
    {
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            utf8 = utf8[length..];
            Append(rune, s_special.Value.Upper, Rune.ToUpperInvariant(rune), text);
        }
    }

    public static void AppendLower(ReadOnlySpan<byte> utf8, TextBuilder text)
    {
        var rest = utf8;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var length);
            var before = utf8[..^rest.Length];
            rest = rest[length..];
            if (rune.Value == 'Σ') Append(new Rune(IsFinal(before, rest) ? 'ς' : 'σ'), text);
            else Append(rune, s_special.Value.Lower, Rune.ToLowerInvariant(rune), text);
        }
    }

    /// <summary>Whether a capital sigma ends a word: a cased letter before it and none behind, case-ignorable ones left out.</summary>
    private static bool IsFinal(ReadOnlySpan<byte> before, ReadOnlySpan<byte> behind)
    {
        var afterLetter = false;
        while (Rune.DecodeLastFromUtf8(before, out var rune, out var length) == OperationStatus.Done)
        {
            before = before[..^length];
            if (s_ignorable.Value.Contains(rune.Value)) continue;
            afterLetter = s_cased.Value.Contains(rune.Value);
            break;
        }

        if (!afterLetter) return false;
        while (Rune.DecodeFromUtf8(behind, out var rune, out var length) == OperationStatus.Done)
        {
            behind = behind[length..];
            if (!s_ignorable.Value.Contains(rune.Value)) return !s_cased.Value.Contains(rune.Value);
        }

        return true;
    }

    private static void Append(Rune rune, FrozenDictionary<int, string> special, Rune simple, TextBuilder text)
    {
        if (!rune.IsAscii && special.TryGetValue(rune.Value, out var full))
        {
            foreach (var mapped in full.EnumerateRunes()) Append(mapped, text);
        }
        else
        {
            Append(simple, text);
        }
    }

    private static void Append(Rune rune, TextBuilder text) => text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));

    private static (FrozenDictionary<int, string> Upper, FrozenDictionary<int, string> Lower) Read()
    {
        using var reader = new StreamReader(typeof(FullCase).Assembly.GetManifestResourceStream("full-case.txt")!);
        var (upper, lower) = (new Dictionary<int, string>(), new Dictionary<int, string>());
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var parts = line.Split(' ');
            var points = parts[1..].Select(static p => int.Parse(p, NumberStyles.HexNumber)).ToArray();
            (parts[0] == "u" ? upper : lower)[points[0]] = string.Concat(points[1..].Select(static p => new Rune(p).ToString()));
        }

        return (upper.ToFrozenDictionary(), lower.ToFrozenDictionary());
    }
}
