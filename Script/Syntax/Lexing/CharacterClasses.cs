using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>The character classes of names and blanks: XID_Start, XID_Continue and White_Space (Unicode Standard Annex 31).</summary>
internal static class CharacterClasses
{
    public static bool IsNameStart(Rune c)
    {
        if (c.IsAscii) return char.IsAsciiLetter((char)c.Value);
        if (IsExcluded(c.Value)) return false;
        return Rune.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber =>
                    c.Value is not (0x0E33 or 0x0EB3 or 0xFF9E or 0xFF9F),
            _ => c.Value is 0x1885 or 0x1886 or 0x2118 or 0x212E,
        };
    }

    public static bool IsNameContinue(Rune c)
    {
        if (c.IsAscii) return char.IsAsciiLetterOrDigit((char)c.Value) || c.Value == '_';
        if (IsExcluded(c.Value)) return false;
        return IsNameStart(c) || Rune.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.ConnectorPunctuation => true,
            _ => c.Value is 0xB7 or 0x387 or (>= 0x1369 and <= 0x1371) or 0x19DA or 0x200C or 0x200D or 0x30FB or 0xFF65
                or 0x0E33 or 0x0EB3 or 0xFF9E or 0xFF9F,
        };
    }

    public static bool IsBlank(char c) => c <= ' ' ? c is ' ' or (>= '\t' and <= '\r') : c >= 0x85 && char.IsWhiteSpace(c);

    /// <summary>Letters whose compatibility forms are no names: in ID_Start, not in XID_Start.</summary>
    private static bool IsExcluded(int c) => c is 0x037A or 0x309B or 0x309C or (>= 0xFC5E and <= 0xFC63) or 0xFDFA or 0xFDFB
        or 0xFE70 or 0xFE72 or 0xFE74 or 0xFE76 or 0xFE78 or 0xFE7A or 0xFE7C or 0xFE7E;
}
