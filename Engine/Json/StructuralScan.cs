using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;
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

/// <summary>What stage 1 found in a text.</summary>
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

    public bool HasBackslash;
}

/// <summary>
/// Stage 1: finds, 64 bytes at a time, where tokens are: brackets, colons, commas, both quotes of every string, and the first
/// byte of everything else outside strings. Escapes and strings are told by arithmetic on masks, after simdjson (Langdale and Lemire, 2019).
/// </summary>
internal static unsafe class StructuralScan
{
    /// <summary>Positions that a block may write past its own.</summary>
    public const int Slack = 64;

    /// <summary>The widest that this processor has.</summary>
    public static ScanWidth Widest { get; } =
        Vector512Classifier.IsSupported ? ScanWidth.Vector512
        : Vector256Classifier.IsSupported ? ScanWidth.Vector256
        : Vector128.IsHardwareAccelerated ? ScanWidth.Vector128
        : ScanWidth.Scalar;

    public static bool IsSupported(ScanWidth width) => width <= Widest;

    /// <param name="text">The first byte.</param>
    /// <param name="length">Bytes of text; nothing behind them is read.</param>
    /// <param name="origin">What is added to each position.</param>
    /// <param name="lines">Line feeds outside strings are tokens.</param>
    /// <param name="positions">Room for <paramref name="length"/> + <see cref="Slack"/> entries.</param>
    /// <param name="dirt">
    /// Room for an entry a block and one more. Entry i counts what lies before block i: in the low half blocks with white
    /// space outside strings, in the high half blocks with backslashes.
    /// </param>
    public static ScanResult Run(ScanWidth width, byte* text, int length, uint origin, bool lines, uint* positions, ulong* dirt) => width switch
    {
        ScanWidth.Vector512 => Run<Vector512Classifier>(text, length, origin, lines, positions, dirt),
        ScanWidth.Vector256 => Run<Vector256Classifier>(text, length, origin, lines, positions, dirt),
        ScanWidth.Vector128 => Run<Vector128Classifier>(text, length, origin, lines, positions, dirt),
        _ => Run<ScalarClassifier>(text, length, origin, lines, positions, dirt),
    };

    private static ScanResult Run<TClassifier>(byte* text, int length, uint origin, bool lines, uint* positions, ulong* dirt)
        where TClassifier : IBlockClassifier
    {
        var state = new State { Lines = lines ? ulong.MaxValue : 0, Text = ulong.MaxValue };
        var output = positions;
        var at = 0;
        dirt[0] = 0;
        for (; at + 64 <= length; at += 64)
        {
            TClassifier.Classify(text + at, out var masks);
            var bits = state.Advance(in masks);
            TClassifier.WritePositions(bits, origin + (uint)at, output);
            output += BitOperations.PopCount(bits);
            *++dirt = state.Dirt;
        }

        if (at < length)
        {
            var block = stackalloc byte[64];
            Unsafe.InitBlockUnaligned(block, (byte)' ', 64);
            Unsafe.CopyBlockUnaligned(block, text + at, (uint)(length - at));
            TClassifier.Classify(block, out var masks);
            state.Text = (1UL << (length - at)) - 1;
            var bits = state.Advance(in masks);
            TClassifier.WritePositions(bits, origin + (uint)at, output);
            output += BitOperations.PopCount(bits);
            *++dirt = state.Dirt;
        }

        return new ScanResult
        {
            Count = (int)(output - positions),
            IsSound = state.InString == 0 && state.ControlInString == 0 && (state.NonAscii == 0 || Utf8.IsValid(new ReadOnlySpan<byte>(text, length))),
            HasSpace = (uint)state.Dirt != 0,
            HasBackslash = state.Dirt >> 32 != 0,
        };
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

    /// <summary>What one block hands on to the next.</summary>
    private struct State
    {
        private const ulong EvenBits = 0x5555_5555_5555_5555;

        /// <summary>All ones where line feeds are tokens.</summary>
        public ulong Lines;

        /// <summary>The bytes that are text; in the last block blanks follow.</summary>
        public ulong Text;

        /// <summary>All ones within a string, else zero.</summary>
        public ulong InString;

        public ulong ControlInString;
        public ulong NonAscii;

        /// <summary>As the entries of <c>dirt</c>.</summary>
        public ulong Dirt;

        private ulong _escaped;
        private ulong _inScalar;

        /// <summary>Takes the next block; gives the bits of its tokens.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Advance(in BlockMasks masks)
        {
            var quotes = masks.Quote;
            if ((masks.Backslash | _escaped) != 0) quotes &= ~Escaped(masks.Backslash);
            var inString = PrefixXor(quotes) ^ InString;
            InString = (ulong)((long)inString >> 63);
            ControlInString |= masks.Control & inString;
            NonAscii |= masks.NonAscii;

            var lineFeeds = masks.LineFeed & Lines;
            var space = masks.Space & ~inString & ~lineFeeds;
            var operators = (masks.Operator | lineFeeds) & ~inString;
            var scalar = ~(operators | space | inString | quotes);
            var scalarStart = scalar & ~((scalar << 1) | _inScalar);
            _inScalar = scalar >> 63;

            // Blanks before a separating line feed lie outside every value: a carriage return makes no event dirty.
            if ((space & ~(lineFeeds >> 1) & Text) != 0) Dirt++;
            return operators | quotes | scalarStart;
        }

        /// <summary>The bytes that a backslash escapes: those behind an odd run of backslashes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ulong Escaped(ulong backslash)
        {
            if (backslash != 0) Dirt += 1UL << 32;
            backslash &= ~_escaped;
            var follows = (backslash << 1) | _escaped;
            var oddStarts = backslash & ~EvenBits & ~follows;
            var sum = oddStarts + backslash;
            _escaped = sum < oddStarts ? 1UL : 0;
            return (EvenBits ^ (sum << 1)) & follows;
        }
    }
}
