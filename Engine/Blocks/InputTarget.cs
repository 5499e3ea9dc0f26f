using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>An input port of a pipeline: makes a wave of what comes.</summary>
/// <param name="head">Where waves go in.</param>
/// <param name="port">The port by index at the head; negative when nothing is linked to it, so that its events end at once.</param>
/// <param name="place">The port, for the ledger.</param>
/// <param name="signals">Of the pipeline.</param>
/// <param name="reporter">Wants to see what comes; null where nobody asked for metrics.</param>
/// <param name="node">Index of the node that the port is.</param>
internal sealed class InputTarget(
    object pipeline, ITargetBlock<WavePart> head, WavePool waves, int port, string place, LossLedger losses, SignalMerge signals, Circulation circulation,
    PipelineReporter? reporter, int node) : IEventTarget
{
    public object Receiver => pipeline;

    public bool TakesTicks => false;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => SendAsync(batch, from, first, "the pipeline has stopped");

    /// <param name="refusal">Why the events are lost if the pipeline takes nothing more.</param>
    public async ValueTask SendAsync(EventBatch batch, IUpstream from, long first, string refusal)
    {
        var count = batch.Count;
        if (count == 0)
        {
            batch.Release();
            return;
        }

        PipelineReport? report = null;
        if (reporter is not null)
        {
            // Each report comes in front of a wave.
            while ((count = reporter.Enter(node, batch.Events, out report)) < batch.Count)
            {
                await SendAsync(batch.Copy(0, count), from, first, refusal, report);
                var rest = batch.Copy(count, batch.Count - count);
                batch.Release();
                (batch, first) = (rest, first + count);
            }
        }

        await SendAsync(batch, from, first, refusal, report);
    }

    private async ValueTask SendAsync(EventBatch batch, IUpstream from, long first, string refusal, PipelineReport? report)
    {
        var count = batch.Count;
        var wave = waves.Rent();
        wave.BeginBatch(from, first, count);
        wave.Report = report;
        if (port < 0)
        {
            long dropped = 0;
            foreach (ref readonly var e in batch.Events)
                if (e.IsError) wave.AddLost(losses.AddUnreadUntold(place, e));
                else dropped += EngineBatch.EventsIn(e);
            losses.AddDropped(place, dropped);
            batch.Release();
            batch = null!;
        }

        circulation.Enter();
        if (await head.SendAsync(new WavePart(wave, port < 0 ? null : batch, null, Math.Max(0, port)))) return;

        // The pipeline has stopped: the events went nowhere, and their sender hears so.
        circulation.Leave();
        var begun = losses.TryBegin();
        if (port >= 0) losses.AddFailed(place, refusal, batch.Events, isSealed: !begun);
        if (begun)
        {
            losses.Tell(wave.TakeLost());
            from.Settle(first, count, Outcome.Fail, 0);
            losses.End();
        }

        if (port >= 0) batch.Release();
        wave.Abandon();
    }

    public async ValueTask SignalAsync(Signal signal, IUpstream from)
    {
        if (!signals.Take(signal, out var isEnd)) return;
        if (circulation.IsOn && signal.Kind == SignalKind.Drain) circulation.Drain(() => SendSignalAsync(signal, from, isEnd));
        else await SendSignalAsync(signal, from, isEnd);
    }

    private async Task SendSignalAsync(Signal signal, IUpstream from, bool isEnd)
    {
        if (signal.Kind == SignalKind.Drain) await circulation.WhenEmptyAsync();
        if (isEnd)
        {
            // In front of the drain, so that what it releases reaches the sinks before they say that they are drained.
            var end = waves.Rent();
            end.BeginEnd();
            circulation.Enter();
            if (!await head.SendAsync(new WavePart(end, null, null, 0)))
            {
                circulation.Leave();
                end.Leave();
            }

            await circulation.WhenEmptyAsync();
        }

        var wave = waves.Rent();
        wave.BeginSignal(signal, from);
        if (!await head.SendAsync(new WavePart(wave, null, null, 0))) wave.Leave();
    }
}
