using System.Diagnostics;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The shipments that are under way, by the numbers of their results, which their targets give back.</summary>
/// <remarks>
/// Most targets answer a whole batch, and soon. So the newest shipments stand in a ring, and a target that gives back all of one takes it by one
/// compare-and-exchange (saves two locks a batch, a tenth of the smallest: Perf hop, "in -> out, 2 sinks"). What is answered in parts, or is not answered until the ring has
/// gone round, passes to a list, which <see cref="_gate"/> guards, and there a bit for each result says what is answered.
/// <para>
/// Threads: one caller at a time rents, anybody takes. The list is in the order of numbers, for always the oldest of the ring go over first. A place of the ring is
/// written while others read it: the number of a shipment, which never comes again, says whether what they read belongs together.
/// </para>
/// </remarks>
internal sealed class ShipmentTable
{
    /// <summary>Shipments in the ring: what two sinks with full queues owe, and some more.</summary>
    private const int Places = 64;

    // A sink that answers at once gives back the shipment on the thread that rented it.
    [ThreadStatic]
    private static Shipment? t_spare;

    private readonly WeakReference<ShipmentTable> _self;
    private readonly Lock _gate = new();
    private readonly Spares<Shipment> _spares = new();
    private readonly NumberedList<Shipment> _listed = new();
    private readonly Shipment?[] _ring = new Shipment?[Places];
    private readonly long[] _firsts = new long[Places];
    private long _next;
    private int _oldest;

    public ShipmentTable()
    {
        _self = new(this);
        Array.Fill(_firsts, -1);
    }

    /// <summary>Numbers the results of a batch.</summary>
    public Shipment Rent(Wave wave, int results)
    {
        // Not one of another table, whose ring may still show it: numbers are unique in a table only.
        var shipment = t_spare;
        if (shipment is not null && ReferenceEquals(shipment.Owner, _self)) t_spare = null;
        else shipment = _spares.Take() ?? new Shipment(_self);
        var (place, first) = (_oldest, _next);
        if (_ring[place] is { } oldest && oldest.IsWhole(_firsts[place])) PassToList(oldest, _firsts[place]);
        shipment.Begin(first, wave, results);
        _ring[place] = shipment;
        Volatile.Write(ref _firsts[place], first);
        Volatile.Write(ref _oldest, (place + 1) % Places);
        Volatile.Write(ref _next, first + results);
        return shipment;
    }

    /// <summary>Takes results of [first, first + count) off what their target owes: the first of them that it owes and that lie beside each other in one shipment.</summary>
    /// <param name="result">The first of them in the shipment.</param>
    /// <param name="results">How many there are.</param>
    /// <param name="unowed">How many numbers before these nobody owes, or owes any more.</param>
    /// <returns>Null when nobody owes any of the range.</returns>
    public Shipment? Take(long first, long count, out int result, out int results, out long unowed)
    {
        var place = _firsts.AsSpan().IndexOf(first);
        if (place < 0 || _ring[place] is not { } shipment || !shipment.TakeWhole(first, count)) return TakeListed(first, count, out result, out results, out unowed);
        (result, results, unowed) = (0, shipment.Count, 0);
        return shipment;
    }

    public void Return(Shipment shipment)
    {
        var before = t_spare;
        if (before is not null && ReferenceEquals(before.Owner, _self))
        {
            _spares.Add(shipment);
            return;
        }

        // The table that the thread worked for before may be gone; if not, it gets its own back.
        t_spare = shipment;
        if (before is not null && before.Owner.TryGetTarget(out var other)) other._spares.Add(before);
    }

    private Shipment? TakeListed(long first, long count, out int result, out int results, out long unowed)
    {
        lock (_gate)
        {
            var end = Math.Min(first + count, Volatile.Read(ref _next));
            // What lies before the end of the list is in it, or gone; what lies behind it is gone.
            if (end > _listed.Next) PassToListBefore(end);
            var isBehind = first >= _listed.Next;
            var shipment = _listed.Find(first, out var begin, out var place);
            do
            {
                if (shipment is null) continue;
                var from = (int)Math.Clamp(first - begin, 0, shipment.Count);
                results = shipment.TakeRun(from, (int)Math.Min(end - begin, shipment.Count), out result);
                if (results == 0) continue;
                if (shipment.Owed == 0) _listed.RemoveAt(place);
                unowed = begin + result - first;
                return shipment;
            }
            while (!isBehind && _listed.FindNext(ref place, out begin, out shipment) && begin < end);
        }

        (result, results, unowed) = (0, 0, count);
        return null;
    }

    /// <summary>Everything in the ring with numbers before <paramref name="end"/>. What is rented meanwhile lies behind it.</summary>
    private void PassToListBefore(long end)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "the list is guarded");
        var oldest = Volatile.Read(ref _oldest);
        for (var i = 0; i < Places; i++)
        {
            var place = (oldest + i) % Places;
            var first = Volatile.Read(ref _firsts[place]);
            if (first < end && _ring[place] is { } shipment && shipment.IsWhole(first)) PassToList(shipment, first);
        }
    }

    private void PassToList(Shipment shipment, long first)
    {
        lock (_gate)
            if (shipment.BeginParts(first)) _listed.Add(shipment, first, shipment.Count);
    }
}
