using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>
/// A script over a stream of events, as a flow: input, script, output. What the input cannot decode enters the script's node by a port
/// of its own.
/// </summary>
internal static class ScriptRun
{
    /// <summary>The input port of the script's node for what cannot be decoded.</summary>
    public static readonly Port Undecodable = Port.Of("undecodable");

    /// <exception cref="CommandFailedException">A codec or processor is unknown, or cannot do without a configuration.</exception>
    /// <param name="failure">Gets the first input that cannot be decoded.</param>
    public static FlowPlan Plan(ScriptRunOptions options, DecodeFailure failure, Func<OperatorContext, IOperator> script)
    {
        var decoder = Component<ICodec>(ComponentKind.Codec, options.Decoder);
        var input = Stream("input", options.Input, "read") with
        {
            Codec = decoder with { Create = () => WatchedCodec.Around(decoder.Create(), failure) },
            Preprocessors = Watched([.. options.Preprocessors.Select(static p => Component<IPreprocessor>(ComponentKind.Preprocessor, p))], failure),
        };
        var output = Stream("output", options.Output, "truncate") with
        {
            Codec = Component<ICodec>(ComponentKind.Codec, options.Encoder),
            Postprocessors = [.. options.Postprocessors.Select(static p => Component<IPostprocessor>(ComponentKind.Postprocessor, p))],
        };
        var pipeline = PipelinePlan.Of(
            "main",
            [
                NodePlan.Input("in"),
                NodePlan.Input(Undecodable.Name),
                new NodePlan("script", NodeRole.Operator, "script") { Work = new OperatorWork(null, script) },
                NodePlan.Output("out"),
            ],
            [new EdgePlan(0, Port.Out, 2, Port.In), new EdgePlan(1, Port.Out, 2, Undecodable), new EdgePlan(2, Port.Out, 3, Port.In)]);
        return new FlowPlan
        {
            Alias = "run",
            Connectors = [input, output],
            Pipelines = [pipeline],
            Links =
            [
                new LinkPlan(EndpointPlan.Connector("input", Port.Out), EndpointPlan.Pipeline("main", Port.In)),
                new LinkPlan(EndpointPlan.Connector("input", Port.Err), EndpointPlan.Pipeline("main", Undecodable)),
                new LinkPlan(EndpointPlan.Pipeline("main", Port.Out), EndpointPlan.Connector("output", Port.In)),
            ],
        };
    }

    /// <summary>All of them as one that is watched; one that only splits refuses nothing, and its codec may split for it.</summary>
    private static ComponentPlan<IPreprocessor>[] Watched(ComponentPlan<IPreprocessor>[] plans, DecodeFailure failure) =>
        plans is [var only] && only.Create() is ISeparatingPreprocessor
            ? plans
            : [new(string.Join(", ", plans.Select(static p => p.Name)), null, () => new WatchedPreprocessors([.. plans.Select(static p => p.Create())], failure))];

    private static ConnectorPlan Stream(string alias, string path, string mode)
    {
        var kind = path == "-" ? "stdio" : "file";
        if (!Installation.Components.TryGetConnector(kind, out var connector)) throw new InvalidOperationException($"there is no connector {kind}");
        Value? config = kind == "file" ? Record(("path", Value.From(path)), ("mode", Value.From(mode))) : null;
        return new ConnectorPlan { Alias = alias, Kind = kind, Config = config, Create = context => connector.Create<IConnector>(config, context) };
    }

    private static ComponentPlan<T> Component<T>(ComponentKind kind, string name)
    {
        if (!Installation.Components.TryGet(kind, name, out var component))
            throw new CommandFailedException($"{kind} {name} not found error. {Installation.Components.Hint(kind, name)}".TrimEnd());

        // Events are as long as they are: the limit of the plain name is for flows.
        Value? config = kind == ComponentKind.Preprocessor && name == "separate" ? Value.EmptyRecord : null;
        try
        {
            component.Create<T>(config);
        }
        catch (ConfigException e)
        {
            throw new CommandFailedException($"{kind} {name} needs a configuration, which the command line has no place for: {string.Join("; ", e.Errors.Select(static error => error.Message))}");
        }

        return new(name, config, () => component.Create<T>(config));
    }

    private static Value Record(params (string Name, Value Value)[] fields)
    {
        var record = new RecordBuilder(fields.Length);
        foreach (var (name, value) in fields) record.Set(name, value);
        return record.Build();
    }
}
