using System.CommandLine;

namespace Tremor.Dataflow.Host.Cli;

internal static class DiagnosticOptions
{
    private const string Name = "--diagnostics";

    /// <summary>Whether a command has the option, and it asks for JSON.</summary>
    public static bool AreJson(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(static o => o.Name == Name) is Option<string> option && parsed.GetValue(option) == "json";

    /// <summary><c>--diagnostics text|json</c>.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>(Name)
        {
            Description = "How findings are printed: text for people, json as one object a line",
            HelpName = "FORMAT",
            DefaultValueFactory = static _ => "text",
        };
        return option.Among("text", "json");
    }
}
