using System.CommandLine;
using System.CommandLine.Parsing;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>Options and arguments whose value is one of a few words; another one is refused with the nearest of them.</summary>
internal static class Choice
{
    public static Option<string> Among(this Option<string> option, params string[] words)
    {
        option.Validators.Add(result => Check(result, $"value of {option.Name}", words));
        option.CompletionSources.Add(words);
        return option;
    }

    public static Argument<string> Among(this Argument<string> argument, params string[] words)
    {
        argument.Validators.Add(result => Check(result, argument.Name, words));
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static void Check(SymbolResult result, string what, string[] words)
    {
        foreach (var token in result.Tokens)
        {
            if (words.Contains(token.Value)) continue;
            var meant = NearestName.Find(token.Value, words) is { } near ? $", did you mean '{near}'?" : "";
            result.AddError($"'{token.Value}' is no {what}, expected {string.Join(", ", words[..^1])} or {words[^1]}{meant}");
        }
    }
}
