using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>The parts that the flows of a process share.</summary>
public sealed record FlowRuntimeOptions
{
    /// <summary>The clock of everything in the flows.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes the loggers of flows, pipelines and connectors.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>The process, as connectors see it.</summary>
    public required IProcessControl Process { get; init; }

    /// <summary>The files that no connector may write, since the flows were read from them.</summary>
    public DefinitionFiles Definitions { get; init; } = new();

    /// <summary>What is not shown to people.</summary>
    public SecretRedactor Secrets { get; init; } = new();

    /// <inheritdoc cref="PipelineOptions.TickInterval"/>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc cref="PipelineOptions.EventFailed"/>
    public Action<string, Event, Exception>? EventFailed { get; init; }

    /// <summary>The name of this machine, as origins show it.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>The way of the metrics of all flows to all connectors that listen.</summary>
    public MetricsChannel Metrics { get; init; } = new();

    /// <summary>Uniform in [0, 1): randomizes the waits between connection attempts.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}

/// <summary>A flow could not be deployed; the message is for people. Nothing of the flow is left.</summary>
public sealed class FlowDeploymentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>All flows of a process (spec: runtime 12). Its methods may be called from any thread.</summary>
public sealed class FlowRuntime : IAsyncDisposable
{
    /// <summary>How long a drain or a stop may take.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The part of a drain in which sources may read on; in the rest of it what they read gets to its sinks.</summary>
    private const double ReadingShare = 0.6;

    /// <summary>The part of a stop in which sinks may write on; then what they have not written is given up and counted.</summary>
    private const double WritingShare = 0.6;

    /// <summary>The part of a stop in which sinks may write what another one, which hung, had held up.</summary>
    private const double LateWritingShare = 0.85;

    /// <summary>The part of a stop that a sink whose writing is cancelled has to come back.</summary>
    private const double GivingUpShare = 0.1;

    private readonly FlowRuntimeOptions _options;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _deploying = new(1);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly List<FlowInstance> _flows = [];
    private readonly HashSet<string> _aliases = [];
    private ulong _ids;

    // Any thread.
    private bool _stopTimedOut;

    /// <summary>A runtime without flows.</summary>
    public FlowRuntime(FlowRuntimeOptions options)
    {
        _options = options;
        _log = options.LoggerFactory.CreateLogger("tremor");
    }

    /// <summary>The flows in the order of their deployment; stopped ones are among them until the next deployment.</summary>
    public IReadOnlyList<FlowInstance> Flows
    {
        get
        {
            lock (_lock) return [.. _flows];
        }
    }

    /// <summary>
    /// Lets the flows deployed so far end by themselves, and completes when they are over: each of their sources has finished, and what it emitted has come out
    /// everywhere and is written; or it has failed for good, and what it had read is written; or a sink that it leads to has failed for good, and what it had read
    /// is written to the others, as far as that is possible within 5 s; or an error of the engine has broken a pipeline; or the flow was stopped. Never fails.
    /// A flow that is over is stopped at once: another one may be waiting for the end of what it writes. Without this call a flow goes on for those of its sinks
    /// that have not failed, and is not stopped. May be called again.
    /// </summary>
    public Task RunToEndAsync() => Task.WhenAll(Flows.Select(static async f =>
    {
        await f.EndAsync();
        _ = f.StopAsync();
    }));

    /// <inheritdoc cref="DeployAsync(IReadOnlyList{FlowPlan}, CancellationToken)"/>
    public async Task<FlowInstance> DeployAsync(FlowPlan plan, CancellationToken cancellation = default) => (await DeployAsync([plan], cancellation))[0];

    /// <summary>
    /// Creates and links flows, and starts them when all of them could be created and none of their connectors is in the way of another one of the
    /// process. Returns as soon as they are started; whether their connectors connect shows in their <see cref="FlowInstance.State"/>.
    /// </summary>
    /// <exception cref="FlowDeploymentException">
    /// <c>Flow with id "X" is already deployed.</c>, or <c>Error deploying Flow X: TEXT</c> when a connector, codec or operator cannot be made, or
    /// holds what another connector holds (<see cref="IConnector.Holdings"/>). Nothing of any of them is left.
    /// </exception>
    public async Task<IReadOnlyList<FlowInstance>> DeployAsync(IReadOnlyList<FlowPlan> plans, CancellationToken cancellation = default)
    {
        // One deployment at a time: what the next one may hold depends on this one.
        await _deploying.WaitAsync(cancellation);
        var made = new List<FlowInstance>();
        var alias = "";
        try
        {
            ForgetStopped();
            foreach (var plan in plans)
            {
                cancellation.ThrowIfCancellationRequested();
                alias = plan.Alias;
                lock (_lock)
                {
                    if (!_aliases.Add(alias)) throw new FlowDeploymentException($"Flow with id \"{alias}\" is already deployed.");
                    made.Add(new FlowInstance(plan, _options, NextId));
                }

                made[^1].Create();
            }

            var holdings = new HoldingTable();
            foreach (var definition in _options.Definitions.Holders) holdings.Add(definition);
            foreach (var holder in Flows.SelectMany(static f => f.Holders)) holdings.Add(holder);
            foreach (var flow in made)
            {
                alias = flow.Alias;
                foreach (var holder in flow.Holders)
                    if (holdings.Add(holder) is { } conflict) throw new InvalidOperationException(conflict.Message);
            }

            lock (_lock) _flows.AddRange(made);
            foreach (var flow in made)
            {
                alias = flow.Alias;
                flow.Start();
            }

            return made;
        }
        catch (Exception e)
        {
            foreach (var flow in made)
            {
                await flow.StopAsync();
                lock (_lock)
                {
                    _aliases.Remove(flow.Alias);
                    _flows.Remove(flow);
                }
            }

            if (e is OperationCanceledException or FlowDeploymentException) throw;
            throw new FlowDeploymentException($"Error deploying Flow {alias}: {e.Message}", e);
        }
        finally
        {
            _deploying.Release();
        }
    }

