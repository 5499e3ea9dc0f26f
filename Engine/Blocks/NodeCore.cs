using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// The work of one vertex for one wave: calls the operator for the signal and for each event, and collects what it emits for
/// each channel. Called by one caller at a time; nothing escapes its calls.
/// </summary>
internal sealed class NodeCore : IEmitter
{
    private const int NotInPlace = -1;

    private readonly Vertex _vertex;
    private readonly IOperator _operator;
    private readonly bool _handlesSignals;
    private readonly bool _mayPassWhole;
    private readonly Port[] _inPorts;
    private readonly (Port Port, (Route Route, bool IsErr)[] Routes)[] _routes;
    private readonly PipelineParts _parts;
    private readonly OutputBuffer[] _outputs;
    private readonly int[] _marks;
    private readonly List<Insight> _insights = [];
    private readonly List<int> _mergedByCall = [];
    private readonly List<Hold> _holds = [];
    private readonly List<(Port Port, Event Event, int Root)> _fromSignal = [];
    private readonly List<(string Place, Event Event)> _unread = [];
    private readonly List<(Port Port, string Place)> _places = [];
    private readonly List<(Port Port, long Events)> _dropped = [];
    private readonly uint[] _key;
    private readonly ushort[] _ownPath;
    private readonly string _alias;
    private readonly ulong _id;
    private readonly NodeCounts? _counts; // where the pipeline reports metrics
    private readonly FailureLog _failures;

    private WavePart _part;
    private int _inPlace = NotInPlace; // so many events, the first of the batch, have each left once and as they stand there
    private int _inPlacePort;
    private bool _inSignal;
    private int _index = -1;
    private int _root;
    private bool _isAwaited;
    private uint _sequence;
    private ulong _signed;
    private int _told; // failures that were told of, of events that have not left by `err` yet
    private int _toldAtSignal;
    private ErrorReason _reason; // of the event at hand as it came
    private (Value Data, Value Meta) _reasoned; // what it came with, where there is a reason
    private bool _isBroken;

    /// <param name="id">Id of the operator; 0 for what is none.</param>
    public NodeCore(Vertex vertex, IOperator work, ulong id, string alias, PipelineParts parts)
    {
        _vertex = vertex;
        _operator = work;
        _handlesSignals = work.HandlesSignals;
        _alias = alias;
        _id = id;
        _parts = parts;
        _failures = new FailureLog(parts.Alias, alias, parts.Logger, parts.Losses, parts.Time);
        _inPorts = [.. vertex.InPorts];
        _counts = parts.Reporter?.CountsOf(vertex.Node, _inPorts);
        _routes = [.. vertex.Routes.Select(p => (p.Port, p.Routes.Select(r => (r, p.Port.Equals(Port.Err) || LeadsToErr(r))).ToArray()))];
        _outputs = [.. vertex.Out.Select(c => new OutputBuffer(c, parts.Lineages, parts.ReturnPorts.SlotOf(vertex.Index)))];
        _mayPassWhole = work.EmitsLast && _outputs is [{ MayPassWhole: true }];
        _marks = new int[_outputs.Length];
        _key = new uint[parts.KeyLength];
        _ownPath = new ushort[parts.Lineages.PathLength];
        if (_ownPath.Length > 0) _ownPath[0] = (ushort)vertex.Index;
        if (work.HandlesInsights) Scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    }

    /// <summary>Where both halves of the node run: one at a time, when it has a half for insights.</summary>
    public TaskScheduler Scheduler { get; } = TaskScheduler.Default;

    public Vertex Vertex => _vertex;

    public IOperator Operator => _operator;

    public string Alias => _alias;

    public ulong Id => _id;

    /// <summary>Runs a wave; <see cref="Take"/> gives then what goes along each channel.</summary>
    public void Run(in WavePart part)
    {
        _part = part;
        _sequence = 0;
        MemoryShortage.Work = _alias;
        try
        {
            if (part.Wave.Report is { } report) _counts?.AddTo(report, _operator);
            if (_isBroken) _parts.Fault.Lose(part, _alias);
            else
            {
                if (part.Wave is { IsSignal: true, IsEnd: false } && _handlesSignals) RunSignal(part.Wave);
                if (part.Events is { } events) RunEvents(events);
                if (part.Wave is { IsSignal: true, IsEnd: true }) RunSignal(part.Wave);
                if (_fromSignal.Count > 0) RouteSignalEvents();
                if (_holds.Count > 0) part.Wave.AddHolds(_holds);
            }
        }
        catch (Exception e)
        {
            Break(e);
        }
        finally
        {
            MemoryShortage.Work = null;
            // Whoever holds a part of the batch still has it: the outputs keep the memory, not the batch.
            part.Events?.Release();
            _parts.Lineages.Return(part.Lineage);
            _holds.Clear();
            _toldAtSignal = 0;
            _part = default;
        }
    }

