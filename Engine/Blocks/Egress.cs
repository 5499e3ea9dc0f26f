using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// The end of a pipeline: sees every wave once, complete and in order, decides what became of its events and sends the results to
/// the targets. Called by one caller at a time.
/// </summary>
/// <param name="ports">The output ports of the pipeline, by index.</param>
internal sealed class Egress(IUpstream pipeline, PipelineParts parts, ShipmentTable shipments, Port[] ports)
{
    private readonly List<(EventBatch Events, IEventTarget Target, long First)> _ready = [];
    private readonly bool _keepsPaths = parts.Lineages.PathLength > 0;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IEventTarget[][] _targets = [];
    private bool _portsShareReceivers;
    private bool[] _sharesReceiver = [];
    private Answer? _answer;
    private readonly string[] _places = [.. ports.Select(p => $"{parts.Alias}/{p}")]; // by output port, as the next
    private readonly long[] _dropped = new long[ports.Length];
    private readonly LogPace _failuresShown = new(parts.Time);
    private readonly LogPace _signalFailuresShown = new(parts.Time);
    private readonly OutputCounts? _counts = parts.Reporter is { } reporter ? new(reporter, ports) : null;
    private int _sent; // of those that are ready
    private bool _isBroken;
    private ulong _drainsAnswered;
    private int[] _roots = new int[64];
    private ushort[] _paths = [];

    /// <summary>Who answers drain signals where they go no further; null where a target does. Before the start.</summary>
    public ulong? DrainsAs { get; set; }

    /// <summary>Lets results go to these targets, those of each output port by index. Waves that arrive earlier wait for it.</summary>
    public void Open(IEventTarget[][] targets)
    {
        _targets = targets;
        _portsShareReceivers = HasTwice(targets.SelectMany(static port => port));
        _sharesReceiver = Array.ConvertAll(targets, HasTwice);
        _opened.SetResult();
    }

    /// <summary>The pipeline has stopped.</summary>
    public void CountDropped()
    {
        for (var port = 0; port < _dropped.Length; port++) parts.Losses.AddDropped(_places[port], _dropped[port]);
    }

    /// <summary>Sends one wave on; completes when all targets have taken it.</summary>
    public async Task SendAsync(WavePart part)
    {
        if (!_opened.Task.IsCompleted) await _opened.Task;
        var wave = part.Wave;
        var mayGoRound = !wave.IsSignal || wave.IsEnd;
        try
        {
            if (wave is { IsSignal: true, IsEnd: false }) await SendSignalAsync(wave);
            _counts?.Take(part);
            if (_isBroken) Lose(part);
            else if (part.Events is null && !wave.IsTracked) EndInside(wave);
            else if (part.Lineage is null && !wave.IsTracked && _targets[part.Port].Length == 1) ShipWhole(part);
            else Ship(part);
            part.Events?.Release();
            parts.Lineages.Return(part.Lineage);
            while (_sent < _ready.Count)
            {
                var (events, target, first) = _ready[_sent++];
                // Once sent, the batch is the target's.
                var count = events.Count;
                try
                {
                    await target.SendAsync(events, pipeline, first);
                }
                catch (Exception e)
                {
                    FailSent(first, count, e);
                }
            }

            _ready.Clear();
            _sent = 0;
            if (_roots.Length > Lineage.MaxKept) (_roots, _paths) = (new int[64], []);
            wave.Leave();
        }
        catch (Exception e)
        {
            Break(e, part);
        }

        if (mayGoRound) parts.Circulation.Leave();
    }

    private void FailSent(long first, int count, Exception e)
    {
        if (parts.Losses.TryBegin())
        {
            parts.Losses.Add(parts.Alias, e.Message, count, null);
            pipeline.Settle(first, count, Outcome.Fail, 0);
            parts.Losses.End();
        }

        if (_failuresShown.TryTake(out var hidden))
            parts.Logger.LogError(e, "[Pipeline::{Pipeline}] A target failed to take {Count} events{Hidden}: {Message}", parts.Alias, count, LogPace.Hidden(hidden), e.Message);
    }

    /// <summary>An error of the engine: what was to be sent of this wave is lost, and the account of the wave stays open, so that its source may send it again.</summary>
    private void Break(Exception e, in WavePart part)
    {
        parts.Fault.Note(e);
        // A part that was sent may be in other hands.
        if (_ready.Count == 0) parts.Fault.Lose(part, parts.Alias);
        for (; _sent < _ready.Count; _sent++) parts.Fault.Count(_ready[_sent].Events.Events, parts.Alias);
        _ready.Clear();
        _sent = 0;
        _isBroken = true;
    }

    /// <summary>The wave ends here, failed.</summary>
    private void Lose(in WavePart part)
    {
        part.Wave.Track();
        part.Wave.FailMade();
        parts.Fault.Lose(part, parts.Alias);
        Pass(part.Wave);
    }

    /// <summary>Whether two links lead to one receiver, which wants the events of both in their order.</summary>
    private static bool HasTwice(IEnumerable<IEventTarget> targets) =>
        targets.GroupBy(static t => t.Receiver, ReferenceEqualityComparer.Instance).Any(static g => g.Count() > 1);

    /// <summary>To every target of every port, as often as it is linked, but not back to the pipeline itself (spec: runtime 3).</summary>
    private async Task SendSignalAsync(Wave wave)
    {
        var signal = wave.Signal;
        if (wave.SignalFailed && signal.Kind == SignalKind.Tick) return;
        foreach (var port in _targets)
            foreach (var target in port)
            {
                if (ReferenceEquals(target.Receiver, pipeline) || (signal.Kind == SignalKind.Tick && !target.TakesTicks)) continue;
                try
                {
                    await target.SignalAsync(signal, pipeline);
                }
                catch (Exception e)
                {
                    if (_signalFailuresShown.TryTake(out var hidden))
                    {
                        parts.Logger.LogError(
                            e, "[Pipeline::{Pipeline}] A target failed to take the signal {Signal}{Hidden}: {Message}", parts.Alias, signal.Kind, LogPace.Hidden(hidden), e.Message);
                    }
                }
            }

        if (signal.Kind == SignalKind.Drain && DrainsAs is { } maker) AnswerDrain(signal, maker);
    }

