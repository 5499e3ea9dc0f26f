using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>Sends ticks into a pipeline. One that finds the pipeline still busy taking in the one before is left out.</summary>
internal sealed class Ticker
{
    private readonly ITargetBlock<WavePart> _head;
    private readonly WavePool _waves;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _sending = Task.CompletedTask;
    private bool _stopped;

    public Ticker(ITargetBlock<WavePart> head, WavePool waves, PipelineOptions options)
    {
        _head = head;
        _waves = waves;
        _time = options.Time;
        Tick();
        _timer = _time.CreateTimer(static t => ((Ticker)t!).Tick(), this, options.TickInterval, options.TickInterval);
    }

    /// <summary>No tick is sent after it has completed.</summary>
    public async Task StopAsync()
    {
        await _timer.DisposeAsync();
        Task sending;
        lock (_gate)
        {
            _stopped = true;
            sending = _sending;
        }

        await sending;
    }

    private void Tick()
    {
        lock (_gate)
            if (!_stopped && _sending.IsCompleted) _sending = SendAsync();
    }

    private async Task SendAsync()
    {
        var wave = _waves.Rent();
        wave.BeginSignal(new Signal(SignalKind.Tick, 0, _time.NowNs()), null);
        if (!await _head.SendAsync(new WavePart(wave, null, null, 0))) wave.Leave();
    }
}
