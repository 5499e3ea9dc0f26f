using System.CommandLine;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor schema [test]</c>: the JSON Schema of flow definitions, or of flow tests, on standard output.</summary>
internal static class SchemaCommand
{
    public static Command Create(HostProcess process)
    {
        var command = new Command(
            "schema",
            "Print the JSON Schema of flow definitions or tests, for an editor to complete and explain them\n\n" +
            "  tremor schema > flow.schema.json\n" +
            "  tremor schema test > test.schema.json");
        var tests = new Command("test", "Print the JSON Schema of flow tests");
        tests.SetAction(_ => process.Out.Write(FlowSchema.OfTests()));
        command.Subcommands.Add(tests);
        command.SetAction(_ => FlowSchema.For(Installation.Components).Write(process.Out));
        return command;
    }
}
