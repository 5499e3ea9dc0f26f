using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Script.Compiler;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>The figures of one run.</summary>
internal sealed record Measurement(string Name, long Events, long Bytes, TimeSpan Elapsed, double AllocatedBytesPerEvent)
{
    public double EventsPerSecond => Events / Elapsed.TotalSeconds;

    public double MegabytesPerSecond => Bytes / Elapsed.TotalSeconds / 1e6;
}

/// <summary>Runs a flow of connector, pipeline, connector in this process, with everything that a deployed flow has around it.</summary>
internal static class Harness
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A process without streams.</summary>
    public static IProcessControl Process { get; } = new NoProcess();

    /// <summary>Deploys the flow once for each pair of ends, all in one runtime, and waits until all are through.</summary>
    public static async Task RunAsync(IReadOnlyList<(IConnector Source, IConnector Sink)> deployments, string? script)
    {
        await using var runtime = new FlowRuntime(new FlowRuntimeOptions
        {
            Time = TimeProvider.System,
            LoggerFactory = NullLoggerFactory.Instance,
            Process = new NoProcess(),
        });
        var flows = new List<FlowInstance>();
        foreach (var (source, sink) in deployments) flows.Add(await runtime.DeployAsync(Plan($"perf-{flows.Count}", source, sink, script)));
        await runtime.RunToEndAsync();
        if (flows.Exists(static f => f.State == RunState.Failed)) throw new InvalidOperationException("the flow failed");
    }

    /// <summary>Lines from memory to nowhere, or from file to file; the first run of a process is the warm-up and is not measured by the caller.</summary>
    /// <param name="totalBytes">Of each deployment.</param>
    /// <param name="deployments">How often the flow is deployed, side by side; <see cref="DirectCalls.Deployments"/> for the same work without a flow.</param>
    public static async Task<Measurement> ThroughputAsync(Scenario scenario, byte[] lines, long totalBytes, int deployments, string directory)
    {
        if (deployments == DirectCalls.Deployments) return await DirectThroughputAsync(scenario, lines, totalBytes);
        if (scenario.Ends == Ends.File) return await FileThroughputAsync(scenario, lines, totalBytes, deployments, directory);
        var sinks = Enumerable.Range(0, deployments).Select(static _ => new DiscardConnector(null)).ToArray();
        (IConnector, IConnector)[] ends = [.. sinks.Select(sink => (new MemoryConnector(MemoryConnector.Cut(lines, ChunkBytes), totalBytes), sink))];
        var (elapsed, allocated) = await MeasureAsync(() => RunAsync(ends, scenario.Script));
        var events = sinks.Sum(static s => s.Events);
        return new(scenario.Name, events, totalBytes * deployments, elapsed, (double)allocated / events);
    }

    /// <summary>Time from when each event was due until it was encoded at the sink, in nanoseconds.</summary>
    public static async Task<Latencies> LatencyAsync(Scenario scenario, byte[] lines, int eventsPerSecond, TimeSpan duration)
    {
        var histogram = new Latencies();
        var source = new PacedConnector([.. SplitLines(lines)], eventsPerSecond, duration);
        await RunAsync([(source, new DiscardConnector(histogram.Record))], scenario.Script);
        return histogram;
    }

    private static async Task<Measurement> DirectThroughputAsync(Scenario scenario, byte[] lines, long totalBytes)
    {
        if (scenario.Ends != Ends.Memory) throw new InvalidOperationException("without a flow there are no files");
        var calls = new DirectCalls(Connector("out", null!), scenario.Script is { } script ? Compile(script) : null);
        var chunks = MemoryConnector.Cut(lines, ChunkBytes);
        var (elapsed, allocated) = await MeasureAsync(() =>
        {
            calls.Run(chunks, totalBytes);
            return Task.CompletedTask;
        });
        return new(scenario.Name, calls.Events, totalBytes, elapsed, (double)allocated / calls.Events);
    }

    private static async Task<Measurement> FileThroughputAsync(Scenario scenario, byte[] lines, long totalBytes, int deployments, string directory)
    {
        var input = Path.Combine(directory, "in.ndjson");
        var copies = (totalBytes + lines.Length - 1) / lines.Length;
        var (bytes, events) = (copies * lines.Length, copies * lines.AsSpan().Count((byte)'\n'));
        if (!File.Exists(input))
        {
            await using var file = File.Create(input);
            for (var i = 0L; i < copies; i++) await file.WriteAsync(lines);
            file.Flush(flushToDisk: true);
        }

        string[] outputs = [.. Enumerable.Range(0, deployments).Select(i => Path.Combine(directory, $"out-{i}.ndjson"))];
        // To empty those of the round before would take a tenth of the time.
        foreach (var output in outputs) File.Delete(output);
        (IConnector, IConnector)[] ends =
        [
            .. outputs.Select(o => (
                new Connectors.File.FileConnector(Config("read", input), Context("in")),
                new Connectors.File.FileConnector(Config("truncate", o), Context("out")))),
        ];
        var (elapsed, allocated) = await MeasureAsync(() => RunAsync(ends, scenario.Script));
        return new(scenario.Name, events * deployments, bytes * deployments, elapsed, (double)allocated / (events * deployments));
    }

    private static Connectors.File.FileConnector.Config Config(string mode, string path) =>
        ConfigBinder.Bind<Connectors.File.FileConnector.Config>(
            new RecordBuilder().Set("path", Value.From(path)).Set("mode", Value.From(mode)).Build());

    private static ConnectorContext Context(string alias) => new()
    {
        Alias = $"perf::{alias}",
        Id = 0,
        Time = TimeProvider.System,
        Logger = NullLogger.Instance,
        Process = new NoProcess(),
        HostName = "localhost",
    };

    public static async Task<(TimeSpan Elapsed, long Allocated)> MeasureAsync(Func<Task> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await run();
        return (Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static FlowPlan Plan(string alias, IConnector source, IConnector sink, string? script)
    {
        List<NodePlan> nodes = [NodePlan.Input("in"), NodePlan.Output("out")];
        List<EdgePlan> edges = [];
        if (script is null)
        {
            edges.Add(new(0, Port.Out, 1, Port.In));
        }
        else
        {
            nodes.Add(new("script", NodeRole.Operator, "script") { Work = Compile(script) });
            edges.Add(new(0, Port.Out, 2, Port.In));
            edges.Add(new(2, Port.Out, 1, Port.In));
        }

        return new FlowPlan
        {
            Alias = alias,
            Connectors = [Connector("in", source), Connector("out", sink)],
            Pipelines = [PipelinePlan.Of("main", nodes, edges)],
            Links =
            [
                new LinkPlan(EndpointPlan.Connector("in", Port.Out), EndpointPlan.Pipeline("main", Port.In)),
                new LinkPlan(EndpointPlan.Pipeline("main", Port.Out), EndpointPlan.Connector("out", Port.In)),
            ],
        };
    }

    public static ConnectorPlan Connector(string alias, IConnector connector) => new()
    {
        Alias = alias,
        Kind = "perf",
        Create = _ => connector,
        Codec = new("json", null, static () => new JsonCodec(null)),
        Preprocessors = [new("separate", null, static () => new Connectors.Preprocessors.SeparatePreprocessor(null))],
        Postprocessors = [new("separate", null, static () => new Connectors.Postprocessors.SeparatePostprocessor(new()))],
    };

    private static ScriptWork Compile(string script)
    {
        var findings = new List<Diagnostic>();
        var sections = new ScriptSections(ScriptText.Of(new SourceText("perf", script)), new Dictionary<string, ScriptText>(), Value.Null);
        var scope = new ScriptScope(Value.EmptyRecord, [], LibraryModules.Instance);
        var compiled = ScriptLanguage.Instance.CompileScript(sections, scope, findings) ?? throw new DefinitionException(findings);
        return new(sections, scope, compiled.Create);
    }

    private static IEnumerable<byte[]> SplitLines(byte[] lines)
    {
        for (var start = 0; start < lines.Length;)
        {
            var end = Array.IndexOf(lines, (byte)'\n', start) + 1;
            if (end == 0) end = lines.Length;
            yield return lines[start..end];
            start = end;
        }
    }

    private sealed class NoProcess : IProcessControl
    {
        public Stream StandardInput => Stream.Null;

        public Stream StandardOutput => Stream.Null;

        public Stream StandardError => Stream.Null;

        public void RequestShutdown(bool graceful, string? by)
        {
        }
    }
}
