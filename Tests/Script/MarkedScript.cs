using System.Globalization;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>A script in which the place of what is expected stands between « and », so that nobody counts columns.</summary>
internal static class MarkedScript
{
    /// <summary>
    /// Fails when the script does not end in an error of the kind at the marked place; the kind begins with <c>compile: </c> when the
    /// compiler finds it.
    /// </summary>
    public static void Fails(string kind, string marked, string payload = "null", IModuleResolver? modules = null)
    {
        var (script, places) = Split(marked);
        Assert.Equal($"{kind} {Assert.Single(places)}", ScriptRun.Of(script, payload, modules));
    }

    /// <summary>Fails when the warnings are not those of the classes, in their order, at the marked places, in theirs.</summary>
    public static void Warns(string classes, string marked)
    {
        var (script, places) = Split(marked);
        var expected = classes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Zip(places, static (c, p) => $"{c} {p}");
        Assert.Equal(string.Join("; ", expected), ScriptRun.WarningsOf(script));
    }

    /// <summary>The script without marks, and the places, by where they begin.</summary>
    public static (string Script, IReadOnlyList<string> Places) Split(string marked)
    {
        var script = new System.Text.StringBuilder(marked.Length);
        var open = new Stack<int>();
        var places = new List<string>();
        var (line, column) = (1, 1);
        foreach (var c in marked)
        {
            switch (c)
            {
                case '«':
                    open.Push(places.Count);
                    places.Add(string.Create(CultureInfo.InvariantCulture, $"{line}:{column}-"));
                    break;
                case '»':
                    places[open.Pop()] += string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
                    break;
                default:
                    script.Append(c);
                    (line, column) = c == '\n' ? (line + 1, 1) : char.IsLowSurrogate(c) ? (line, column) : (line, column + 1);
                    break;
            }
        }

        return (script.ToString(), places);
    }
}