    /// <summary>As a sink would: everything in front of the signal has ended, and is answered.</summary>
    private void AnswerDrain(in Signal signal, ulong maker)
    {
        var answer = parts.Mirrors.Rent();
        answer.Carry(
            new Insight { Kind = InsightKind.Drained, Maker = maker, Source = signal.Source, Number = ++_drainsAnswered }, this, new bool[ports.Length]);
        parts.Mirrors.Send(answer);
    }

    /// <summary>The usual case: each event gave one result, all for one target.</summary>
    private void ShipWhole(in WavePart part)
    {
        part.Events!.Retain();
        Add(part.Wave, part.Events, _targets[part.Port][0], default, default);
    }

    private void Ship(in WavePart part)
    {
        part.Wave.Track();
        if (part.Events is { } all) ShipEvents(part, all);
        Pass(part.Wave);
    }

    /// <summary>The account of the wave is closed on this side.</summary>
    private void Pass(Wave wave)
    {
        var lost = wave.TakeLost();
        if (lost > 0 && !parts.Losses.TryBegin()) return;
        _answer ??= parts.Mirrors.Rent();
        wave.Pass(_answer.Settlement);
        if (!_answer.IsEmpty)
        {
            parts.Mirrors.Send(_answer);
            _answer = null;
        }

        if (lost == 0) return;
        parts.Losses.Tell(lost);
        parts.Losses.End();
    }

    private void ShipEvents(in WavePart part, EventBatch all)
    {
        if (_portsShareReceivers)
            for (var i = 0; i < all.Count;)
            {
                var port = part.PortOf(i);
                var end = i + 1;
                while (end < all.Count && part.PortOf(end) == port && !_sharesReceiver[port]) end++;
                ShipPort(part, port, i, end);
                i = end;
            }
        else if (part.Port != WavePart.MixedPorts) ShipPort(part, part.Port, 0, all.Count);
        else
            for (var port = 0; port < _targets.Length; port++) ShipPort(part, port, 0, all.Count);
    }

    /// <summary>No event of the wave is left: all have ended on purpose.</summary>
    private void EndInside(Wave wave)
    {
        var answer = parts.Mirrors.Rent();
        wave.SettleDirectly(0, wave.Count, Outcome.Ack, 0, answer.Settlement);
        parts.Mirrors.Send(answer);
    }

    /// <summary>Sends what [first, end) holds for one port and what did not fail.</summary>
    private void ShipPort(in WavePart part, int port, int first, int end)
    {
        var targets = _targets[port];
        var all = part.Events!;
        if (targets.Length == 0)
        {
            CountUnread(part, port, all.Events[first..end], first);
            return;
        }

        if (_roots.Length < all.Count) _roots = new int[Math.Max(all.Count, _roots.Length * 2)];
        var count = 0;
        EventBatch? some = null;
        var isWhole = first == 0 && end == all.Count;
        for (var i = first; i < end; i++)
        {
            var root = part.RootOf(i);
            if (part.PortOf(i) == port && !part.Wave.HasFailed(root))
            {
                if (!isWhole) (some ??= EventBatch.Rent(end - first)).Add(all.Events[i]);
                if (_keepsPaths && part.Lineage is { } lineage) lineage.Path(i).CopyTo(PathOf(count));
                _roots[count++] = root;
                part.Wave.Expect(root, targets.Length);
            }
            else if (isWhole)
            {
                isWhole = false;
                if (i > 0) some = EventBatch.Rent(end - first);
                for (var before = 0; before < i; before++) some!.Add(all.Events[before]);
            }
        }

        if (count == 0) return;
        if (some is null)
        {
            some = all;
            some.Retain();
        }
        else some.AttachMemoryOf(all);

        for (var i = 1; i < targets.Length; i++) some.Retain();
        var paths = !_keepsPaths || part.Lineage is null ? default : _paths.AsSpan(0, count * parts.Lineages.PathLength);
        foreach (var target in targets) Add(part.Wave, some, target, _roots.AsSpan(0, count), paths);
    }

    private void CountUnread(in WavePart part, int port, ReadOnlySpan<Event> events, int first)
    {
        var isErr = ports[port].Equals(Port.Err);
        for (var i = 0; i < events.Length; i++)
        {
            if (part.PortOf(first + i) != port || part.Wave.HasFailed(part.RootOf(first + i))) continue;
            if (isErr || events[i].IsError) part.Wave.AddLost(parts.Losses.AddUnreadUntold(_places[port], events[i]));
            else _dropped[port] += EngineBatch.EventsIn(events[i]);
        }
    }

    private Span<ushort> PathOf(int result)
    {
        var length = parts.Lineages.PathLength;
        if (_paths.Length < (result + 1) * length) Array.Resize(ref _paths, Math.Max(64, (result + 1) * 2) * length);
        return _paths.AsSpan(result * length, length);
    }

    private void Add(Wave wave, EventBatch events, IEventTarget target, ReadOnlySpan<int> roots, ReadOnlySpan<ushort> paths)
    {
        var shipment = shipments.Rent(wave, events.Count);
        if (!roots.IsEmpty) shipment.RememberRoots(roots);
        if (parts.Mirrors.HandleInsights) shipment.RememberForInsights(events.Events, target.Sink, paths);
        _ready.Add((events, target, shipment.First));
    }
}
