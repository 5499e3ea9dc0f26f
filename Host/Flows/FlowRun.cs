using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>
/// Deploys flows and accompanies them until they are over, somebody asks for the end, or for ever. A request to end drains first;
/// behind a second one everything is over within a second (spec: runtime 10.4, runtime 17.1).
/// </summary>
internal sealed class FlowRun : IAsyncDisposable
{
    /// <summary>The time that a second request leaves to the drain: sources stop reading, and what they read is written, unless a sink hangs.</summary>
    private static readonly TimeSpan s_hurriedDrain = TimeSpan.FromMilliseconds(400);

    /// <summary>The time that it leaves to the stop.</summary>
    private static readonly TimeSpan s_hurriedStop = TimeSpan.FromMilliseconds(400);

    private static readonly Task s_never = new TaskCompletionSource().Task;

    private readonly HostProcess _process;
    private readonly FlowRuntime _runtime;
    private readonly long _started;
    private readonly List<FlowInstance> _flows = [];
    private bool _wasInterrupted;

    /// <param name="adapt">Changes what the runtime is made with.</param>
    public FlowRun(HostProcess process, ILoggerFactory loggers, Func<FlowRuntimeOptions, FlowRuntimeOptions>? adapt = null)
    {
        _process = process;
        var options = new FlowRuntimeOptions { Time = process.Time, LoggerFactory = loggers, Process = process, Definitions = process.Definitions, Secrets = process.Secrets };
        _runtime = new FlowRuntime(adapt is null ? options : adapt(options));
        _started = process.Time.GetTimestamp();
    }

    /// <summary>Whether a request to end lets sources that read to their end in a drain do so; asked when it comes.</summary>
    public Func<bool> ReadsOnWhileDraining { get; init; } = static () => true;

    /// <exception cref="FlowDeploymentException">One of the flows cannot be deployed; none of them runs.</exception>
    public async Task DeployAsync(IReadOnlyList<FlowPlan> plans) => _flows.AddRange(await _runtime.DeployAsync(plans));

    /// <summary>Waits for the end and stops everything.</summary>
    /// <param name="untilStopped">Go on when all sources have finished.</param>
    public async Task RunAsync(bool untilStopped)
    {
        using var _ = _process.EndWhereMemoryEnds(() => $"{Counts().OnlyIn()}; what was under way is lost");
        await using (ProgressLine.Start(_process, Totals))
        {
            var (asked, finished) = (_process.ShutdownRequested, untilStopped ? s_never : _runtime.RunToEndAsync());
            await Task.WhenAny(asked, finished);
            if (!finished.IsCompleted)
            {
                _wasInterrupted = _process.Signal is not null;
                await DrainAsync();
            }

            await StopAsync();
        }
    }

    /// <summary>Why the run failed, one line for each kind of loss and for each connector that failed and lost nothing; empty when it went well.</summary>
    public IEnumerable<string> Failures()
    {
        foreach (var loss in Losses()) yield return loss;
        foreach (var flow in _flows)
        {
            if (flow.Fault is { } fault) yield return fault;
            var losses = flow.Losses.Losses;
            foreach (var connector in flow.Connectors.Where(c => c.State == RunState.Failed && !losses.Any(l => l.Place == c.Alias && l.Kind == LossKind.NotWritten)))
                yield return $"[Connector::{connector.Alias}] Connection failed{(connector.Statistics.LastError is { } error ? $": {PrintableText.Line(error)}" : "")}";
        }
    }

    /// <summary>What was lost, one line for each place and reason.</summary>
    public IEnumerable<string> Losses() => _flows.SelectMany(static f => f.Losses.Losses).Select(Line);

    /// <summary>What was not sent on purpose, one line for each node and port; it is not lost.</summary>
    public IEnumerable<string> LeftOut() => _flows.SelectMany(static f => Enumerable.Concat(
        f.Losses.Dropped.Select(static d => $"{PrintableText.Line(d.Place)}: {Quantity.Count(d.Events, "event")} dropped: nobody reads this port"),
        f.Losses.LeftOut.Select(static l => $"{PrintableText.Line(l.Place)}: {Quantity.Count(l.Events, "event")} held and not sent")));

