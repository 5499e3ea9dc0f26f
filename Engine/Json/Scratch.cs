using System.Buffers;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Pooled arrays that grow and forget what is in them.</summary>
internal static class Scratch
{
    public static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length >= length) return;
        // Where there is no memory for the larger one, the caller must not go on with an array that is somebody else's.
        GiveBack(ref array);
        array = ArrayPool<T>.Shared.Rent(length);
    }

    public static void GiveBack<T>(ref T[] array)
    {
        var old = array;
        array = [];
        if (old.Length > 0) ArrayPool<T>.Shared.Return(old);
    }
}