    /// <summary>Makes this node the maker of an insight. By both halves of the node, one at a time.</summary>
    public Insight Sign(in Insight insight) => insight with { Maker = _id, Number = ++_signed };

    public WavePart Take(int channel, Wave wave) => _outputs[channel].Take(wave);

    void IEmitter.Emit(Port port, in Event e)
    {
        if (_inSignal) _fromSignal.Add((port, e, AddMerged(null)));
        else Send(port, e, CurrentRoot(), _ownPath.Length > 0 && _part.Lineage is { } lineage ? lineage.Path(_index) : default);
    }

    void IEmitter.Failed(in Event e, Diagnostic why)
    {
        if (_parts.EventFailed is { } told && !Array.Exists(_routes, static r => r.Port.Equals(Port.Err)))
        {
            told(_alias, e, new EventFailedException(why));
            if (_inSignal) _toldAtSignal++;
            else _told++;
        }
        else _failures.Left(in e, why);
    }

    void IEmitter.Hold(HeldEvents held)
    {
        if (_inSignal) throw new InvalidOperationException("a signal is no event and cannot be held");
        var root = CurrentRoot();
        if (!_isAwaited) return;
        var set = HeldSet.Of(held, _parts.NewHeldSet);
        if (_holds.Count > 0 && _holds[^1] is var last && last.Set == set && last.FirstRoot + last.Count == root)
            _holds[^1] = last with { Count = last.Count + 1 };
        else _holds.Add(new Hold(set, root, 1));
    }

    void IEmitter.EmitMerged(Port port, in Event e, HeldEvents held)
    {
        if (!_inSignal) CurrentRoot();
        var root = AddMerged(HeldSet.TakeFrom(held));
        if (_inSignal) _fromSignal.Add((port, e, root));
        else Send(port, e, root, _ownPath);
    }

    void IEmitter.Settle(HeldEvents held)
    {
        if (!_inSignal) CurrentRoot();
        if (HeldSet.TakeFrom(held) is { } set) AddMerged(set);
    }

    void IEmitter.Merge(HeldEvents smaller, HeldEvents larger)
    {
        if (HeldSet.TakeFrom(smaller) is { } set) HeldSet.Of(larger, _parts.NewHeldSet).Include(set);
    }

    void IEmitter.Insight(in Insight insight)
    {
        Mirrors.RefuseAnswers(insight);
        _insights.Add(Sign(insight));
    }

    private void RunSignal(Wave wave)
    {
        _inSignal = true;
        try
        {
            if (wave.IsEnd) _operator.OnEnd(this);
            else _operator.OnSignal(wave.Signal, this);
            SendInsights();
        }
        catch (Exception e)
        {
            wave.SignalFailed = true;
            _failures.OfSignal(wave.IsEnd ? "End" : wave.Signal.Kind.ToString(), e);
            var reason = ReasonOf(e);
            foreach (ref readonly var made in CollectionsMarshal.AsSpan(_fromSignal)) _parts.Losses.AddFailed(_alias, reason, new(in made.Event));
            _fromSignal.Clear();
            FailMergedByCall();
        }
        finally
        {
            _inSignal = false;
            _mergedByCall.Clear();
            _insights.Clear();
        }
    }

