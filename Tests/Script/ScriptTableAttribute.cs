using System.Reflection;
using Xunit.Sdk;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>
/// The rows of a theory with the parameters (script, payload, expected), one line each:
/// <code>
/// script --> what ScriptRun.Of says of it
/// script &lt;-- event as JSON --> what ScriptRun.Of says of it
/// </code>
/// <c>⟦</c> and <c>⟧</c> in a script mark the place of an error; they are taken out, and <c>line:column-endLine:endColumn</c> is added to
/// what is expected. <c>⏎</c> is a line feed, <c>␍</c> a carriage return, <c>⇥</c> a tab, <c>␠</c> a blank at the edge of a script.
/// Lines that begin with <c>§</c> are headings.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ScriptTableAttribute(string rows) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        foreach (var row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (row.StartsWith('§')) continue;
            var sides = row.Split(" --> ");
            if (sides.Length != 2) throw new FormatException($"one ` --> ` expected in the row: {row}");
            var left = sides[0].Split(" <-- ");
            var (script, place) = TakeMarks(Unfold(left[0].Trim()));
            yield return [script, left.Length > 1 ? left[1].Trim() : "null", sides[1].Trim() + place];
        }
    }

    private static string Unfold(string text) => text.Replace('⏎', '\n').Replace('␍', '\r').Replace('⇥', '\t').Replace('␠', ' ');

    private static (string Script, string Place) TakeMarks(string text)
    {
        var open = text.IndexOf('⟦', StringComparison.Ordinal);
        if (open < 0) return (text, "");
        var close = text.IndexOf('⟧', StringComparison.Ordinal);
        return (text[..open] + text[(open + 1)..close] + text[(close + 1)..],
            $" {PositionAfter(text[..open])}-{PositionAfter(text[..open] + text[(open + 1)..close])}");
    }

    private static string PositionAfter(string text)
    {
        var lastLine = text[(text.LastIndexOf('\n') + 1)..];
        return $"{text.Count(static c => c == '\n') + 1}:{lastLine.EnumerateRunes().Count() + 1}";
    }
}
