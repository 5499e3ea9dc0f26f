using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Operators.Nodes;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// <c>queries [--queries PART_OF_A_NAME] [--mb N] [--rounds N] [--dry]</c>: whole flows whose pipeline is a query, memory → json → query → json → null. Rounds in the
/// outer loop, so that a slow phase of the machine falls on all alike.
/// </summary>
internal static class QueryComparison
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly ComponentRegistry s_registry = ComponentRegistry.Discover(typeof(NullConnector).Assembly, typeof(BatchOperator).Assembly);

    private const string Classify = """
        define script classify
        script
          let $class = match event of
            case %{short_message == "ERROR"} => "error"
            case %{index_type ~= glob|syslog*|} => "syslog"
            case %{type == "applog"} => "application"
            case _ => "other"
          end;
          let $rate = 100000000;
          let $dimensions = event.application;
          event
        end;
        create script classify;
        """;

    /// <summary>One query with its input.</summary>
    /// <param name="HasNumbers">Small events with a number of their own, in place of log events.</param>
    private sealed record Sample(string Name, string Query, bool HasNumbers = false, bool HasMetrics = false);

    private static readonly Sample[] s_samples =
    [
        new("pass-through", "select event from in into out"),
        new("pass-through, metrics on", "select event from in into out", HasMetrics: true),
        new("classify", $"{Classify} select event from in into classify; select event from classify into out"),
        new("classify, metrics on", $"{Classify} select event from in into classify; select event from classify into out", HasMetrics: true),
        new("select of three fields", """select {"host": event.syslog_hostname, "type": event.type, "text": event.short_message} from in into out"""),
        new("where, half of the events", "select event from in where event.abool into out"),
        new("bucket", $"{Classify} define operator bucket from grouper::bucket; create operator bucket; select event from in into classify; select event from classify into bucket; select event from bucket into out"),
        new("traffic shaping: classify, bucket, backpressure, batch", $$"""
            {{Classify}}
            define operator bucket from grouper::bucket;
            define operator pressure from qos::backpressure with timeout = 10000000000, method = "discard" end;
            define operator batch from generic::batch with count = 100 end;
            create operator bucket; create operator batch; create operator pressure;
            select event from in into classify;
            select event from classify into bucket;
            select event from bucket into batch;
            select event from batch into pressure;
            select event from pressure into out
            """),
        new("group by, 1 group", Grouped("1"), HasNumbers: true),
        new("group by, 100 groups", Grouped("100"), HasNumbers: true),
        new("group by, 100,000 groups", Grouped("100000"), HasNumbers: true),
        new("tilt frames of 10 s, 1 min, 10 min, 100 groups", """
            define window ten_secs from tumbling with interval = 10000000000 script event.time end;
            define window one_min from tumbling with interval = 60000000000 script event.time end;
            define window ten_mins from tumbling with interval = 600000000000 script event.time end;
            select {"window": window, "group": group[0], "count": aggr::stats::count(), "mean": aggr::stats::mean(event.value)}
            from in[ten_secs, one_min, ten_mins] group by event.id % 100 into out
            """, HasNumbers: true),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var dry = args.Contains("--dry");
        var bytes = 1_000_000L * int.Parse(Option("--mb") ?? (dry ? "1" : "100"), CultureInfo.InvariantCulture);
        var rounds = dry ? 1 : int.Parse(Option("--rounds") ?? "5", CultureInfo.InvariantCulture);
        var (logs, numbers) = (LogEvents.Generate(1000), Numbers(dry ? 1000 : 300_000));
        var samples = Array.FindAll(s_samples, s => s.Name.Contains(Option("--queries") ?? "", StringComparison.Ordinal));
        var runs = samples.ToDictionary(static s => s, static _ => new List<Measurement>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var sample in samples)
            {
                var run = await MeasureAsync(sample, sample.HasNumbers ? numbers : logs, sample.HasNumbers ? bytes / 4 : bytes);
                if (round >= 0) runs[sample].Add(run);
            }
        }

        Console.WriteLine("| query | events/s (best) | ns/event (best) | MB/s (best) | MB/s (median) | allocated bytes/event |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (sample, measured) in runs)
        {
            var ordered = measured.OrderByDescending(static m => m.MegabytesPerSecond).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {sample.Name} | {ordered[0].EventsPerSecond:N0} | {1e9 / ordered[0].EventsPerSecond:N0} | {ordered[0].MegabytesPerSecond:N0} | {ordered[ordered.Length / 2].MegabytesPerSecond:N0} | {measured.Min(static m => m.AllocatedBytesPerEvent):N1} |"));
        }

        return 0;
    }

    private static string Grouped(string groups) => $$"""
        define window many from tumbling with size = 1000 end;
        select {"group": group[0], "count": aggr::stats::count(), "mean": aggr::stats::mean(event.value)} from in[many] group by event.id % {{groups}} into out
        """;

    /// <summary>Events a microsecond apart, each with a number: <c>{"id": 7, "time": 7000, "value": 0.7}</c>.</summary>
    private static byte[] Numbers(int count)
    {
        var text = new StringBuilder();
        // The numbers of a thousand follow each other, so that groups of a hundred thousand come and go.
        for (var i = 0L; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"time\":{i * 1000},\"value\":{i % 97}.5}}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<Measurement> MeasureAsync(Sample sample, byte[] lines, long bytes)
    {
        var chunks = MemoryConnector.Cut(lines, ChunkBytes);
        var (source, sink) = (new MemoryConnector(chunks, bytes), new DiscardConnector(null));
        var options = new FlowRuntimeOptions { Time = TimeProvider.System, LoggerFactory = NullLoggerFactory.Instance, Process = Harness.Process };
        using var listener = sample.HasMetrics ? options.Metrics.Subscribe() : null;
        var plan = Plan(sample);
        var interval = sample.HasMetrics ? TimeSpan.FromSeconds(1) : (TimeSpan?)null;
        plan = plan with { Connectors = [Harness.Connector("in", source) with { MetricsInterval = interval }, Harness.Connector("out", sink) with { MetricsInterval = interval }] };
        var (elapsed, allocated) = await Harness.MeasureAsync(async () =>
        {
            await using var runtime = new FlowRuntime(options);
            await runtime.DeployAsync(plan);
            await runtime.RunToEndAsync();
        });
        var events = (double)bytes / lines.Length * lines.AsSpan().Count((byte)'\n');
        return new(sample.Name, (long)events, bytes, elapsed, allocated / events);
    }

    private static Engine.Plans.FlowPlan Plan(Sample sample)
    {
        var troy = $"""
            define flow perf flow
              define connector in from `null`; define connector out from `null`;
              define pipeline main pipeline
            {(sample.HasMetrics ? "#!config metrics_interval_s = 1" : "")}
            {sample.Query}
              end;
              create connector in; create connector out; create pipeline main;
              connect /connector/in to /pipeline/main; connect /pipeline/main to /connector/out;
            end;
            deploy flow perf
            """;
        var loaded = FlowLoader.LoadText("perf.troy", troy, s_registry, ScriptLanguage.Instance, new LoadOptions());
        return loaded.IsValid ? loaded.Plans[0] : throw new DefinitionException([.. loaded.Diagnostics]);
    }
}
