using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Copies text that JSON writes as it is, and looks for what it does not in the same pass.</summary>
internal static class PlainText
{
    /// <summary>Bytes that are copied at once.</summary>
    public const int Width = 32;

    /// <summary>Copies <paramref name="text"/> unless it holds a quote, a backslash or a control character.</summary>
    /// <param name="output">Room for the text; holds nothing of use where the answer is no.</param>
    /// <returns>Whether it holds none of them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopy(ReadOnlySpan<byte> text, Span<byte> output)
    {
        output = output[..text.Length];
        ref var from = ref MemoryMarshal.GetReference(text);
        ref var to = ref MemoryMarshal.GetReference(output);
        var length = (nuint)text.Length;
        if (length >= (nuint)Vector256<byte>.Count) return TryCopyLong(ref from, ref to, length);
        if (length >= (nuint)Vector128<byte>.Count) return CopyBothEnds128(ref from, ref to, length);
        if (length >= sizeof(ulong)) return CopyBothEnds64(ref from, ref to, length);
        if (length >= sizeof(uint)) return CopyBothEnds32(ref from, ref to, length);
        for (nuint i = 0; i < length; i++)
        {
            var c = Unsafe.Add(ref from, i);
            if (c is < 0x20 or (byte)'"' or (byte)'\\') return false;
            Unsafe.Add(ref to, i) = c;
        }

        return true;
    }

    /// <summary>Copies as <see cref="TryCopy"/> does, at once: both sides have <see cref="Width"/> bytes.</summary>
    /// <param name="length">At most <see cref="Width"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyShort(ref byte from, ref byte to, int length)
    {
        var bytes = Vector256.LoadUnsafe(ref from);
        bytes.StoreUnsafe(ref to);
        return (Found(bytes).ExtractMostSignificantBits() & ((1UL << length) - 1)) == 0;
    }

    /// <summary>Copies bytes; what is short at once.</summary>
    /// <param name="to">Room for <paramref name="length"/> and <see cref="Width"/> bytes; those behind the text may change.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte[] from, int start, ref byte to, int length)
    {
        if (length <= Width && from.Length - start >= Width) Vector256.LoadUnsafe(ref from[start]).StoreUnsafe(ref to);
        else from.AsSpan(start, length).CopyTo(MemoryMarshal.CreateSpan(ref to, length));
    }

    /// <summary>The last vectors overlap those before them.</summary>
    private static bool TryCopyLong(ref byte from, ref byte to, nuint length)
    {
        if (length < 2 * (nuint)Width) return CopyBothEnds256(ref from, ref to, length);
        var last = length - (2 * (nuint)Width);
        for (nuint i = 0; ; i = Math.Min(i + (2 * (nuint)Width), last))
        {
            var low = Vector256.LoadUnsafe(ref from, i);
            var high = Vector256.LoadUnsafe(ref from, i + (nuint)Width);
            if ((Found(low) | Found(high)) != Vector256<byte>.Zero) return false;
            low.StoreUnsafe(ref to, i);
            high.StoreUnsafe(ref to, i + (nuint)Width);
            if (i == last) return true;
        }
    }

    private static bool CopyBothEnds256(ref byte from, ref byte to, nuint length)
    {
        var last = length - (nuint)Width;
        var head = Vector256.LoadUnsafe(ref from);
        var tail = Vector256.LoadUnsafe(ref from, last);
        head.StoreUnsafe(ref to);
        tail.StoreUnsafe(ref to, last);
        return (Found(head) | Found(tail)) == Vector256<byte>.Zero;
    }

    private static bool CopyBothEnds128(ref byte from, ref byte to, nuint length)
    {
        var last = length - (nuint)Vector128<byte>.Count;
        var head = Vector128.LoadUnsafe(ref from);
        var tail = Vector128.LoadUnsafe(ref from, last);
        head.StoreUnsafe(ref to);
        tail.StoreUnsafe(ref to, last);
        return (Found(head) | Found(tail)) == Vector128<byte>.Zero;
    }

    private static bool CopyBothEnds64(ref byte from, ref byte to, nuint length)
    {
        var last = length - sizeof(ulong);
        var head = Unsafe.ReadUnaligned<ulong>(ref from);
        var tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, last));
        Unsafe.WriteUnaligned(ref to, head);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
        return Found(Vector128.Create(head, tail).AsByte()) == Vector128<byte>.Zero;
    }

    /// <summary>With bit 1 turned over, the quote stands behind the control characters: one comparison for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Found(Vector256<byte> bytes)
    {
        var turned = bytes ^ Vector256.Create((byte)2);
        return Vector256.Equals(Vector256.Min(turned, Vector256.Create((byte)0x20)), turned) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
    }

    private static bool CopyBothEnds32(ref byte from, ref byte to, nuint length)
    {
        var last = length - sizeof(uint);
        var head = Unsafe.ReadUnaligned<uint>(ref from);
        var tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, last));
        Unsafe.WriteUnaligned(ref to, head);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
        return Found(Vector128.Create(head, tail, head, tail).AsByte()) == Vector128<byte>.Zero;
    }

    /// <inheritdoc cref="Found(Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Found(Vector128<byte> bytes)
    {
        var turned = bytes ^ Vector128.Create((byte)2);
        return Vector128.Equals(Vector128.Min(turned, Vector128.Create((byte)0x20)), turned) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
    }
}
