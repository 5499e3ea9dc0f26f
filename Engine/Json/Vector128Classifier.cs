using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Four vectors of 16 bytes: SSE and AdvSimd.</summary>
internal readonly struct Vector128Classifier : IBlockClassifier
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Classify(
        byte* block,
        out ulong quotes,
        out ulong backslashes,
        out ulong operators,
        out ulong spaces,
        out ulong lineFeeds,
        out ulong controls,
        out ulong nonAscii)
    {
        quotes = backslashes = operators = spaces = lineFeeds = controls = nonAscii = 0;
        for (var i = 0; i < 64; i += 16)
        {
            var bytes = Vector128.Load(block + i);
            var nibble = bytes & Vector128.Create((byte)0x0F);
            quotes |= Bits(Vector128.Equals(bytes, Vector128.Create((byte)'"'))) << i;
            backslashes |= Bits(Vector128.Equals(bytes, Vector128.Create((byte)'\\'))) << i;
            lineFeeds |= Bits(Vector128.Equals(bytes, Vector128.Create((byte)'\n'))) << i;
            controls |= Bits(Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes)) << i;
            nonAscii |= (ulong)bytes.ExtractMostSignificantBits() << i;
            spaces |= Bits(Vector128.Equals(bytes, Vector128.ShuffleNative(ClassTables.Space, nibble))) << i;
            operators |= Bits(Vector128.Equals(bytes | Vector128.Create((byte)0x20), Vector128.ShuffleNative(ClassTables.Operator, nibble))) << i;
        }
    }

    public static unsafe void WritePositions(ulong bits, uint origin, uint* output) => ScalarClassifier.WritePositions(bits, origin, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector128<byte> mask) => mask.ExtractMostSignificantBits();
}

/// <summary>
/// Look-up by the low four bits of a byte: a blank is the byte that its entry says, an operator the one that it says
/// once bit 5 is set (which makes <c>[ ]</c> and <c>{ }</c> one).
/// </summary>
internal static class ClassTables
{
    public static Vector128<byte> Space
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)' ', 100, 100, 100, 17, 100, 113, 2, 100, (byte)'\t', (byte)'\n', 112, 100, (byte)'\r', 100, 100);
    }

    public static Vector128<byte> Operator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)':', (byte)'{', (byte)',', (byte)'}', 0, 0);
    }
}
