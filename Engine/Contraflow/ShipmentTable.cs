namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The shipments that are under way, by the numbers of their results, which their targets give back.</summary>
internal sealed class ShipmentTable
{
    // A sink that answers at once gives back the shipment on the thread that rented it.
    [ThreadStatic]
    private static Shipment? t_spare;

    private readonly Lock _gate = new();
    private readonly Spares<Shipment> _spares = new();
    private readonly NumberedList<Shipment> _owed = new();

    /// <summary>Numbers the results of a batch.</summary>
    public Shipment Rent(Wave wave, int results)
    {
        var shipment = t_spare ?? _spares.Take() ?? new Shipment();
        t_spare = null;
        lock (_gate) shipment.Begin(_owed.Add(shipment, results), wave, results);
        return shipment;
    }

    /// <summary>Takes the results from <paramref name="first"/> on, at most <paramref name="count"/>, off what their target owes.</summary>
    /// <param name="result">The first of them in the shipment.</param>
    /// <param name="results">How many of them are of this shipment.</param>
    /// <returns>Null when nobody owes them.</returns>
    public Shipment? Take(long first, long count, out int result, out int results)
    {
        lock (_gate)
        {
            var shipment = _owed.Find(first, out var begin, out var place);
            result = (int)(first - begin);
            results = shipment is null || result >= shipment.Count ? 0 : (int)Math.Min(count, shipment.Count - result);
            if (results == 0 || results > shipment!.Owed) return null;
            shipment.Owed -= results;
            if (shipment.Owed == 0) _owed.RemoveAt(place);
            return shipment;
        }
    }

    public void Return(Shipment shipment)
    {
        if (t_spare is null) t_spare = shipment;
        else _spares.Add(shipment);
    }
}
