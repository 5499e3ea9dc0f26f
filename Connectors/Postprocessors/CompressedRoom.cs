namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>The room that a postprocessor compresses into, and keeps for the next time.</summary>
internal static class CompressedRoom
{
    private const int KeptLength = 4 * 1024 * 1024; // bytes

    /// <summary>Forgets what was compressed. What a huge event needed is not kept for good.</summary>
    public static void Clear(MemoryStream room)
    {
        room.SetLength(0);
        if (room.Capacity > KeptLength) room.Capacity = 0;
    }
}
