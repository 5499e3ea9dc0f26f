using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// One vector of 64 bytes: AVX-512 with VBMI2, whose byte compress writes the positions (twice as fast as counting
/// trailing zeros, <c>Perf -- json</c>).
/// </summary>
internal readonly struct Vector512Classifier : IBlockClassifier
{
    public static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi2.IsSupported;

    /// <summary>The tables of <see cref="ClassTables"/>, written out: repeated in code they are built anew for every block.</summary>
    private static Vector512<byte> Spaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100,
            32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100,
            32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100,
            32, 100, 100, 100, 17, 100, 113, 2, 100, 9, 10, 112, 100, 13, 100, 100);
    }

    private static Vector512<byte> Operators
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0,
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
        var bytes = Vector512.Load(block);
        quotes = Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
        backslashes = Vector512.Equals(bytes, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();
        lineFeeds = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
        controls = Vector512.LessThan(bytes, Vector512.Create((byte)0x20)).ExtractMostSignificantBits();
        nonAscii = bytes.ExtractMostSignificantBits();
        spaces = Vector512.Equals(bytes, Avx512BW.Shuffle(Spaces, bytes)).ExtractMostSignificantBits();
        operators = Vector512.Equals(bytes | Vector512.Create((byte)0x20), Avx512BW.Shuffle(Operators, bytes))
            .ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void WritePositions(ulong bits, uint origin, uint* output)
    {
        // Spread the bits to the 64 lanes: each lane takes its byte of the mask and tests its bit.
        var spread = Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
            4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7));
        var bit = Vector512.Create(0x8040201008040201UL).AsByte();
        var taken = Vector512.Equals(spread & bit, bit);
        var places = Avx512Vbmi2.Compress(Vector512<byte>.Zero, taken, Vector512.Create(
            (byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
            32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63));
        var count = BitOperations.PopCount(bits);
        var start = Vector512.Create(origin);
        (Avx512F.ConvertToVector512UInt32(places.GetLower().GetLower()) + start).Store(output);

        // Up to 32 without asking: dense blocks come too irregularly to be guessed.
        (Avx512F.ConvertToVector512UInt32(places.GetLower().GetUpper()) + start).Store(output + 16);
        if (count <= 32) return;
        (Avx512F.ConvertToVector512UInt32(places.GetUpper().GetLower()) + start).Store(output + 32);
        (Avx512F.ConvertToVector512UInt32(places.GetUpper().GetUpper()) + start).Store(output + 48);
    }
}
