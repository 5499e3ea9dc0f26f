using System.Text;
using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Connectors.Fakes;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Connectors.Metrics;

/// <summary>Flows on virtual time, with metrics from where they are measured to standard output.</summary>
public sealed class MetricsConnectorTests
{
    private static readonly ComponentRegistry s_registry = ComponentRegistry.Discover(typeof(NullConnector).Assembly, typeof(ScriptLanguage).Assembly);

    private readonly FakeProcess _process = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task A_metronome_reports_at_its_first_event_and_then_every_second()
    {
        await RunAsync(
            """
            define flow f flow
              use tremor::{connectors, pipelines};
              define connector beat from metronome with config = {"interval": 100000000}, metrics_interval_s = 1 end;
              define connector nowhere from `null`;
              create connector beat; create connector nowhere;
              create connector metrics from connectors::metrics;
              create connector console from connectors::console;
              define pipeline show pipeline
                select "#{event.tags.`connector`}/#{event.tags.port} #{event.fields.count} #{event.timestamp - 1728000000000000000}" from in where event.tags.port == "out" into out
              end;
              create pipeline main from pipelines::passthrough; create pipeline show;
              connect /connector/beat to /pipeline/main; connect /pipeline/main to /connector/nowhere;
              connect /connector/metrics to /pipeline/show; connect /pipeline/show to /connector/console;
            end;
            deploy flow f
            """,
            lines: 4,
            stepMs: 100);
        Assert.StartsWith("f::beat/out 1 100000000\nf::beat/out 11 1100000000\nf::beat/out 21 2100000000\nf::beat/out 31 3100000000\n", _process.OutputText); // more may have come by now
    }

    [Fact]
    public async Task What_is_written_comes_out_of_every_such_connector_and_what_is_no_metric_fails()
    {
        _process.StandardInput = new MemoryStream(Encoding.UTF8.GetBytes(
            """
            {"measurement":"mine","tags":{},"fields":{"n":1.5},"timestamp":7}
            {"measurement":"mine","tags":{},"fields":{}}
            [1]
            {"measurement":"mine","tags":{"a":"b"},"fields":{},"timestamp":8}

            """));
        await RunAsync(
            """
            define flow f flow
              use tremor::{connectors, pipelines};
              define connector lines from stdio with codec = "json", preprocessors = ["separate"], postprocessors = ["separate"] end;
              create connector lines; create connector bus from connectors::metrics;
              create pipeline pass from pipelines::passthrough;
              connect /connector/lines to /pipeline/pass; connect /pipeline/pass to /connector/bus;
            end;
            define flow g flow
              use tremor::{connectors, pipelines};
              define connector lines from stdio with codec = "json", preprocessors = ["separate"], postprocessors = ["separate"] end;
              create connector lines; create connector bus from connectors::metrics;
              define pipeline main pipeline
                use tremor::origin;
                select {"event": event, "meta": $, "from": origin::scheme()} from in into out
              end;
              create pipeline main;
              connect /connector/bus to /pipeline/main; connect /pipeline/main to /connector/lines;
            end;
            deploy flow g; deploy flow f
            """,
            lines: 2,
            stepMs: 0);
        Assert.Equal(
            """
            {"event":{"measurement":"mine","tags":{},"fields":{"n":1.5},"timestamp":7},"meta":{},"from":"tremor-metrics"}
            {"event":{"measurement":"mine","tags":{"a":"b"},"fields":{},"timestamp":8},"meta":{},"from":"tremor-metrics"}

            """,
            _process.OutputText);
    }

    private async Task RunAsync(string troy, int lines, int stepMs)
    {
        var loaded = FlowLoader.LoadText("flow.troy", troy, s_registry, new ScriptLanguage(), new LoadOptions());
        Assert.Empty(loaded.Diagnostics.Where(static d => d.Severity == Severity.Error).Select(static d => d.Message));
        await using var runtime = new FlowRuntime(new FlowRuntimeOptions { Time = _process.Time, LoggerFactory = _log, Process = _process });
        foreach (var plan in loaded.Plans) await runtime.DeployAsync(plan);
        var steps = 0;
        await Eventually.True(
            () =>
            {
                // Each step gives an event of the first connector, and the next one waits for it.
                if (stepMs > 0 && runtime.Flows.All(static f => f.State == RunState.Running) && runtime.Flows[0].Connectors.First().Statistics.EventsRead == steps)
                {
                    steps++;
                    _process.Time.Advance(stepMs);
                }

                return _process.OutputText.Count(static c => c == '\n') >= lines;
            },
            "all has come");
    }
}
