using System.CommandLine;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Cli;

/// <summary><c>tremor schema [flow|test]</c>: the JSON Schema of flow definitions, or of flow tests, on standard output.</summary>
internal static class SchemaCommand
{
    public static Command Create(HostProcess process)
    {
        var of = new Argument<string>("OF") { Description = "Definitions of flows, or tests of them", DefaultValueFactory = static _ => "flow" };
        of.Among("flow", "test");
        var command = new Command(
            "schema",
            "Print the JSON Schema of flow definitions or tests, for an editor to complete and explain them\n\n" +
            "  tremor schema > flow.schema.json\n" +
            "  tremor schema test > test.schema.json") { of };
        command.SetAction(parsed =>
        {
            if (parsed.GetRequiredValue(of) == "test") process.Out.Write(FlowSchema.OfTests());
            else FlowSchema.For(Installation.Components).Write(process.Out);
        });
        return command;
    }
}
