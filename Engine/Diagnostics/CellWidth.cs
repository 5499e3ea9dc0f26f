using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>How many columns of a terminal characters take.</summary>
public static class CellWidth
{
    /// <summary>Scripts and symbols that are two columns wide, as first and last code points.</summary>
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>That of one character: 0, 1 or 2.</summary>
    public static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        foreach (var (first, last) in s_wide)
            if (rune.Value >= first && rune.Value <= last) return 2;
        return 1;
    }

    /// <summary>That of a text in one line, without tabs and other control characters.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }
}
