using System.Buffers;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Pooled arrays that grow and forget what is in them.</summary>
internal static class Scratch
{
    public static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length >= length) return;
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = ArrayPool<T>.Shared.Rent(length);
    }

    public static void GiveBack<T>(ref T[] array)
    {
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = [];
    }
}
