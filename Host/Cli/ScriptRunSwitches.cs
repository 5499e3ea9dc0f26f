using System.CommandLine;
using System.Globalization;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Host.ScriptRuns;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>The switches of <c>tremor run</c> that say what a script works on (spec: conformance 1, runtime 17.2).</summary>
internal sealed class ScriptRunSwitches
{
    private readonly Option<string> _input = Text("--infile", "-i", "FILE", "-", "Read events from this file; - is standard input");
    private readonly Option<string> _output = Text("--outfile", "-o", "FILE", "-", "Write events to this file; - is standard output");
    private readonly Option<string> _decoder = Text("--decoder", "-d", "CODEC", "json", "Codec of what is read");
    private readonly Option<string> _encoder = Text("--encoder", "-e", "CODEC", "json", "Codec of what is written");
    private readonly Option<string[]> _preprocessors = Names("--preprocessor", "Cuts what is read into pieces; may be given several times");
    private readonly Option<string[]> _postprocessors = Names("--postprocessor", "Puts what is written in shape; may be given several times");
    private readonly Option<bool> _ports = new("--ports") { Description = "Write every emitted event, err included, as {\"port\":..,\"event\":..} to standard output" };
    private readonly Option<bool> _ingestIndex = new("--ingest-ns-from-index") { Description = "Event number i, from 0, has the ingest time of i nanoseconds" };
    private readonly Option<OriginUri?> _origin = new("--origin")
    {
        Description = "Origin of every event",
        HelpName = "URI",
        CustomParser = static argument =>
        {
            if (ParseOrigin(argument.Tokens[0].Value) is { } origin) return origin;
            argument.AddError($"'{argument.Tokens[0].Value}' is no origin, expected scheme://host:port/path");
            return null;
        },
    };

    private readonly Option<bool> _interactive = new("--interactive") { Description = "Show every event on standard error, as it comes and as it goes" };
    private readonly Option<bool> _pretty = new("--pretty") { Description = "With --interactive: indented" };

    // Accepted for those who have it in their scripts; it never had an effect.
    private readonly Option<string?> _port = new("--port", "-p") { HelpName = "NAME", Hidden = true };

    /// <summary>All of them, for the command.</summary>
    public IReadOnlyList<Option> All =>
        [_input, _output, _decoder, _encoder, _preprocessors, _postprocessors, _ports, _ingestIndex, _origin, _interactive, _pretty, _port];

    /// <summary>The name of a switch that was given; null when none was.</summary>
    public string? FirstGiven(ParseResult parsed) => All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })?.Name;

    public ScriptRunOptions Read(ParseResult parsed) => new()
    {
        Input = parsed.GetRequiredValue(_input),
        Output = parsed.GetValue(_ports) ? "-" : parsed.GetRequiredValue(_output),
        Decoder = parsed.GetRequiredValue(_decoder),
        Encoder = parsed.GetValue(_ports) ? "json" : parsed.GetRequiredValue(_encoder),
        Preprocessors = parsed.GetRequiredValue(_preprocessors),
        Postprocessors = parsed.GetValue(_ports) ? ["separate"] : parsed.GetRequiredValue(_postprocessors),
        WithPorts = parsed.GetValue(_ports),
        IngestNsFromIndex = parsed.GetValue(_ingestIndex),
        Origin = parsed.GetValue(_origin),
        IsInteractive = parsed.GetValue(_interactive),
        IsPretty = parsed.GetValue(_pretty),
    };

    /// <summary>Reads <c>scheme://host:port/path</c>; port and path may be missing. Null when it is none.</summary>
    internal static OriginUri? ParseOrigin(string text)
    {
        var at = text.IndexOf("://", StringComparison.Ordinal);
        if (at <= 0) return null;
        var rest = text[(at + 3)..];
        var slash = rest.IndexOf('/');
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        var colon = authority.LastIndexOf(':');
        int? port = null;
        if (colon >= 0 && !authority.EndsWith(']'))
        {
            if (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 65535) return null;
            (authority, port) = (authority[..colon], number);
        }

        return new OriginUri(text[..at], authority.Trim('[', ']'), port, path.Length == 0 ? [] : path.Split('/'));
    }

    private static Option<string> Text(string name, string alias, string helpName, string value, string description) =>
        new(name, alias) { HelpName = helpName, Description = description, DefaultValueFactory = _ => value };

    private static Option<string[]> Names(string name, string description) =>
        new(name) { HelpName = "NAME", Description = description, DefaultValueFactory = static _ => ["separate"] };
}
