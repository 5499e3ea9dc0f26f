using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>A pattern under the eye of its parser: position, flags in force, and errors with their place.</summary>
internal abstract class RegexReader
{
    /// <summary>How deep groups, classes and repetitions may nest.</summary>
    protected const int MaxDepth = 250;

    private readonly int[] _pattern;
    private readonly RegexDialect _dialect;

    protected RegexReader(string pattern, RegexDialect dialect)
    {
        _pattern = [.. pattern.EnumerateRunes().Select(static r => r.Value)];
        _dialect = dialect;
        InForce = Flags.Unicode | (dialect == RegexDialect.Oniguruma ? Flags.MultiLine : Flags.None);
    }

    [Flags]
    protected enum Flags
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

    /// <summary>The code points of the pattern.</summary>
    protected ReadOnlySpan<int> Pattern => _pattern;

    /// <summary>The index of the code point to be read next.</summary>
    protected int At { get; set; }

    /// <summary>How many groups and classes are open.</summary>
    protected int Depth { get; set; }

    protected Flags InForce { get; set; }

    protected bool IsOniguruma => _dialect == RegexDialect.Oniguruma;

    protected bool AtEnd => At >= _pattern.Length;

    protected int Current => _pattern[At];

    protected bool Has(Flags flag) => (InForce & flag) != 0;

    protected bool PeekText(string text)
    {
        if (At + text.Length > _pattern.Length) return false;
        for (var i = 0; i < text.Length; i++)
            if (_pattern[At + i] != text[i]) return false;
        return true;
    }

    protected bool TakeText(string text)
    {
        if (!PeekText(text)) return false;
        At += text.Length;
        return true;
    }

    protected void SkipVerbose()
    {
        if (!Has(Flags.Verbose)) return;
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

    protected string Text(int start, int end) => string.Concat(_pattern[start..end].Select(Show));

    protected static string Show(int codePoint) => new Rune(codePoint).ToString();

    [DoesNotReturn]
    protected void Fail(string reason, int? at = null) =>
        throw new RegexSyntaxException($"{reason}, at character {Math.Min(at ?? At, _pattern.Length) + 1} of the pattern");
}
