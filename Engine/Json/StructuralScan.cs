using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>The widths that stage 1 comes in.</summary>
internal enum ScanWidth
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}

/// <summary>The findings of stage 1 about a text.</summary>
internal struct ScanResult
{
    /// <summary>How many positions were written.</summary>
    public int Count;

    /// <summary>
    /// Whether every quote is closed, no control character stands in a string and the text is UTF-8. If not, the positions
    /// are meaningless.
    /// </summary>
    public bool IsSound;

    /// <summary>There is white space outside strings (line feeds do not count when they separate documents, nor what stands before them).</summary>
    public bool HasSpace;
}

/// <summary>
/// Stage 1: finds, 64 bytes at a time, where tokens are: brackets, colons, commas, both quotes of every string, and the first
/// byte of everything else outside strings. Escapes and strings are told by arithmetic on masks, after simdjson (Langdale and Lemire, 2019).
/// </summary>
internal static unsafe class StructuralScan
{
    /// <summary>Entries behind the positions: a block may write so many past its own, and the last block is made up there.</summary>
    public const int Slack = 64 + (64 / sizeof(uint));

    /// <summary>Set in the position of a quote that closes a string with escapes.</summary>
    public const uint EscapedBit = 1U << 31;

    /// <summary>The widest that this processor has.</summary>
    public static ScanWidth Widest { get; } =
        Vector512Classifier.IsSupported ? ScanWidth.Vector512
        : Vector256Classifier.IsSupported ? ScanWidth.Vector256
        : Vector128.IsHardwareAccelerated ? ScanWidth.Vector128
        : ScanWidth.Scalar;

    /// <summary>Entries that a text of so many bytes needs beside its positions.</summary>
    public static int DirtFor(int length) => (2 * (length / 64)) + 4;

    public static bool IsSupported(ScanWidth width) => width <= Widest;

    /// <param name="text">The first byte.</param>
    /// <param name="length">Bytes of text; nothing behind them is read.</param>
    /// <param name="origin">What is added to each position.</param>
    /// <param name="lines">Line feeds outside strings are tokens.</param>
    /// <param name="positions">Room for <paramref name="length"/> + <see cref="Slack"/> entries.</param>
    /// <param name="dirt">
    /// Room for <see cref="DirtFor"/> entries. Entry i counts the blocks before block i with white space outside strings; those behind the
    /// last block are for the scan itself.
    /// </param>
    public static ScanResult Run(ScanWidth width, byte* text, int length, uint origin, bool lines, uint* positions, uint* dirt) => width switch
    {
        ScanWidth.Vector512 => Run<Vector512Classifier>(text, length, origin, lines, positions, dirt),
        ScanWidth.Vector256 => Run<Vector256Classifier>(text, length, origin, lines, positions, dirt),
        ScanWidth.Vector128 => Run<Vector128Classifier>(text, length, origin, lines, positions, dirt),
        _ => Run<ScalarClassifier>(text, length, origin, lines, positions, dirt),
    };

    private static ScanResult Run<TClassifier>(byte* text, int length, uint origin, bool lines, uint* positions, uint* dirt)
        where TClassifier : IBlockClassifier =>
        lines
            ? Run<TClassifier, Lines>(text, length, origin, positions, dirt)
            : Run<TClassifier, OneText>(text, length, origin, positions, dirt);

    /// <summary>Compiled once for each answer, so that a single text does not pay for looking for line feeds.</summary>
    private interface ISeparation
    {
        static abstract bool ByLineFeeds { get; }
    }

    private readonly struct Lines : ISeparation
    {
        public static bool ByLineFeeds => true;
    }

    private readonly struct OneText : ISeparation
    {
        public static bool ByLineFeeds => false;
    }

