using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

[Flags]
internal enum RegexFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotAll = 4,
    Crlf = 8,
    SwapGreed = 16,
    Unicode = 32,
    Verbose = 64,
}

/// <summary>A pattern under the eye of its parser: position, flags in force, and errors with their place.</summary>
internal sealed class RegexScanner(string pattern, RegexDialect dialect)
{
    /// <summary>How deep groups, classes and repetitions may nest.</summary>
    public const int MaxDepth = 250;

    private readonly int[] _pattern = [.. pattern.EnumerateRunes().Select(static r => r.Value)];

    /// <summary>The index of the code point to be read next.</summary>
    public int At { get; set; }

    /// <summary>How many groups and classes are open.</summary>
    public int Depth { get; private set; }

    public RegexFlags InForce { get; set; } = RegexFlags.Unicode | (dialect == RegexDialect.Oniguruma ? RegexFlags.MultiLine : RegexFlags.None);

    public bool IsOniguruma => dialect == RegexDialect.Oniguruma;

    public bool AtEnd => At >= _pattern.Length;

    public int Current => _pattern[At];

    /// <summary>The code point that was read last.</summary>
    public int Last => _pattern[At - 1];

    public bool Has(RegexFlags flag) => (InForce & flag) != 0;

    public bool PeekText(string text)
    {
        if (At + text.Length > _pattern.Length) return false;
        for (var i = 0; i < text.Length; i++)
            if (_pattern[At + i] != text[i]) return false;
        return true;
    }

    public bool TakeText(string text)
    {
        if (!PeekText(text)) return false;
        At += text.Length;
        return true;
    }

    public void SkipVerbose()
    {
        if (!Has(RegexFlags.Verbose)) return;
        while (!AtEnd)
        {
            if (Current == '#')
            {
                while (!AtEnd && Current != '\n') At++;
            }
            else if (Rune.IsWhiteSpace(new Rune(Current)))
            {
                At++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Blanks and comments inside of escapes, counts and openings, where only the linear dialect has them.</summary>
    public void SkipInside()
    {
        if (!IsOniguruma) SkipVerbose();
    }

    /// <summary>The code point behind the current one and what may be skipped there; -1 at the end.</summary>
    public int PeekBehind()
    {
        var at = At++;
        SkipVerbose();
        var behind = AtEnd ? -1 : Current;
        At = at;
        return behind;
    }

    /// <summary>Reads a code point.</summary>
    public int Take() => _pattern[At++];

    /// <summary>Opens a group or class; <see cref="Leave"/> closes it.</summary>
    /// <param name="what">What is opened, in the plural.</param>
    public void Enter(string what)
    {
        if (++Depth > MaxDepth) Fail($"{what} nest deeper than {MaxDepth}");
    }

    public void Leave() => Depth--;

    public string Text(int start, int end) => string.Concat(_pattern[start..end].Select(Show));

    public static string Show(int codePoint) => new Rune(codePoint).ToString();

    [DoesNotReturn]
    public void Fail(string reason, int? at = null) =>
        throw new RegexSyntaxException($"{reason}, at character {Math.Min(at ?? At, _pattern.Length) + 1} of the pattern");
}
