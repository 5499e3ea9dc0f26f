using System.CommandLine;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor schema</c>: the JSON Schema of flow definitions on standard output.</summary>
internal static class SchemaCommand
{
    public static Command Create(HostProcess process)
    {
        var command = new Command(
            "schema",
            "Print the JSON Schema of flow definitions, for an editor to complete and explain them\n\n" +
            "  tremor schema > flow.schema.json");
        command.SetAction(_ => FlowSchema.For(Installation.Components).Write(process.Out));
        return command;
    }
}
