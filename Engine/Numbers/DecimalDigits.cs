using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>Takes integers apart into digits, eight at a time by arithmetic on all bytes of a word: nothing to guess for branches.</summary>
internal static class DecimalDigits
{
    public const uint EightPlaces = 100_000_000;
    public const ulong SixteenPlaces = 10_000_000_000_000_000;

    /// <summary>The digits of an integer below 10^8, zeros in front: a byte each, from 0 to 9, the first in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Eight(uint value)
    {
        // Halves, quarters, digits: each step divides all that are there at once, by a product that is exact for so few places.
        ulong front = value / 10_000;
        var fours = front | ((value - (front * 10_000)) << 32);
        var hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
        var twos = hundreds | ((fours - (hundreds * 100)) << 16);
        var tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((twos - (tens * 10)) << 8);
    }

    /// <summary>The digits of an integer below 10^16, zeros in front: a byte each, from 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Sixteen(ulong value)
    {
        var front = value / EightPlaces;
        if (Sse2.IsSupported) return InTwoLanes(Vector128.Create(front, value - (front * EightPlaces)));
        return Vector128.Create(Eight((uint)front), Eight((uint)(value - (front * EightPlaces)))).AsByte();
    }

    /// <summary>The steps of <see cref="Eight"/> for two integers at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> InTwoLanes(Vector128<ulong> values)
    {
        var front = Sse2.Multiply(values.AsUInt32(), Vector128.Create(3_518_437_209UL).AsUInt32()) >>> 45;
        var fours = front | ((values - Sse2.Multiply(front.AsUInt32(), Vector128.Create(10_000UL).AsUInt32())) << 32);
        var hundreds = Sse2.MultiplyHigh(fours.AsUInt16(), Vector128.Create((ushort)5_243)) >>> 3;
        var twos = hundreds.AsUInt32() | ((fours.AsUInt16() - (hundreds * Vector128.Create((ushort)100))).AsUInt32() << 16);
        var tens = Sse2.MultiplyHigh(twos.AsUInt16(), Vector128.Create((ushort)6_554));
        return (tens | ((twos.AsUInt16() - (tens * Vector128.Create((ushort)10))) << 8)).AsByte();
    }
}
