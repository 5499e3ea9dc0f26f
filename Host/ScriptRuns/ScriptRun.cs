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
            CreateCodec = () => WatchedCodec.Around(decoder(), failure),
            Preprocessors = [.. options.Preprocessors.Select(static p => Component<IPreprocessor>(ComponentKind.Preprocessor, p))],
        };
        var output = Stream("output", options.Output, "truncate") with
        {
            CreateCodec = Component<ICodec>(ComponentKind.Codec, options.Encoder),
            Postprocessors = [.. options.Postprocessors.Select(static p => Component<IPostprocessor>(ComponentKind.Postprocessor, p))],
        };
        var pipeline = new PipelinePlan(
            "main",
            [
                new NodePlan("in", NodeRole.Input, "in", null, null),
                new NodePlan(Undecodable.Name, NodeRole.Input, "in", null, null),
                new NodePlan("script", NodeRole.Operator, "script", script, null),
                new NodePlan("out", NodeRole.Output, "out", null, null),
            ],
            [new EdgePlan(0, Port.Out, 2, Port.In), new EdgePlan(1, Port.Out, 2, Undecodable), new EdgePlan(2, Port.Out, 3, Port.In)],
            null,
            null);
        return new FlowPlan(
            "run",
            [input, output],
            [pipeline],
            [
                new LinkPlan(new EndpointPlan(true, "input", Port.Out), new EndpointPlan(false, "main", Port.In)),
                new LinkPlan(new EndpointPlan(true, "input", Port.Err), new EndpointPlan(false, "main", Undecodable)),
                new LinkPlan(new EndpointPlan(false, "main", Port.Out), new EndpointPlan(true, "output", Port.In)),
            ]);
    }

    private static ConnectorPlan Stream(string alias, string path, string mode)
    {
        var kind = path == "-" ? "stdio" : "file";
        if (!Installation.Components.TryGetConnector(kind, out var connector)) throw new InvalidOperationException($"there is no connector {kind}");
        Value? config = kind == "file" ? Record(("path", Value.From(path)), ("mode", Value.From(mode))) : null;
        return new ConnectorPlan(alias, kind, context => connector.Create<IConnector>(config, context), null, [], [], ReconnectPlan.None, null, null);
    }

    private static Func<T> Component<T>(ComponentKind kind, string name)
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

        return () => component.Create<T>(config);
    }

    private static Value Record(params (string Name, Value Value)[] fields)
    {
        var record = new RecordBuilder(fields.Length);
        foreach (var (name, value) in fields) record.Set(name, value);
        return record.Build();
    }
}
