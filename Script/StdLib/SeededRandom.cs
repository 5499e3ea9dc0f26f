using System.Numerics;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>xoshiro256++, seeded by PCG32 from one number (spec: stdlib 9.2). A mutable struct: keep it in a local.</summary>
internal struct SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SeededRandom(ulong seed)
    {
        _s0 = SeedPair(ref seed);
        _s1 = SeedPair(ref seed);
        _s2 = SeedPair(ref seed);
        _s3 = SeedPair(ref seed);
    }

    public ulong Next64()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    public uint Next32() => (uint)(Next64() >> 32);

    /// <summary>Uniform in [0, <paramref name="range"/>), which is not 0.</summary>
    public ulong NextBelow(ulong range)
    {
        var zone = (range << BitOperations.LeadingZeroCount(range)) - 1;
        while (true)
        {
            var high = Math.BigMul(Next64(), range, out var low);
            if (low <= zone) return high;
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="start"/>, <paramref name="end"/>), which is finite and not empty.</summary>
    public double NextBetween(double start, double end)
    {
        while (true)
        {
            var fraction = BitConverter.UInt64BitsToDouble((1023UL << 52) | (Next64() >> 12)) - 1.0;
            var result = (fraction * (end - start)) + start;
            if (result < end) return result;
        }
    }

    /// <summary>One of <c>A-Z a-z 0-9</c>.</summary>
    public byte NextAlphanumeric()
    {
        while (true)
        {
            var draw = Next32() >> 26;
            if (draw < 62) return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8[(int)draw];
        }
    }

    /// <summary>Fills an id: the low byte of a 32-bit draw each.</summary>
    public void Fill(Span<byte> id)
    {
        foreach (ref var unit in id) unit = (byte)Next32();
    }

    private static ulong SeedPair(ref ulong state) => SeedWord(ref state) | ((ulong)SeedWord(ref state) << 32);

    private static uint SeedWord(ref ulong state)
    {
        state = (state * 6364136223846793005) + 11634580027462260723;
        return BitOperations.RotateRight((uint)(((state >> 18) ^ state) >> 27), (int)(state >> 59));
    }
}
