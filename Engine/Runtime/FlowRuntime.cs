using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
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

    /// <summary>The name of this machine, as origins show it.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>Uniform in [0, 1): randomizes the waits between connection attempts.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}

/// <summary>A flow could not be deployed; the message is for people. Nothing of the flow is left.</summary>
public sealed class FlowDeploymentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>All flows of a process (spec: runtime 12). Its methods may be called from any thread.</summary>
public sealed class FlowRuntime : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The part of a drain in which sources may read on; in the rest of it what they read gets to its sinks.</summary>
    private const double ReadingShare = 0.6;

    private readonly FlowRuntimeOptions _options;
    private readonly ILogger _log;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly List<FlowInstance> _flows = [];
    private readonly HashSet<string> _aliases = [];
    private ulong _ids;

    /// <summary>A runtime without flows.</summary>
    public FlowRuntime(FlowRuntimeOptions options)
    {
        _options = options;
        _log = options.LoggerFactory.CreateLogger("tremor");
    }

    /// <summary>The flows in the order of their deployment, stopped ones included.</summary>
    public IReadOnlyList<FlowInstance> Flows
    {
        get
        {
            lock (_lock) return [.. _flows];
        }
    }

    /// <summary>
    /// Ends when the flows deployed so far are over: each of their sources has finished, and what it emitted has come out everywhere and is
    /// written; or it has failed for good, and what it had read is written; or a sink that it leads to has failed for good; or the flow was stopped.
    /// Never fails.
    /// </summary>
    public Task Completion => Task.WhenAll(Flows.Select(static f => f.Completion));

    /// <summary>
    /// Creates, links and starts a flow. Returns as soon as it is started; whether its connectors connect shows in its
    /// <see cref="FlowInstance.State"/>.
    /// </summary>
    /// <exception cref="FlowDeploymentException">
    /// <c>Flow with id "X" is already deployed.</c>, or <c>Error deploying Flow X: TEXT</c> when a connector, codec or operator cannot be made.
    /// </exception>
    public async Task<FlowInstance> DeployAsync(FlowPlan plan, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (!_aliases.Add(plan.Alias)) throw new FlowDeploymentException($"Flow with id \"{plan.Alias}\" is already deployed.");
        }

        FlowInstance? flow = null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            flow = new FlowInstance(plan, _options, NextId);
            flow.Create();
            lock (_lock) _flows.Add(flow);
            flow.Start();
            return flow;
        }
        catch (Exception e)
        {
            if (flow is not null) await flow.StopAsync();
            lock (_lock)
            {
                _aliases.Remove(plan.Alias);
                if (flow is not null) _flows.Remove(flow);
            }

            if (e is OperationCanceledException) throw;
            throw new FlowDeploymentException($"Error deploying Flow {plan.Alias}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Drains all flows: sources stop reading, what was read is processed and written. Waits at most <paramref name="patience"/>, 5 s by default;
    /// a source that reads its streams to their end is stopped at 3 s, so that what it has read is still written.
    /// </summary>
    /// <returns>False, with a warning in the log, when time ran out.</returns>
    public async Task<bool> DrainAsync(TimeSpan? patience = null)
    {
        var limit = patience ?? s_patience;
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

    /// <summary>Stops all flows; waits at most 5 s. May be called twice.</summary>
    public async Task StopAsync()
    {
        if (!await EndsWithin(Flows.Select(static f => f.StopAsync()), s_patience))
            _log.LogWarning("Timeout stopping all Flows after {Seconds}s", s_patience.TotalSeconds);
    }

    /// <summary>Stops all flows without draining them.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

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
