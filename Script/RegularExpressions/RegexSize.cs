namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>How large patterns are once their counted repetitions are written out, in nodes.</summary>
internal static class RegexSize
{
    public const long Max = 200_000;

    /// <summary>The size; above <see cref="Max"/> at least something above it.</summary>
    public static long Of(RegexNode node)
    {
        switch (node)
        {
            case RegexSequence sequence:
                return 1 + sequence.Items.Sum(Of);
            case RegexChoice choice:
                return 1 + choice.Branches.Sum(Of);
            case RegexRepeat repeat:
                var body = Of(repeat.Body);
                var times = Math.Max(1, Math.Max(repeat.Min, repeat.Max));
                return body > Max ? body : 1 + (body * times);
            case RegexCapture capture:
                return 1 + Of(capture.Body);
            case RegexLook look:
                return 1 + Of(look.Body);
            case RegexAtomic atomic:
                return 1 + Of(atomic.Body);
            default:
                return 1;
        }
    }
}
