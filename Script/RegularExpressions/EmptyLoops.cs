namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>
/// Loops that the platform's backtracking engine gets wrong: lazy ones of at least one round whose body can match nothing, as in <c>(?:a?)+?</c>.
/// For them it finds matches that are none, even behind the end of the text. Written as the rounds that must be and a loop of those that
/// may be, <c>(?:a?)(?:a?)*?</c>, they mean the same, and it gets nearly all of them right; what it finds is looked at nevertheless.
/// </summary>
internal static class EmptyLoops
{
    /// <summary>How deep they may nest: each level writes its body twice.</summary>
    public const int MaxDepth = 6;

    /// <summary>How deep they nest in a pattern.</summary>
    public static int DepthIn(RegexNode node) => node switch
    {
        RegexRepeat repeat => DepthIn(repeat.Body) + (Is(repeat) ? 1 : 0),
        RegexSequence sequence => Deepest(sequence.Items),
        RegexChoice choice => Deepest(choice.Branches),
        RegexCapture capture => DepthIn(capture.Body),
        RegexLook look => DepthIn(look.Body),
        RegexAtomic atomic => DepthIn(atomic.Body),
        _ => 0,
    };

    /// <summary>Whether it is to be written as two loops.</summary>
    public static bool Is(RegexRepeat repeat) => !repeat.Greedy && repeat.Min > 0 && repeat.Max != repeat.Min && CanBeEmpty(repeat.Body);

    private static int Deepest(IReadOnlyList<RegexNode> nodes)
    {
        var deepest = 0;
        foreach (var node in nodes) deepest = Math.Max(deepest, DepthIn(node));
        return deepest;
    }

    /// <summary>Whether it can match nothing.</summary>
    public static bool CanBeEmpty(RegexNode node) => node switch
    {
        RegexSet => false,
        RegexSequence sequence => sequence.Items.All(CanBeEmpty),
        RegexChoice choice => choice.Branches.Any(CanBeEmpty),
        RegexRepeat repeat => repeat.Min == 0 || CanBeEmpty(repeat.Body),
        RegexCapture capture => CanBeEmpty(capture.Body),
        RegexAtomic atomic => CanBeEmpty(atomic.Body),
        _ => true,
    };
}
