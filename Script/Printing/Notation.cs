using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>How names, numbers and texts are written so that the lexer reads the same again (spec: language 1).</summary>
internal static class Notation
{
    private static readonly string[] s_binary =
        ["or", "xor", "and", "^", "&", "==", "!=", ">=", ">", "<=", "<", "<<", ">>", ">>>", "+", "-", "*", "/", "%"];

    /// <summary>A name, between backticks where it is a keyword or has other characters.</summary>
    public static string Name(string name)
    {
        var isPlain = name.Length > 0 && Tokens.Keyword(name) == TokenKind.Identifier;
        var isFirst = true;
        foreach (var c in name.EnumerateRunes())
        {
            isPlain &= isFirst ? CharacterClasses.IsNameStart(c) : CharacterClasses.IsNameContinue(c);
            isFirst = false;
        }

        return isPlain ? name : $"`{name}`";
    }

    public static string Names(IEnumerable<string> names) => string.Join("::", names.Select(Name));

    public static string Operator(BinaryOperator op) => s_binary[(int)op];

    public static string Operator(UnaryOperator op) => op switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Minus => "-",
        UnaryOperator.Not => "not ",
        _ => "!",
    };

    public static string Keyword(PatchOperator op) => op.ToString().ToLowerInvariant();

    /// <summary>The word that a path of this root begins with; only for roots that have one.</summary>
    public static string Keyword(PathRoot root) => root == PathRoot.Meta ? "$" : root.ToString().ToLowerInvariant();

    public static string Literal(Value value) => value.Kind == ValueKind.Float ? Float(value.TryGetDouble(out var number) ? number : 0) : value.ToString()!;

    /// <summary>The text of a string between quotes, without them.</summary>
    public static string Escaped(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    result.Append('\\').Append(c);
                    break;
                case '#' when i + 1 < text.Length && text[i + 1] == '{':
                    result.Append("\\#");
                    break;
                case '\b':
                    result.Append("\\b");
                    break;
                case '\f':
                    result.Append("\\f");
                    break;
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case < ' ' or '\u007f':
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                case > '~' when !char.IsSurrogate(c) && PrintableText.Character(text, i, out _) is { Length: > 1 } escape:
                    result.Append(escape);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// The argument of an extractor, with its bars. Blanks in front of it would be cut: another piece of just one blank in front makes that
    /// one blank all that is cut, from both.
    /// </summary>
    public static string Extractor(string argument)
    {
        var first = argument.Length > 0 && char.IsWhiteSpace(argument[0]) ? " \\\n " : "";
        return $"|{first}{Bars(argument)}|";
    }

    private static string Bars(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Float(double value)
    {
        if (double.IsInfinity(value)) return "1.0e999";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        // Of two powers of two the framework gives a digit too few.
        if (double.Parse(text, CultureInfo.InvariantCulture) != value) text = value.ToString("G17", CultureInfo.InvariantCulture);
        text = text.Replace('E', 'e');
        var exponent = text.IndexOf('e', StringComparison.Ordinal);
        if (text.Contains('.', StringComparison.Ordinal)) return text;
        return exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
    }
}
