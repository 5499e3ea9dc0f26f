using System.Buffers.Binary;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>Eight digits at a time, by arithmetic on all bytes of a word.</summary>
internal static class EightDigits
{
    private const ulong HighHalves = 0xF0F0_F0F0_F0F0_F0F0;
    private const ulong Sixes = 0x0606_0606_0606_0606;
    private const ulong Threes = 0x3333_3333_3333_3333;
    private const ulong Zeros = 0x3030_3030_3030_3030;
    private const ulong EveryFourth = 0x0000_00FF_0000_00FF;

    /// <param name="text">At least eight bytes.</param>
    /// <returns>Whether the first eight are digits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out uint value)
    {
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text);
        value = 0;

        // Digits are 0x30 to 0x39: a high half of 3 that six more do not carry into.
        if (((bytes & HighHalves) | (((bytes + Sixes) & HighHalves) >> 4)) != Threes) return false;
        bytes -= Zeros;
        bytes = (bytes * 10) + (bytes >> 8);
        var pairs = ((bytes & EveryFourth) * (100 + (1_000_000UL << 32))) + (((bytes >> 16) & EveryFourth) * (1 + (10_000UL << 32)));
        value = (uint)(pairs >> 32);
        return true;
    }
}
