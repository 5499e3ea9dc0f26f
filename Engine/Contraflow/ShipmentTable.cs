namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>The shipments that are under way, by the token that their targets give back.</summary>
/// <remarks>Tokens: the use of the slot in the high half, the slot in the low half. <see cref="_gate"/> guards the free slots and the growth.</remarks>
internal sealed class ShipmentTable
{
    private readonly Lock _gate = new();
    private readonly Stack<Shipment> _free = [];
    private volatile Shipment?[] _slots = new Shipment?[16];
    private int _used;

    public Shipment Rent()
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var shipment))
            {
                shipment = new Shipment { Token = _used };
                var slots = _slots;
                if (_used == slots.Length) Array.Resize(ref slots, _used * 2);
                slots[_used++] = shipment;
                _slots = slots;
            }

            shipment.Token += 1L << 32;
            return shipment;
        }
    }

    /// <summary>The shipment of that token; null when it is unknown or settled already.</summary>
    public Shipment? Find(long token)
    {
        var slots = _slots;
        var slot = (uint)token;
        var shipment = slot < slots.Length ? slots[slot] : null;
        return shipment is { Unsettled: > 0 } && shipment.Token == token ? shipment : null;
    }

    public void Return(Shipment shipment)
    {
        lock (_gate) _free.Push(shipment);
    }
}
