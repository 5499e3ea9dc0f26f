using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Copies text that JSON writes as it is, and looks for what it does not in the same pass.</summary>
internal static class PlainText
{
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
        for (nuint i = 0; i < length; i++)
        {
            var c = Unsafe.Add(ref from, i);
            if (c is < 0x20 or (byte)'"' or (byte)'\\') return false;
            Unsafe.Add(ref to, i) = c;
        }

        return true;
    }

    /// <summary>The last vector overlaps the one before it.</summary>
    private static bool TryCopyLong(ref byte from, ref byte to, nuint length)
    {
        var last = length - (nuint)Vector256<byte>.Count;
        for (nuint i = 0; ; i = Math.Min(i + (nuint)Vector256<byte>.Count, last))
        {
            var bytes = Vector256.LoadUnsafe(ref from, i);
            var found = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(bytes, Vector256.Create((byte)0x20));
            if (found != Vector256<byte>.Zero) return false;
            bytes.StoreUnsafe(ref to, i);
            if (i == last) return true;
        }
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

    private static Vector128<byte> Found(Vector128<byte> bytes) =>
        Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
        | Vector128.LessThan(bytes, Vector128.Create((byte)0x20));
}