    // At full strength from the first block: what chooses among vectors is not compiled ahead, and would run slowly until it is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ScanResult Run<TClassifier, TSeparation>(byte* text, int length, uint origin, uint* positions, uint* dirt)
        where TClassifier : IBlockClassifier
        where TSeparation : struct, ISeparation
    {
        const ulong EvenBits = 0x5555_5555_5555_5555;

        // Not on the stack: a method with stackalloc is compiled without a profile.
        var tail = (byte*)(positions + length + 64);
        var output = positions;
        var end = text + length;
        var nonAscii = dirt + (length / 64) + 2;
        var nonAsciiCount = 0;

        // What one block hands on to the next: all ones within a string; the first bytes that are escaped, that go on with a scalar; whether
        // the open string has escapes.
        ulong inString = 0;
        ulong escapedFirst = 0;
        ulong scalarFirst = 0;
        ulong controlInString = 0;
        ulong escapesInString = 0;
        uint dirtSoFar = 0;
        var place = origin;
        dirt[0] = 0;
        for (var next = text; next < end; next += 64, place += 64)
        {
            var block = next;
            var isText = ulong.MaxValue;
            if (end - next < 64)
            {
                // The last block, with blanks behind the text.
                var left = (int)(end - next);
                Unsafe.InitBlockUnaligned(tail, (byte)' ', 64);
                Unsafe.CopyBlockUnaligned(tail, next, (uint)left);
                block = tail;
                isText = (1UL << left) - 1;
            }

            TClassifier.Classify(
                block, out var quotes, out var backslashes, out var operators, out var spaces, out var lineFeeds, out var controls, out var blockNonAscii);
            if ((backslashes | escapedFirst) != 0)
            {
                // Escaped is what stands behind an odd run of backslashes.
                var starters = backslashes & ~escapedFirst;
                var follows = (starters << 1) | escapedFirst;
                var oddStarts = starters & ~EvenBits & ~follows;
                var sum = oddStarts + starters;
                escapedFirst = sum < oddStarts ? 1UL : 0;
                quotes &= ~((EvenBits ^ (sum << 1)) & follows);
            }

            var strings = PrefixXor(quotes) ^ inString;
            inString = (ulong)((long)strings >> 63);
            controlInString |= controls & strings;

            // Without asking: text in two languages changes from block to block.
            nonAscii[nonAsciiCount] = place - origin;
            nonAsciiCount += blockNonAscii != 0 ? 1 : 0;
            if (!TSeparation.ByLineFeeds) lineFeeds = 0;
            operators = (operators | lineFeeds) & ~strings;
            spaces &= ~(strings | lineFeeds);
            var scalars = ~(operators | spaces | strings | quotes);
            var bits = operators | quotes | (scalars & ~((scalars << 1) | scalarFirst));
            scalarFirst = scalars >> 63;

            // Blanks before a separating line feed lie outside every value: a carriage return makes no event dirty.
            if ((spaces & ~(lineFeeds >> 1) & isText) != 0) dirtSoFar++;
            *++dirt = dirtSoFar;
            TClassifier.WritePositions(bits, place, output);
            if ((backslashes | escapesInString) != 0) escapesInString = MarkEscaped(strings, backslashes, escapesInString, quotes, bits, output);
            output += BitOperations.PopCount(bits);
        }

        return new ScanResult
        {
            Count = (int)(output - positions),
            IsSound = inString == 0 && controlInString == 0 && (nonAsciiCount == 0 || Utf8Check.IsValid(text, length, nonAscii, nonAsciiCount)),
            HasSpace = dirtSoFar != 0,
        };
    }

    /// <summary>Marks the quotes that close strings with backslashes.</summary>
    /// <param name="strings">From each opening quote to the byte before its closing one.</param>
    /// <param name="before">1 if there were backslashes in the string that was open before the block.</param>
    /// <returns>The same for what is behind the block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MarkEscaped(ulong strings, ulong backslashes, ulong before, ulong quotes, ulong bits, uint* output)
    {
        // A run of ones carries into the bit behind it if anything within it is added.
        var within = backslashes & strings;
        var sum = strings + within;
        ulong carry = sum < within ? 1UL : 0;
        sum += before;
        if (sum < before) carry = 1;
        for (var marked = sum & quotes & ~strings; marked != 0; marked &= marked - 1)
            output[BitOperations.PopCount(bits & (marked ^ (marked - 1))) - 1] |= EscapedBit;
        return carry;
    }

    /// <summary>Bit i is the parity of the bits up to and including i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128.Create(ulong.MaxValue), 0).ToScalar();
        if (ArmAes.IsSupported)
            return ArmAes.PolynomialMultiplyWideningLower(Vector64.Create(bits), Vector64.Create(ulong.MaxValue)).ToScalar();
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
