using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes.Windows;

/// <summary>
/// A <c>select</c> with windows (spec: query 13, query 14, query 15): each group has a chain of them, of which each takes in the events, or what the smaller
/// one before it has when that closes. An event is answered when all results that it went into are.
/// </summary>
internal sealed class WindowedSelectNode : IOperator
{
    private readonly CompiledSelection _selection;
    private readonly ScriptInstance _target;
    private readonly ScriptInstance? _where;
    private readonly ScriptInstance? _having;
    private readonly ScriptInstance _absorb;
    private readonly GroupTuples _tuples;
    private readonly WindowRule[] _rules;
    private readonly CallContext _calls;
    private readonly ulong _id;
    private readonly ulong _maxGroups;
    private readonly ulong[] _emitted;
    private readonly Action<Exception>? _failed;
    private readonly Dictionary<byte[], WindowGroup> _groups = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], WindowGroup>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private WindowGroup? _first;
    private WindowGroup? _last;

    // Of the call at hand.
    private IEmitter _output = null!;
    private WindowGroup _group = null!;
    private WindowCell? _absorbed; // by which the event is to be held yet
    private bool _includesTrigger; // the event at hand is in the window that it closes, and no source sends it again

    private long _lost;
    private EventId? _firstLost;

    public WindowedSelectNode(CompiledSelection selection, CompiledScript? where, GroupTuples tuples, WindowRule[] rules, CallContext calls, OperatorContext context)
    {
        _selection = selection;
        _target = selection.Target.NewInstance(calls);
        _having = selection.Having?.NewInstance(calls);
        _absorb = selection.Absorb.NewInstance(calls);
        _where = where?.NewInstance(calls);
        (_tuples, _rules, _calls, _id, _failed) = (tuples, rules, calls, context.Id, context.FailedBesideEvents);
        _emitted = new ulong[rules.Length];
        _maxGroups = rules.Min(static r => r.Clauses.MaxGroups) ?? ulong.MaxValue;
        _byKey = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool HandlesSignals => true;

    public Leftovers Leftovers
    {
        get
        {
            var (held, lost) = (0L, _lost);
            TrackedPulls? errors = null;
            for (var group = _first; group is not null; group = group.Next)
            {
                held += group.Cells.Sum(static c => c.Events);
                // Errors in a larger window have come out of a smaller one.
                if (group.Cells[0] is not { UniqueErrors: > 0, Tracked: { } tracked } cell) continue;
                held -= cell.UniqueErrors;
                lost += tracked.UniqueErrors;
                (errors ??= new(NextId(0))).Add(tracked.FirstUniqueError!.Value);
            }

            return new(held, lost, _firstLost ?? errors?.First);
        }
    }

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        _calls.NextEvent(e.IngestNs, e.Origin);
        if (_where is not null && !SelectNode.Holds(_where, ref e)) return;
        (_output, _absorbed, _includesTrigger) = (output, null, false);
        foreach (var tuple in _tuples.Of(ref e))
        {
            var key = _tuples.KeyOf(tuple);
            var cardinality = (ulong)_groups.Count;
            _calls.GroupCount = cardinality;
            var isNew = !_byKey.TryGetValue(key, out var known);
            _group = known ?? NewGroup(tuple, key.ToArray());
            _absorbed = null;
            var isRemovable = Step(0, e, null);
            if (isNew && !isRemovable && cardinality >= _maxGroups)
            {
                foreach (var cell in _group.Cells) Abandon(cell, 0);
                _absorbed = null;
                throw new SelectException(_target.Unusable($"Maxmimum amount of groups reached ({_maxGroups}). Ignoring group [{_maxGroups + 1}]"));
            }

            HoldAbsorbed();
            if (isRemovable) Remove(_group, isNew);
            else if (isNew) Add(_group);
        }
    }

    public void OnSignal(in Signal signal, IEmitter output)
    {
        if (signal.Kind != SignalKind.Tick || _groups.Count == 0) return;
        (_output, _absorbed, _includesTrigger) = (output, null, false);
        _calls.GroupCount = (ulong)_groups.Count;
        var tick = new Event { Data = Value.Null, Meta = Value.EmptyRecord, IngestNs = signal.IngestNs };
        for (var group = _first; group is not null;)
        {
            var next = group.Next;
            _group = group;
            var cell = group.Cells[0];
            try
            {
                if (_rules[0].OnTick(ref cell.Progress, signal.IngestNs).Emits && Close(0, tick)) Remove(group, isNew: false);
            }
            catch (SelectException e)
            {
                // The windows of other groups close all the same.
                _failed?.Invoke(e);
            }

            group = next;
        }
    }

    public void OnEnd(IEmitter output)
    {
        if (!Array.Exists(_rules, static r => r.Clauses.EmitsAtEnd)) return;
        (_output, _absorbed, _includesTrigger) = (output, null, false);
        for (var group = _first; group is not null;)
        {
            var next = group.Next;
            _group = group;
            for (var level = 0; level < _rules.Length; level++)
            {
                if (!_rules[level].Clauses.EmitsAtEnd || !group.Cells[level].HoldsData) continue;
                var end = new Event { Data = Value.Null, Meta = Value.EmptyRecord, IngestNs = _calls.IngestNs };
                try
                {
                    if (Close(level, end)) Remove(group, isNew: false);
                }
                catch (SelectException e)
                {
                    _failed?.Invoke(e);
                }
            }

            group = next;
        }
    }

    /// <summary>Lets a window see the event, or what the one before it has, and close if it wants to.</summary>
    /// <param name="smaller">The window before it, which closes; null where this is the first one.</param>
    /// <returns>Whether neither this window nor a larger one holds anything.</returns>
    private bool Step(int level, in Event e, WindowCell? smaller)
    {
        var cell = _group.Cells[level];
        var step = _rules[level].OnEvent(ref cell.Progress, e);
        if (level == 0) _includesTrigger = step.Includes && e.IsUnique;
        if (step.Includes) Absorb(level, e, smaller);
        var isRemovable = step.Emits && Close(level, e);
        if (step.Includes) return isRemovable;
        Absorb(level, e, smaller);
        return !cell.HoldsData && isRemovable;
    }

    /// <summary>The window ends: its result comes out, and it passes on what it has.</summary>
    /// <param name="trigger">The event or tick that ends it.</param>
    /// <returns>Whether no larger window holds anything.</returns>
    private bool Close(int level, in Event trigger)
    {
        HoldAbsorbed();
        var cell = _group.Cells[level];
        try
        {
            if (cell.HoldsData) Emit(level, cell, trigger);
            return level + 1 == _rules.Length || Step(level + 1, trigger, cell);
        }
        catch (SelectException)
        {
            CountLost(cell);
            Abandon(cell, level);
            throw;
        }
        finally
        {
            cell.Reset();
        }
    }

    private void Absorb(int level, in Event e, WindowCell? smaller)
    {
        var cell = _group.Cells[level];
        if (smaller is null)
        {
            _absorb.SetSelection(_rules[0].Name, _group.Value);
            _absorb.SetAggregates(cell.Accumulators);
            var (data, meta, state) = (e.Data, e.Meta, Value.Null);
            if (_absorb.Run(ref data, ref meta, ref state) == ScriptOutcome.Error) throw new SelectException(_absorb.Error!);
            cell.Events++;
            if (e.IsUnique) cell.Unique++;
            (cell.Tracked ??= new TrackedPulls(NextId(0))).Add(e);
            cell.IsTransactional |= e.Transactional;
            cell.IsError |= e.IsError;
            if (e is { IsError: true, IsUnique: true }) cell.UniqueErrors++;
            if (e.OperatorMeta is { } own) cell.OperatorMeta = cell.OperatorMeta?.SetItems(own) ?? own;
            _absorbed = cell;
            return;
        }

        if (!smaller.HoldsData) return;
        if (cell.Accumulators.Merge(smaller.Accumulators) is { } error) throw new SelectException(error);
        cell.Events += smaller.Events;
        cell.Unique += smaller.Unique;
        smaller.IsPassedOn = true;
        var last = _emitted[level - 1] - 1;
        var result = new Event { Id = NextId(level - 1) with { Event = last, Pull = last, Tracked = smaller.Tracked }, Transactional = smaller.IsTransactional, IsError = smaller.IsError };
        (cell.Tracked ??= new TrackedPulls(NextId(level))).Add(result);
        cell.IsTransactional |= smaller.IsTransactional;
        cell.IsError |= smaller.IsError;
        if (smaller.OperatorMeta is { } passed) cell.OperatorMeta = cell.OperatorMeta?.SetItems(passed) ?? passed;
        for (var larger = level; larger < _rules.Length; larger++)
            if (smaller.Held[larger] is { } held) _output.Merge(held, cell.Held[larger] ??= new());
    }

    /// <summary>The event waits for the results of all windows that it may go into. Only once it is certain that it stays.</summary>
    private void HoldAbsorbed()
    {
        if (_absorbed is not { } cell) return;
        _absorbed = null;
        for (var level = 0; level < cell.Held.Length; level++) _output.Hold(cell.Held[level] ??= new());
    }

    private void Emit(int level, WindowCell cell, in Event trigger)
    {
        var result = trigger;
        result.Id = NextId(level) with { Tracked = cell.Tracked };
        result.IsBatch = false;
        result.Join(cell.IsTransactional);
        result.IsError = cell.IsError;
        result.OperatorMeta = cell.OperatorMeta;
        _emitted[level]++;
        var held = cell.Held[level] ?? new();
        try
        {
            SetSelection(_target, level, cell);
            SelectNode.Run(_target, ref result);
            result.Data = _target.Value;
            if (_having is not null)
            {
                SetSelection(_having, level, cell);
                if (!SelectNode.Holds(_having, ref result))
                {
                    _output.Settle(held);
                    return;
                }
            }
        }
        catch (SelectException)
        {
            _output.Settle(held);
            throw;
        }

        _output.EmitMerged(Port.Out, result, held);
    }

    /// <summary>The call fails: with it fail the events that wait for the results that do not come.</summary>
    private void Abandon(WindowCell cell, int level)
    {
        for (; level < cell.Held.Length; level++)
            if (cell.Held[level] is { } held) _output.Settle(held);
    }

    /// <summary>Of a window that fails nothing comes out: what no source sends again is lost. The event that closes it counts where the call fails.</summary>
    private void CountLost(WindowCell cell)
    {
        if (cell.IsPassedOn || cell.Unique == 0) return;
        var lost = cell.Unique - (_includesTrigger ? 1 : 0);
        _includesTrigger = false;
        if (lost == 0) return;
        _lost += lost;
        _firstLost ??= cell.Tracked?.FirstUnique;
    }

    private void SetSelection(ScriptInstance clause, int level, WindowCell cell)
    {
        clause.SetSelection(_rules[level].Name, _group.Value);
        clause.SetAggregates(cell.Accumulators);
    }

    private EventId NextId(int level) => new(_id, (ulong)level, _emitted[level], _emitted[level]);

    private WindowGroup NewGroup(Value[] tuple, byte[] key)
    {
        var cells = new WindowCell[_rules.Length];
        for (var level = 0; level < cells.Length; level++)
            cells[level] = new(_rules[level].Start(), _selection.NewAccumulators()) { Held = new HeldEvents?[_rules.Length] };
        return new(key, GroupTuples.GroupOf(tuple, key), cells);
    }

    private void Add(WindowGroup group)
    {
        _groups.Add(group.Key!, group);
        group.Previous = _last;
        if (_last is null) _first = group;
        else _last.Next = group;
        _last = group;
    }

    private void Remove(WindowGroup group, bool isNew)
    {
        if (isNew || !_groups.Remove(group.Key!)) return;
        if (group.Previous is null) _first = group.Next;
        else group.Previous.Next = group.Next;
        if (group.Next is null) _last = group.Previous;
        else group.Next.Previous = group.Previous;
    }
}
