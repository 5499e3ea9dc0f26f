using System.Text;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>
/// What reasons that differ only in what they quote of an event have in common: offsets and lengths, keys, names. Events that are lost for one fault are one
/// kind of loss, whatever is in them.
/// </summary>
internal static class LossKey
{
    /// <summary>The reason without its numbers and without what stands in quotes; operators in quotes stay.</summary>
    public static string Of(ReadOnlySpan<char> reason)
    {
        var key = new StringBuilder(reason.Length);
        for (var i = 0; i < reason.Length; i++)
        {
            var c = reason[i];
            if (char.IsAsciiDigit(c))
            {
                while (i + 1 < reason.Length && (char.IsAsciiDigit(reason[i + 1]) || reason[i + 1] is ',' or '.' && i + 2 < reason.Length && char.IsAsciiDigit(reason[i + 2]))) i++;
                c = '0';
            }

            key.Append(c);
            if (c is not ('`' or '"')) continue;
            var rest = reason[(i + 1)..];
            var end = rest.IndexOf(c);
            var quoted = end < 0 ? rest : rest[..end];
            if (HasWord(quoted)) i += quoted.Length;
        }

        return key.ToString();
    }

    private static bool HasWord(ReadOnlySpan<char> quoted)
    {
        foreach (var c in quoted)
            if (char.IsLetterOrDigit(c)) return true;
        return false;
    }
}
