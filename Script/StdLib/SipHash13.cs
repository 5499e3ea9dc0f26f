using System.Buffers.Binary;
using System.Numerics;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>SipHash with one round a block and three at the end (Aumasson and Bernstein, "SipHash: a fast short-input PRF").</summary>
internal static class SipHash13
{
    public static ulong Hash(ulong key1, ulong key2, ReadOnlySpan<byte> data)
    {
        var v0 = key1 ^ 0x736f6d6570736575;
        var v1 = key2 ^ 0x646f72616e646f6d;
        var v2 = key1 ^ 0x6c7967656e657261;
        var v3 = key2 ^ 0x7465646279746573;
        var last = (ulong)data.Length << 56;
        for (; data.Length >= 8; data = data[8..]) Take(BinaryPrimitives.ReadUInt64LittleEndian(data));
        for (var i = 0; i < data.Length; i++) last |= (ulong)data[i] << (8 * i);
        Take(last);
        v2 ^= 0xFF;
        Round();
        Round();
        Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Take(ulong block)
        {
            v3 ^= block;
            Round();
            v0 ^= block;
        }

        void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
