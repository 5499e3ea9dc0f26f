using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// A module of definitions that comes with the program (spec: troy A4). What is wrong with one of its definitions, such as a component that is not
/// enabled, shows where the module is imported.
/// </summary>
internal sealed class BundledModule
{
    private const string Root = "tremor::";

    private readonly Place _import;

    private BundledModule(Place import) => _import = import;

    /// <summary>The paths of all of them.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["tremor::connectors", "tremor::pipelines"];

    public IReadOnlyList<ConnectorDefinition> Connectors { get; private init; } = [];

    public IReadOnlyList<PipelineDefinition> Pipelines { get; private init; } = [];

    /// <summary>Null when there is none.</summary>
    /// <param name="path">Such as <c>tremor::connectors</c>.</param>
    /// <param name="import">The place of all its parts.</param>
    public static BundledModule? Find(string path, Place import)
    {
        var module = new BundledModule(import);
        return path switch
        {
            "tremor::connectors" => new(import)
            {
                Connectors =
                [
                    module.Connector("exit", "exit"),
                    module.Connector("metrics", "metrics"),
                    module.Connector("console", "stdio") with
                    {
                        Settings = [module.Setting("codec", "string"), module.ListSetting("preprocessors", "separate"), module.ListSetting("postprocessors", "separate")],
                    },
                ],
            },
            "tremor::pipelines" => new(import) { Pipelines = [module.Passthrough()] },
            _ => null,
        };
    }

    /// <summary>The path that a path which leads nowhere probably means: misspelt, or its last name alone; null for none.</summary>
    public static string? Near(string path) => NearestName.Find(path, Paths) ?? Paths.FirstOrDefault(p => p == Root + path) ?? NearestName.Find(Root + path, Paths);

    private ConnectorDefinition Connector(string name, string kind) => new(new(name, _import), new(kind, _import), _import);

    private PipelineDefinition Passthrough() => new(new("passthrough", _import), _import)
    {
        Links = [new ChainLink([new("in", null, _import), new("out", null, _import)], _import)],
    };

    private Field Setting(string key, string value) => new(new(key, _import), Literal(value));

    private Field ListSetting(string key, string value) => new(new(key, _import), new ListSetting([Literal(value)], _import));

    private LiteralSetting Literal(string value) => new(Value.From(value), _import);
}