    private void RunEvents(EventBatch batch)
    {
        var events = batch.Events;
        var inPlace = batch.IsExclusive;
        _counts?.CountInputs(_part, events.Length);
        if (inPlace && _mayPassWhole && _part is { Lineage: null, Wave.IsSignal: false }) _inPlace = 0;
        for (var i = 0; i < events.Length; i++)
        {
            _index = i;
            _root = _part.RootOf(i);
            _isAwaited = events[i].Transactional || _root >= _part.Wave.Count;
            _told = 0;
            _reason = events[i].Reason;
            if (_reason != default) _reasoned = (events[i].Data, events[i].Meta);
            for (var c = 0; c < _outputs.Length; c++) _marks[c] = _outputs[c].Count;
            _counts?.Mark();
            try
            {
                var port = _inPorts[_part.PortOf(i)];
                if (inPlace) _operator.OnEvent(port, ref events[i], this);
                else
                {
                    var copy = events[i];
                    _operator.OnEvent(port, ref copy, this);
                }

                if (_insights.Count > 0) SendInsights();
                if (_unread.Count > 0) CountUnread();
            }
            catch (Exception e)
            {
                FailEvent(events[i], e);
            }

            if (_mergedByCall.Count > 0) _mergedByCall.Clear();
        }

        _index = -1;
        _reasoned = default;
        if (_inPlace == events.Length) _outputs[0].AddWhole(batch, _inPlacePort);
        else if (_inPlace > 0) CopyInPlace();
        _inPlace = NotInPlace;
        foreach (var output in _outputs) output.KeepMemoryOf(batch);
    }

    /// <summary>The event ends here, failed, with everything that this call made of it.</summary>
    private void FailEvent(in Event failed, Exception e)
    {
        if (_parts.EventFailed is { } told) told(_alias, failed, e);
        else
        {
            _failures.Ended(in failed, e);
            _part.Wave.AddLost(_parts.Losses.AddFailedUntold(_alias, ReasonOf(e), failed));
        }

        _unread.Clear();
        if (_inPlace >= 0) _inPlace = Math.Min(_inPlace, _index);
        for (var c = 0; c < _outputs.Length; c++) _outputs[c].Truncate(_marks[c]);
        _counts?.Rewind();
        _insights.Clear();
        _part.Wave.Fail(_root);
        FailMergedByCall();
    }

    private static string ReasonOf(Exception e) => e is EventFailedException { Finding: var finding } ? finding.Message : e.Message;

    /// <summary>An error of the engine: nothing that the node has made of the part at hand can be relied on, nor the node itself.</summary>
    private void Break(Exception e)
    {
        _isBroken = true;
        _inPlace = NotInPlace;
        _parts.Fault.Note(e);
        foreach (var output in _outputs) output.Truncate(0);
        foreach (ref readonly var made in CollectionsMarshal.AsSpan(_fromSignal)) _parts.Fault.Count(new(in made.Event), _alias);
        _part.Wave.FailMade();
        _parts.Fault.Lose(_part, _alias);
        _fromSignal.Clear();
        _insights.Clear();
        _unread.Clear();
        _mergedByCall.Clear();
    }

    private void FailMergedByCall()
    {
        foreach (var root in _mergedByCall) _part.Wave.Fail(root);
    }

    /// <summary>Events of a signal handler come behind those that upstream handlers released.</summary>
    private void RouteSignalEvents()
    {
        _told = _toldAtSignal;
        foreach (ref var made in CollectionsMarshal.AsSpan(_fromSignal))
        {
            Array.Clear(_key);
            _key[0] = (uint)_vertex.Index;
            RouteWithKey(made.Port, made.Event, made.Root, _key, _ownPath);
        }

        _fromSignal.Clear();
        if (_unread.Count > 0) CountUnread();
    }

    /// <summary>Whether this is a way to the pipeline's own port <c>err</c>.</summary>
    private bool LeadsToErr(Route route) => _vertex.Out[route.Channel].To is { Node: < 0 } egress && egress.InPorts[route.ToPort].Equals(Port.Err);

    /// <summary>The pipeline has stopped.</summary>
    public void CountLeftovers()
    {
        try
        {
            var left = _operator.Leftovers;
            _parts.Losses.Add(_alias, "held when the flow stopped", left.Lost, left.FirstLost);
            _parts.Losses.AddLeftOut(_alias, left.LeftOut);
        }
        catch (Exception e)
        {
            _parts.Logger.LogError(e, "[Pipeline::{Pipeline}] Error asking {Node} for what it holds: {Message}", _parts.Alias, _alias, e.Message);
            // How many is not known.
            _parts.Losses.Add(_alias, $"held when the flow stopped, it cannot be said how many: {e.Message}", 1, null);
        }

        foreach (var (port, events) in _dropped) _parts.Losses.AddDropped($"{_alias}/{port}", events);
    }

