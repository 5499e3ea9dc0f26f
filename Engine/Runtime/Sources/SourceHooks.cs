using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The calls of the engine that tell a source something. What a source throws is logged and changes nothing (spec: runtime 9.2).</summary>
internal sealed class SourceHooks(ISource source, string alias, ILogger log, TimeProvider time)
{
    private readonly Dictionary<string, LogPace> _shown = []; // by hook; one that fails on every event keeps quiet about none of the others
    private readonly Queue<(Events.EventId Id, Outcome Outcome)> _held = new();

    /// <summary>Whether a pull waits: what becomes of single events is told behind it, by <see cref="TellHeld"/>.</summary>
    public bool IsPulling { get; set; }

    /// <summary>Whether there is something to tell that must not wait as long as the pull.</summary>
    public bool HasHeld => _held.Count > 0;

    public void Ack(ulong stream, ulong pull)
    {
        try
        {
            source.Ack(stream, pull);
        }
        catch (Exception e)
        {
            Log("ack", e);
        }
    }

    public void Fail(ulong stream, ulong pull)
    {
        try
        {
            source.Fail(stream, pull);
        }
        catch (Exception e)
        {
            Log("fail", e);
        }
    }

    public void TellHeld()
    {
        while (_held.TryDequeue(out var settled)) Settled(settled.Id, settled.Outcome);
    }

    public void Settled(in Events.EventId id, Outcome outcome)
    {
        if (IsPulling)
        {
            _held.Enqueue((id, outcome));
            return;
        }

        try
        {
            source.Settled(id, outcome);
        }
        catch (Exception e)
        {
            Log("settlement", e);
        }
    }

    /// <param name="isPaused">Whether pulling ends, or begins again.</param>
    public void Pause(bool isPaused)
    {
        try
        {
            if (isPaused) source.OnPause();
            else source.OnResume();
        }
        catch (Exception e)
        {
            Log(isPaused ? "pause" : "resume", e);
        }
    }

    /// <returns>Null also where it fails.</returns>
    public ValueTask<SourceReply?> TakeReadAheadAsync() => LastAsync(source.TakeReadAheadAsync, "read ahead");

    /// <returns>Null also where it fails.</returns>
    public ValueTask<SourceReply?> ReadOnAsync(CancellationToken cancellation) => LastAsync(() => source.ReadOnAsync(cancellation), "read on");

    private async ValueTask<SourceReply?> LastAsync(Func<ValueTask<SourceReply?>> read, string hook)
    {
        try
        {
            return await read();
        }
        catch (Exception e)
        {
            Log(hook, e);
            return null;
        }
    }

    public async ValueTask StopAsync()
    {
        try
        {
            await source.StopAsync();
        }
        catch (Exception e)
        {
            Log("stop", e);
        }
    }

    private void Log(string hook, Exception e)
    {
        if (!_shown.TryGetValue(hook, out var shown)) _shown[hook] = shown = new LogPace(time);
        if (shown.TryTake(out var hidden)) log.LogError("[Source::{Alias}] Error in {Hook}{Hidden}: {Message}", alias, hook, LogPace.Hidden(hidden), e.Message);
    }
}
