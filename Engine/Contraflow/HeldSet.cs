using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// The events that an operator keeps to merge them into one: what is behind <see cref="HeldEvents"/>. Exactly these events are settled
/// when that one has ended, each on the account of its sender.
/// </summary>
/// <remarks>
/// An event that nothing but this set waits for is known by its sender and number alone, and the wave that brought it is free again; of one
/// that something else waits for, too, the wave keeps the count, and the set its number in <see cref="SharedRoots"/>.
/// <para>
/// Threads: the end of the graph adds, when a wave has passed; whoever ends the merged event settles. The merged event is of the same wave
/// or a later one, so nothing is added any more by then.
/// </para>
/// </remarks>
internal class HeldSet
{
    private readonly List<(IUpstream From, NumberRuns Numbers)> _own = [];
    private SharedRoots? _sharedRoots;
    private NumberRuns? _shared;
    private List<HeldSet>? _included;

    /// <summary>The set of <paramref name="held"/>, made when it is not there yet.</summary>
    public static HeldSet Of(HeldEvents held, Func<HeldSet> create) => (HeldSet)(held.Settlements ??= create());

    /// <summary>Takes everything out of <paramref name="held"/>.</summary>
    public static HeldSet? TakeFrom(HeldEvents held)
    {
        var set = (HeldSet?)held.Settlements;
        held.Settlements = null;
        return set;
    }

    /// <summary>Nothing else waits for events [first, first + count) of <paramref name="from"/>.</summary>
    public void Add(IUpstream from, long first, long count) => NumbersOf(from).Add(first, count);

    /// <summary>A root that other things wait for, too.</summary>
    public void AddShared(SharedRoots roots, long number)
    {
        _sharedRoots = roots;
        (_shared ??= new NumberRuns()).Add(number, 1);
    }

    /// <summary>Takes over what a merged event answers for that nothing but this set waits for.</summary>
    public void Add(HeldSet other)
    {
        foreach (var (from, numbers) in other._own) NumbersOf(from).Add(numbers);
        if (other._included is not null) (_included ??= []).AddRange(other._included);
        if (other._shared is null) return;
        _sharedRoots = other._sharedRoots;
        (_shared ??= new NumberRuns()).Add(other._shared);
    }

    /// <summary>
    /// What is in another set, and what is still added to it, is settled with this one: events pass the end of the graph, which adds them, behind the call that
    /// held them. By the node.
    /// </summary>
    public void Include(HeldSet other) => (_included ??= []).Add(other);

    /// <summary>Settles all of it, and hands it over: the event that it went into has ended.</summary>
    public void Settle(Outcome outcome, ulong durationNs, Settlement into)
    {
        foreach (var (from, numbers) in _own) into.Add(from, Settled(numbers), outcome, durationNs);
        if (_shared is not null)
            foreach (var (first, count) in _shared.Runs()) _sharedRoots!.Settle(first, count, outcome, durationNs, into);
        if (_included is not null)
            foreach (var set in _included) set.Settle(outcome, durationNs, into);
    }

    /// <summary>What is settled of one sender, of whom the set has these.</summary>
    protected virtual NumberRuns Settled(NumberRuns numbers) => numbers;

    private NumberRuns NumbersOf(IUpstream from)
    {
        foreach (var (known, numbers) in _own)
            if (ReferenceEquals(known, from)) return numbers;
        var added = new NumberRuns();
        _own.Add((from, added));
        return added;
    }
}

/// <summary>A part of a wave that an operator holds.</summary>
internal readonly record struct Hold(HeldSet Set, int FirstRoot, int Count);
