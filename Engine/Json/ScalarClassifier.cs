using System.Numerics;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>One byte at a time, by a table: for processors without vectors, and what the tests hold the others against.</summary>
internal readonly struct ScalarClassifier : IBlockClassifier
{
    private const byte IsQuote = 1;
    private const byte IsBackslash = 2;
    private const byte IsOperator = 4;
    private const byte IsSpace = 8;
    private const byte IsLineFeed = 16;
    private const byte IsControl = 32;
    private const byte IsNonAscii = 64;

    private static readonly byte[] s_classes = MakeClasses();

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
        var classes = s_classes;
        for (var i = 0; i < 64; i++)
        {
            ulong c = classes[block[i]];
            quotes |= (c & 1) << i;
            backslashes |= ((c >> 1) & 1) << i;
            operators |= ((c >> 2) & 1) << i;
            spaces |= ((c >> 3) & 1) << i;
            lineFeeds |= ((c >> 4) & 1) << i;
            controls |= ((c >> 5) & 1) << i;
            nonAscii |= (c >> 6) << i;
        }
    }

    /// <summary>Eight at a time without asking, so that the loop is seldom taken twice.</summary>
    public static unsafe void WritePositions(ulong bits, uint origin, uint* output)
    {
        while (bits != 0)
        {
            for (var i = 0; i < 8; i++)
            {
                output[i] = origin + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }

            output += 8;
        }
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var i = 0; i < 0x20; i++) classes[i] = IsControl;
        for (var i = 0x80; i < 0x100; i++) classes[i] = IsNonAscii;
        classes['"'] |= IsQuote;
        classes['\\'] |= IsBackslash;
        foreach (var c in "{}[]:,\f\u001a") classes[c] |= IsOperator;
        foreach (var c in " \t\n\r") classes[c] |= IsSpace;
        classes['\n'] |= IsLineFeed;
        return classes;
    }
}
