using System.CommandLine;

namespace Tremor.Dataflow.Host.Cli;

internal static class DiagnosticOptions
{
    /// <summary><c>--diagnostics text|json</c>.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--diagnostics")
        {
            Description = "How findings are printed: text for people, json as one object a line",
            HelpName = "FORMAT",
            DefaultValueFactory = static _ => "text",
        };
        return option.Among("text", "json");
    }
}