    /// <summary>Searches of scripts that took too long, one line for each node and pattern.</summary>
    public IEnumerable<string> TimedOut() => TimedOutSearches.Select(
        static s => $"{PrintableText.Line(s.Place)}: {RunTotals.TimedOut(s.Count)}, as no match: {s.Pattern}");

    private IEnumerable<TimedOutSearch> TimedOutSearches => _flows.SelectMany(static f => f.TimedOutSearches.All);

    public RunTotals Totals()
    {
        var counts = Counts(withInputs: true);
        return counts with
        {
            TimedOutSearches = TimedOutSearches.Sum(static s => s.Count),
            InterruptedBy = _wasInterrupted ? _process.Signal : null,
            EndedBy = WhatEnds(counts.Sides),
        };
    }

    /// <summary>What was counted so far. Without the inputs nothing is asked that takes a lock.</summary>
    private RunTotals Counts(bool withInputs = false)
    {
        var sides = new List<SideTotals>();
        foreach (var connector in _flows.SelectMany(static f => f.Connectors))
        {
            var name = NameOf(connector.Alias);
            var counts = connector.Statistics;
            if (connector.IsSource) sides.Add(new(name, connector.Kind, true, counts.EventsRead + counts.ErrorEvents, counts.BytesRead, counts.ErrorEvents)
            {
                Input = withInputs ? connector.Input : null,
                IsAtEnd = withInputs && connector.IsAtEnd,
            });
            if (connector.IsSink) sides.Add(new(name, connector.Kind, false, counts.EventsWritten, counts.BytesWritten, counts.EventsFailed));
        }

        return new([.. sides.OrderBy(static s => s.IsSource ? 0 : 1)], _flows.Sum(static f => f.Losses.Events), _process.Time.GetElapsedTime(_started));
    }

    /// <summary>What ends the run before its sources do, if anything does; null for signals.</summary>
    private string? WhatEnds(IReadOnlyList<SideTotals> sides)
    {
        if (_process.ShutdownRequested.IsCompleted) return _process.Requester is { } asker ? $"a request of {NameOf(asker)}" : null;
        if (_flows.Exists(static f => f.Fault is not null)) return "an error of the engine";
        var failed = sides.FirstOrDefault(static s => s is { IsSource: false, Errors: > 0 })?.Alias
            ?? (_flows.SelectMany(static f => f.Connectors).FirstOrDefault(static c => c.State == RunState.Failed) is { } connector ? NameOf(connector.Alias) : null);
        return failed is null ? null : $"the failure of {failed}";
    }

    /// <summary>The name of a connector alone, where one flow needs no other.</summary>
    private string NameOf(string alias) => _flows.Count == 1 ? alias[(alias.IndexOf("::", StringComparison.Ordinal) + 2)..] : alias;

    private async Task DrainAsync()
    {
        if (_process.ForcefulShutdownRequested.IsCompleted) return;
        // Behind the ^C that a terminal shows.
        if (_process is { ErrorIsTerminal: true, Signal: "SIGINT" }) _process.Error.WriteLine();
        if (_process.Signal is { } signal) _process.Error.WriteLine($"{signal}: draining, what was read is written; once more ends it at once");
        var drained = _runtime.DrainAsync();
        if (!ReadsOnWhileDraining()) _runtime.EndReading();
        await Task.WhenAny(drained, _process.HurryRequested, _process.ForcefulShutdownRequested);
        if (drained.IsCompleted) return;
        _runtime.EndReading();
        await _runtime.DrainAsync(s_hurriedDrain);
    }

    private async Task StopAsync()
    {
        var stopped = _runtime.StopAsync();
        await Task.WhenAny(stopped, _process.HurryRequested);
        if (!stopped.IsCompleted) await _runtime.StopAsync(s_hurriedStop);
    }

    private static string Line(Loss loss)
    {
        var lost = $"{PrintableText.Line(loss.Place)}: {Quantity.Count(loss.Events, "event")} lost: {loss.Reason}";
        if (loss.First is not { } first) return lost;
        var source = loss.FirstSource is { } name ? $" of {PrintableText.Line(name)}" : "";
        return $"{lost}; the first is event {Quantity.Count((long)first.Event + 1)}{source}{(first.Stream == 0 ? "" : $", stream {first.Stream}")}";
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
