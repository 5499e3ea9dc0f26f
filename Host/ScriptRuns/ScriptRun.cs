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
    public static FlowPlan Plan(ScriptRunOptions options, DecodeFailure failure, Func<OperatorContext, IOperator> script) => Plan(options, failure, PipelinePlan.Of(
        "main",
        [NodePlan.Input("in"), NodePlan.Input(Undecodable.Name), new NodePlan("script", NodeRole.Operator, "script") { Work = new OperatorWork(null, script) }, NodePlan.Output("out")],
        [new EdgePlan(0, Port.Out, 2, Port.In), new EdgePlan(1, Port.Out, 2, Undecodable), new EdgePlan(2, Port.Out, 3, Port.In)]));

    /// <summary>A query in the place of the script, between two nodes.</summary>
    /// <param name="exit">Gets what leaves the query, each of its outputs on an input of that name.</param>
    /// <inheritdoc cref="Plan(ScriptRunOptions, DecodeFailure, Func{OperatorContext, IOperator})"/>
    public static FlowPlan Plan(
        ScriptRunOptions options, DecodeFailure failure, PipelinePlan query, Func<OperatorContext, IOperator> entry, Func<OperatorContext, IOperator> exit)
    {
        const int before = 5;
        NodePlan[] around =
        [
            NodePlan.Input("in"), NodePlan.Input(Undecodable.Name), new("run/entry", NodeRole.Operator, "entry") { Work = new OperatorWork(null, entry) },
            new("run/exit", NodeRole.Operator, "exit") { Work = new OperatorWork(null, exit) }, NodePlan.Output("out"),
        ];
        var nodes = query.Nodes.Select(static n => n.Role == NodeRole.Operator ? n : n with { Name = $"query/{n.Name}", Role = NodeRole.Operator });
        var inputs = query.Nodes.Index().Where(static n => n.Item.Role == NodeRole.Input).ToArray();
        var first = inputs.FirstOrDefault(static n => n.Item.Name == "in", inputs[0]).Index;
        return Plan(options, failure, PipelinePlan.Of(
            query.Alias,
            [.. around, .. nodes],
            [
                new(0, Port.Out, 2, Port.In), new(1, Port.Out, 2, Undecodable), new(2, Port.Out, before + first, Port.In), new(3, Port.Out, 4, Port.In),
                .. query.Edges.Select(static e => e with { From = before + e.From, To = before + e.To }),
                .. query.Nodes.Index().Where(static n => n.Item.Role == NodeRole.Output).Select(static n => new EdgePlan(before + n.Index, Port.Out, 3, Port.Of(n.Item.Name))),
            ]));
    }

    private static FlowPlan Plan(ScriptRunOptions options, DecodeFailure failure, PipelinePlan pipeline)
    {
        var decoder = Component<ICodec>(ComponentKind.Codec, options.Decoder);
        ComponentPlan<IPreprocessor>[] stages = [.. options.Preprocessors.Select(static p => Component<IPreprocessor>(ComponentKind.Preprocessor, p))];
        // One that only splits refuses nothing, and its codec may split for it.
        var onlySplits = stages is [var only] && only.Create() is ISeparatingPreprocessor;
        var input = Stream("input", options.Input, "read") with
        {
            Codec = decoder with { Create = () => WatchedCodec.Around(decoder.Create(), failure) },
            Preprocessors = stages,
            AroundPreprocessors = onlySplits ? null : all => new WatchedPreprocessors(all, failure),
        };
        var output = Stream("output", options.Output, "truncate") with
        {
            Codec = Component<ICodec>(ComponentKind.Codec, options.Encoder),
            Postprocessors = [.. options.Postprocessors.Select(static p => Component<IPostprocessor>(ComponentKind.Postprocessor, p))],
        };
        return new FlowPlan
        {
            Alias = "run",
            Connectors = [input, output],
            Pipelines = [pipeline],
            Links =
            [
                new LinkPlan(EndpointPlan.Connector("input", Port.Out), EndpointPlan.Pipeline(pipeline.Alias, Port.In)),
                new LinkPlan(EndpointPlan.Connector("input", Port.Err), EndpointPlan.Pipeline(pipeline.Alias, Undecodable)),
                new LinkPlan(EndpointPlan.Pipeline(pipeline.Alias, Port.Out), EndpointPlan.Connector("output", Port.In)),
            ],
        };
    }

    private static ConnectorPlan Stream(string alias, string path, string mode)
    {
        var kind = path == "-" ? "stdio" : "file";
        if (!Installation.Components.TryGetConnector(kind, out var connector)) throw new InvalidOperationException($"there is no connector {kind}");
        Value? config = kind == "file" ? Record(("path", Value.From(path)), ("mode", Value.From(mode))) : null;
        return new ConnectorPlan { Alias = alias, Kind = kind, Config = config, CutsAnywhere = true, Create = context => connector.Create<IConnector>(config, context) };
    }

    private static ComponentPlan<T> Component<T>(ComponentKind kind, string name)
    {
        if (!Installation.Components.TryGet(kind, name, out var component))
        {
            var hint = Installation.Components.Hint(kind, name)!;
            throw new CommandFailedException($"{kind} {name} not found error. {char.ToUpperInvariant(hint[0])}{hint[1..]}.");
        }

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
