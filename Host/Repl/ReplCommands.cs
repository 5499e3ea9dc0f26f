using System.Text;

namespace Tremor.Dataflow.Host.Repl;

/// <summary>The commands of a session: lines that begin with a colon.</summary>
internal static class ReplCommands
{
    public static readonly (string Name, string Argument, string Text)[] All =
    [
        (":event", "[JSON]", "show or set what `event` is"),
        (":meta", "[JSON]", "show or set what `$` is"),
        (":state", "[JSON]", "show or set what `state` is"),
        (":args", "[JSON]", "show or set what `args` is"),
        (":tokens", "TEXT", "the tokens of a text"),
        (":ast", "TEXT", "the syntax tree of a text"),
        (":doc", "[NAME]", "what something is: a function, module, connector, error .."),
        (":load", "FILE", "enter a whole file"),
        (":help", "[NAME]", "this text, or what a command or name is"),
        (":quit", "", "end, as Ctrl-D does"),
    ];

    /// <summary>Words that people try in order to leave or to learn more. A variable of that name can still be shown: <c>(help)</c>.</summary>
    private static readonly Dictionary<string, string> s_words = new() { ["exit"] = ":quit", ["quit"] = ":quit", ["help"] = ":help" };

    /// <summary>The command that a line is; null when it is none.</summary>
    public static string? Of(string line)
    {
        var text = line.Trim();
        if (text.StartsWith(':')) return text;
        text = text.TrimEnd(';', '(', ')', '?');
        return text.StartsWith("help ", StringComparison.Ordinal) ? ":" + text : s_words.GetValueOrDefault(text);
    }

    /// <summary>What a command does, by its name with or without colon, or by a word that stands for it; null for any other name.</summary>
    public static string? HelpOf(string name)
    {
        var command = s_words.GetValueOrDefault(name, name.StartsWith(':') ? name : ":" + name);
        return All.FirstOrDefault(c => c.Name == command) is { Name: not null } found ? $"  {$"{found.Name} {found.Argument}".TrimEnd(),-15} {found.Text}\n" : null;
    }

    public static string Help
    {
        get
        {
            var text = new StringBuilder("Statements and expressions of tremor-script; `let`, `const`, `fn` and `use` stay for the inputs that follow.\n\n");
            foreach (var (name, argument, what) in All) text.Append($"  {name + " " + argument,-16}{what}\n");
            return text.Append("\nTab completes names, the arrow keys bring back earlier lines, Ctrl-C gives up an input or ends what runs.\n").ToString();
        }
    }
}
