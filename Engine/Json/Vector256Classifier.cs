using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Two vectors of 32 bytes: AVX2.</summary>
internal readonly struct Vector256Classifier : IBlockClassifier
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The tables of <see cref="ClassTables"/>, written out: repeated in code they are built anew for every block.</summary>
    private static Vector256<byte> Spaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100,
            32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100);
    }

    private static Vector256<byte> Operators
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0);
    }

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
        var low = Vector256.Load(block);
        var high = Vector256.Load(block + 32);
        quotes = Equal(low, high, (byte)'"');
        backslashes = Equal(low, high, (byte)'\\');
        lineFeeds = Equal(low, high, (byte)'\n');
        controls = Bits(
            Vector256.Equals(Vector256.Min(low, Vector256.Create((byte)0x1F)), low),
            Vector256.Equals(Vector256.Min(high, Vector256.Create((byte)0x1F)), high));
        nonAscii = Bits(low, high);
        spaces = Bits(Vector256.Equals(low, Avx2.Shuffle(Spaces, low)), Vector256.Equals(high, Avx2.Shuffle(Spaces, high)));
        var bit5 = Vector256.Create((byte)0x20);
        operators = Bits(Vector256.Equals(low | bit5, Avx2.Shuffle(Operators, low)), Vector256.Equals(high | bit5, Avx2.Shuffle(Operators, high)));
    }

    public static unsafe void WritePositions(ulong bits, uint origin, uint* output) => ScalarClassifier.WritePositions(bits, origin, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte value) =>
        Bits(Vector256.Equals(low, Vector256.Create(value)), Vector256.Equals(high, Vector256.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
