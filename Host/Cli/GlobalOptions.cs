using System.CommandLine;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>The options before the command (spec: runtime 17).</summary>
internal sealed class GlobalOptions
{
    public Option<string> Instance { get; } = new("--instance", "-i")
    {
        Description = "Name of this instance",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "tremor",
    };

    public Option<string?> LoggerConfig { get; } = new("--logger-config", "-l")
    {
        Description = "Logging configuration (log4rs YAML); without it RUST_LOG says what is logged to standard error",
        HelpName = "FILE",
    };

    public Option<string> Colour { get; } = new Option<string>("--color")
    {
        Description = "Whether what people read is coloured; auto: on a terminal, unless NO_COLOR is set",
        HelpName = "auto|always|never",
        DefaultValueFactory = static _ => "auto",
        Recursive = true,
    }.Among("auto", "always", "never");

    /// <exception cref="CommandFailedException">The configuration of the loggers cannot be read.</exception>
    public ILoggerFactory CreateLoggers(ParseResult parsed, HostProcess process)
    {
        if (parsed.GetValue(LoggerConfig) is not { } file)
        {
            var filter = LogFilter.Parse(process.Variable("RUST_LOG"));
            var stderr = new LogTarget(process.Error, LogPattern.Default);
            return new TextLoggerFactory(logger => new LogRoute(filter.LevelOf(logger), [stderr]), process.Time, process.Secrets.Redact);
        }

        try
        {
            var config = Telemetry.LoggerConfig.Parse(Utf8File.Read(file, () => process.SayWaiting(file)), name => name == "stderr" ? process.Error : process.Out);
            return new TextLoggerFactory(config.RouteOf, process.Time, process.Secrets.Redact);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailedException($"Error loading logger-config from '{file}': {e.Message}");
        }
    }
}