    /// <summary>
    /// Drains all flows: sources stop reading, what was read is processed and written. Waits at most <paramref name="patience"/>, 5 s by default;
    /// a source that reads its streams to their end is stopped at 3 s, so that what it has read is still written.
    /// </summary>
    /// <returns>False, with a warning in the log, when time ran out.</returns>
    public async Task<bool> DrainAsync(TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var flows = Flows;
        using var reading = _options.Time.CreateTimer(
            _ =>
            {
                foreach (var flow in flows) flow.EndReading();
            },
            null, limit * ReadingShare, Timeout.InfiniteTimeSpan);
        if (await EndsWithin(flows.Select(static f => f.DrainAsync()), limit)) return true;
        _log.LogWarning("Timeout draining all Flows after {Seconds}s", limit.TotalSeconds);
        return false;
    }

    /// <summary>Sources that still read their streams to the end, in a drain, stop where they are. Does not wait.</summary>
    public void EndReading()
    {
        foreach (var flow in Flows) flow.EndReading();
    }

    /// <summary>
    /// Stops all flows; sinks write what has come to them. Waits at most <paramref name="patience"/>, 5 s by default: at 3 s what is not written yet is
    /// given up and counted as lost; sinks that wait for what another one held up have 4.25 s.
    /// May be called again, also with less patience; when its time was over, it does not wait a second time.
    /// </summary>
    public async Task StopAsync(TimeSpan? patience = null)
    {
        if (Volatile.Read(ref _stopTimedOut)) return;
        var limit = patience ?? Patience;
        var flows = Flows;
        using var writing = _options.Time.CreateTimer(
            _ =>
            {
                foreach (var flow in flows) flow.CutHanging(limit * GivingUpShare);
            },
            null, limit * WritingShare, Timeout.InfiniteTimeSpan);
        using var lateWriting = _options.Time.CreateTimer(
            _ =>
            {
                foreach (var flow in flows) flow.CutStop(limit * GivingUpShare);
            },
            null, limit * LateWritingShare, Timeout.InfiniteTimeSpan);
        var stops = flows.Select(static f => (Flow: f, Stop: f.StopAsync())).ToArray();
        if (await EndsWithin(stops.Select(static s => s.Stop), limit) || Interlocked.Exchange(ref _stopTimedOut, true)) return;
        _log.LogWarning("Timeout stopping all Flows after {Seconds}s", limit.TotalSeconds);
        // Who gives up a sink may still be counting what it had, which is under way until then.
        await EndsWithin(flows.Select(static f => f.StopSinksAsync()), limit * GivingUpShare);
        foreach (var (flow, stop) in stops)
            if (!stop.IsCompleted) flow.CountUnderWay();
    }

    /// <summary>Stops all flows without draining them.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _deploying.Dispose();
    }

    /// <summary>What has stopped is in nobody's way: its alias may be used again.</summary>
    private void ForgetStopped()
    {
        lock (_lock)
            foreach (var flow in _flows.FindAll(static f => f.HasStopped))
            {
                _flows.Remove(flow);
                _aliases.Remove(flow.Alias);
            }
    }

    private async Task<bool> EndsWithin(IEnumerable<Task> tasks, TimeSpan limit)
    {
        var all = Task.WhenAll(tasks);
        using var over = new CancellationTokenSource();
        var first = await Task.WhenAny(all, Task.Delay(limit, _options.Time, over.Token));
        await over.CancelAsync();
        if (first == all) await all;
        return first == all;
    }

    /// <summary>Connectors and operators share one range of numbers, so that an insight can name who made it.</summary>
    private ulong NextId()
    {
        lock (_lock) return ++_ids;
    }
}
