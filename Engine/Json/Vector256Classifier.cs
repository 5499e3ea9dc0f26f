using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Two vectors of 32 bytes: AVX2.</summary>
internal readonly struct Vector256Classifier : IBlockClassifier
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Classify(byte* block, out BlockMasks masks)
    {
        var low = Vector256.Load(block);
        var high = Vector256.Load(block + 32);
        masks.Quote = Equal(low, high, (byte)'"');
        masks.Backslash = Equal(low, high, (byte)'\\');
        masks.LineFeed = Equal(low, high, (byte)'\n');
        masks.Control = Bits(
            Vector256.Equals(Vector256.Min(low, Vector256.Create((byte)0x1F)), low),
            Vector256.Equals(Vector256.Min(high, Vector256.Create((byte)0x1F)), high));
        masks.NonAscii = Bits(low, high);
        var space = Vector256.Create(ClassTables.Space, ClassTables.Space);
        masks.Space = Bits(Vector256.Equals(low, Avx2.Shuffle(space, low)), Vector256.Equals(high, Avx2.Shuffle(space, high)));
        var op = Vector256.Create(ClassTables.Operator, ClassTables.Operator);
        var bit5 = Vector256.Create((byte)0x20);
        masks.Operator = Bits(Vector256.Equals(low | bit5, Avx2.Shuffle(op, low)), Vector256.Equals(high | bit5, Avx2.Shuffle(op, high)));
    }

    public static unsafe void WritePositions(ulong bits, uint origin, uint* output) => ScalarClassifier.WritePositions(bits, origin, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte value) =>
        Bits(Vector256.Equals(low, Vector256.Create(value)), Vector256.Equals(high, Vector256.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
