using System.CommandLine;
using System.CommandLine.Parsing;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>The errors of command lines, in words that say what to do.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Describe(ParseResult parsed)
    {
        // One wrong word throws the ones behind it out of place: only the first is worth a message.
        if (parsed.UnmatchedTokens is [var word, ..]) return [Unknown(word, parsed.CommandResult)];
        return parsed.Errors.Select(static e => Describe(e)).Distinct();
    }

    /// <summary>The words up to the command, such as <c>tremor server run</c>.</summary>
    public static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as CommandResult)
            names.Insert(0, at.Command is RootCommand ? "tremor" : at.Command.Name);
        return string.Join(' ', names);
    }

    private static string Unknown(string word, CommandResult at)
    {
        if (word.StartsWith('-'))
        {
            var above = Above(at).SelectMany(static c => c.Command.Options).Where(static o => o.Recursive);
            var options = at.Command.Options.Concat(above).Where(static o => !o.Hidden).Select(static o => o.Name).Distinct().ToList();
            return $"there is no option {word.Split('=')[0]}{Meant(word.Split('=')[0], options)}";
        }

        var commands = at.Command.Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name).ToList();
        return commands.Count == 0
            ? $"'{word}' is one word too many{Files(at.Command)}"
            : $"there is no command {word}{Meant(word, commands)}";
    }

    private static IEnumerable<CommandResult> Above(CommandResult at)
    {
        for (var above = at.Parent as CommandResult; above is not null; above = above.Parent as CommandResult) yield return above;
    }

    private static string Meant(string word, List<string> names) =>
        NearestName.Find(word, names) is { } near ? $", did you mean {near}?" : $"; there are {string.Join(", ", names)}";

    /// <summary>Who names events behind a script means them as its input.</summary>
    private static string Files(Command command) =>
        command.Options.Any(static o => o.Name == "--infile") ? "; events are read from a file with -i FILE" : "";

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        CommandResult { Command.Subcommands.Count: > 0, Command: var command } => $"a command is missing: {string.Join(", ", command.Subcommands.Select(static c => c.Name))}",
        CommandResult { Command: var command } when command.Arguments.FirstOrDefault(static a => a.Arity.MinimumNumberOfValues > 0) is { } missing =>
            $"{missing.Name} is missing",
        ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } argument } => $"{argument.Name} is missing",
        OptionResult { Tokens.Count: 0, Option: { HelpName: { } value } option } => $"{option.Name} wants {value} behind it",
        OptionResult { Tokens.Count: > 1, Option: { Arity.MaximumNumberOfValues: 1 } option } => $"{option.Name} is given more than once",
        _ => error.Message,
    };
}