    private void CountDropped(Port port, long events)
    {
        foreach (ref var dropped in CollectionsMarshal.AsSpan(_dropped))
        {
            if (!dropped.Port.Equals(port)) continue;
            dropped.Events += events;
            return;
        }

        _dropped.Add((port, events));
    }

    private void CountUnread()
    {
        foreach (ref readonly var lost in CollectionsMarshal.AsSpan(_unread)) _part.Wave.AddLost(_parts.Losses.AddUnreadUntold(lost.Place, lost.Event));
        _unread.Clear();
    }

    private string PlaceOf(Port port)
    {
        foreach (ref readonly var known in CollectionsMarshal.AsSpan(_places))
            if (known.Port.Equals(port)) return known.Place;
        var place = $"{_alias}/{port}";
        _places.Add((port, place));
        return place;
    }

    private int CurrentRoot() =>
        _index >= 0 ? _root : throw new InvalidOperationException("an operator emitted or held an event outside of the call that handles one");

    private int AddMerged(HeldSet? held)
    {
        var root = _part.Wave.AddMerged(held);
        _mergedByCall.Add(root);
        return root;
    }

    /// <summary>Of an event, not of a signal.</summary>
    private void Send(Port port, in Event e, int root, ReadOnlySpan<ushort> path)
    {
        if (e.Reason != default && IsOutdated(in e))
        {
            Send(port, e with { Reason = default }, root, path);
            return;
        }

        _counts?.CountOutput(port);
        RouteWithKey(port, e, root, _part.Lineage is { HasKeys: true } lineage ? lineage.Key(_index) : default, path);
    }

    /// <summary>Whether the reason is that for which the event at hand left another node, and this is something else by now.</summary>
    private bool IsOutdated(in Event e) => e.Reason == _reason && !(e.Data.IsSame(_reasoned.Data) && e.Meta.IsSame(_reasoned.Meta));

    private void RouteWithKey(Port port, in Event e, int root, ReadOnlySpan<uint> key, ReadOnlySpan<ushort> path)
    {
        for (var p = 0; p < _routes.Length; p++)
        {
            ref readonly var candidate = ref _routes[p];
            if (!candidate.Port.Equals(port)) continue;
            if (_inPlace >= 0 && TryLeaveInPlace(e, root, candidate.Routes)) return;
            foreach (ref readonly var way in candidate.Routes.AsSpan())
            {
                var output = _outputs[way.Route.Channel];
                output.Add(e, root, way.Route.ToPort, key, _sequence++, path, p);
                if (way.IsErr) output.MarkLastAsError();
            }

            return;
        }

        if (!e.IsError && !port.Equals(Port.Err)) CountDropped(port, EngineBatch.EventsIn(e));
        else if (_parts.EventFailed is { } told)
        {
            // What a script sends there on purpose is no failure.
            if (_told > 0 && port.Equals(Port.Err)) _told--;
            else if (e.IsError) told(_alias, e, new EventFailedException(LossLedger.OfUnread(in e)));
        }
        else
        {
            _unread.Add((PlaceOf(port), e));
            CollectionsMarshal.AsSpan(_unread)[^1].Event.IsError = true;
        }
    }

    /// <summary>Takes note that the event at hand leaves where it stands; otherwise no event of this batch does any more.</summary>
    private bool TryLeaveInPlace(in Event e, int root, (Route Route, bool IsErr)[] routes)
    {
        if (routes is [var only] && root == _index && _inPlace == root && (_inPlace == 0 || only.Route.ToPort == _inPlacePort))
        {
            ref var place = ref _part.Events!.Events[_index];
            if (Unsafe.AreSame(in e, in place))
            {
                place.IsError |= only.IsErr;
                _inPlacePort = only.Route.ToPort;
                _inPlace++;
                return true;
            }
        }

        CopyInPlace();
        return false;
    }

    /// <summary>Not all events of the batch leave as they stand there: those that did go the usual way.</summary>
    private void CopyInPlace()
    {
        for (var i = 0; i < _inPlace; i++) _outputs[0].Add(_part.Events!.Events[i], i, _inPlacePort, default, 0, default, 0);
        _marks[0] = _index < 0 ? _inPlace : Math.Min(_inPlace, _index);
        _inPlace = NotInPlace;
    }

    private void SendInsights()
    {
        foreach (var insight in _insights) _parts.Mirrors.SendFrom(_vertex, insight);
        _insights.Clear();
    }
}
