using System.CommandLine;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Host.Running;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Host.Cli;

/// <summary>The options before the command (spec: runtime 17).</summary>
internal sealed class GlobalOptions
{
    public Option<string> Instance { get; } = new("--instance", "-i")
    {
        Description = "Name of this instance", HelpName = "NAME", DefaultValueFactory = static _ => "tremor",
    };

    public Option<FileInfo?> LoggerConfig { get; } = new("--logger-config", "-l")
    {
        Description = "Logging configuration (log4rs YAML); without it RUST_LOG says what is logged to standard error", HelpName = "FILE",
    };

    public ILoggerFactory CreateLoggers(ParseResult parsed, HostProcess process) =>
        new TextLoggerFactory(process.Error, LogFilter.Parse(process.Variable("RUST_LOG")), process.Time);
}
