namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>
/// Writes loops without end so that no round but the first matches nothing: <c>(a*)*</c> as <c>(a+)(a+)*|()|</c>. In the linear dialect a round that
/// comes back to where it began is no way on: what the round before has captured stays, and other branches of the body are tried (spec: stdlib 2.10).
/// The platform's engine takes such a round as the last one instead. So it does in counted loops, of which each round counts there: <c>(|a){0,2}</c>
/// becomes <c>(?:(|a)(?:(|a))?)?</c>.
/// </summary>
internal static class EmptyRounds
{
    /// <summary>Loops that would grow beyond so many nodes, and bodies of more items in a row, stay as they are.</summary>
    private const int MaxSize = 4000;
    private const int MaxItems = 100;

    /// <summary>Rounds of a counted loop that are written out.</summary>
    private const int MaxRounds = 8;

    /// <summary>The same pattern without such loops.</summary>
    public static RegexNode Without(RegexNode root)
    {
        var rewritten = Rewrite(root);
        return IsWithin(RegexSize.Max, rewritten) ? rewritten : root;
    }

    private static RegexNode Rewrite(RegexNode node)
    {
        switch (node)
        {
            case RegexSequence sequence:
                return new RegexSequence([.. sequence.Items.Select(Rewrite)]);
            case RegexChoice choice:
                return new RegexChoice([.. choice.Branches.Select(Rewrite)]);
            case RegexCapture capture:
                return capture with { Body = Rewrite(capture.Body) };
            case RegexRepeat repeat:
                repeat = repeat with { Body = Rewrite(repeat.Body) };
                if (repeat.Max is > 1 and <= MaxRounds && EmptyLoops.CanBeEmpty(repeat.Body)) return WrittenOut(repeat) is var rounds && IsWithin(MaxSize, rounds) ? rounds : repeat;
                return repeat.Max < 0 && EmptyLoops.CanBeEmpty(repeat.Body) && Branches(repeat.Body) is { } branches && Changes(repeat, branches)
                    && Loop(repeat, branches) is var loop && IsWithin(MaxSize, loop) ? loop : repeat;
            default:
                return node;
        }
    }

    /// <summary>Whether it makes a difference: greedy rounds without captures that match nothing only in the end are right as they are.</summary>
    private static bool Changes(RegexRepeat repeat, List<(RegexNode Node, bool IsEmpty)> branches) =>
        !repeat.Greedy || HasCapture(repeat.Body) || branches.FindLastIndex(static b => !b.IsEmpty) > branches.FindIndex(static b => b.IsEmpty);

    private static RegexNode Loop(RegexRepeat repeat, List<(RegexNode Node, bool IsEmpty)> branches)
    {
        var full = Choice(branches.Where(static b => !b.IsEmpty).Select(static b => b.Node));
        var ways = new List<RegexNode>();
        var isSurelyEmpty = false;
        if (repeat.Min == 0 && !repeat.Greedy) AddEmpty(RegexNode.Empty);
        foreach (var (node, isEmpty) in branches)
        {
            if (isEmpty) AddEmpty(node);
            else ways.Add(new RegexSequence([node, new RegexRepeat(full, 0, -1, repeat.Greedy)]));
        }

        if (repeat.Min == 0 && repeat.Greedy) AddEmpty(RegexNode.Empty);
        var last = Choice(ways);
        return repeat.Min > 1 ? new RegexSequence([new RegexRepeat(repeat.Body, repeat.Min - 1, repeat.Min - 1, true), last]) : last;

        // Behind one that always matches, another that ends at the same place would never be taken.
        void AddEmpty(RegexNode node)
        {
            if (!isSurelyEmpty) ways.Add(node);
            isSurelyEmpty |= IsSure(node);
        }
    }

    /// <summary>
    /// What can be empty as branches in the order of preference, of which each matches either nothing or something; null where they would be too many.
    /// </summary>
    private static List<(RegexNode Node, bool IsEmpty)>? Branches(RegexNode node)
    {
        if (!EmptyLoops.CanBeEmpty(node)) return [(node, false)];
        switch (node)
        {
            case RegexSequence sequence:
                return sequence.Items.Count > MaxItems ? null : Sequence(sequence.Items);
            case RegexChoice choice:
                var all = new List<(RegexNode, bool)>();
                foreach (var branch in choice.Branches)
                {
                    if (Branches(branch) is not { } some) return null;
                    all.AddRange(some);
                }

                return all;
            case RegexCapture capture:
                return Branches(capture.Body)?.ConvertAll(b => ((RegexNode)new RegexCapture(b.Node, capture.Index), b.IsEmpty));
            case RegexRepeat repeat:
                return Repeat(repeat);
            default:
                return [(node, true)];
        }
    }

    private static List<(RegexNode Node, bool IsEmpty)>? Sequence(IReadOnlyList<RegexNode> items)
    {
        List<(RegexNode Node, bool IsEmpty)> behind = [(RegexNode.Empty, true)];
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (Branches(items[i]) is not { } first) return null;
            var all = new List<(RegexNode Node, bool IsEmpty)>();
            foreach (var (node, isEmpty) in first)
            {
                if (isEmpty) all.AddRange(behind.Select(b => ((RegexNode)new RegexSequence([node, b.Node]), b.IsEmpty)));
                else all.Add((new RegexSequence([node, .. items.Skip(i + 1)]), false));
            }

            if (all.Count > MaxItems) return null;
            behind = all;
        }

        return behind;
    }

    private static List<(RegexNode Node, bool IsEmpty)>? Repeat(RegexRepeat repeat)
    {
        if (repeat.Max == 0) return [(repeat, true)];

        if (EmptyLoops.CanBeEmpty(repeat.Body) && (repeat.Min > 1 || repeat.Max != 1)) return repeat.Max is < 0 or > MaxRounds ? null : Branches(WrittenOut(repeat));
        if (Branches(repeat.Body) is not { } some) return null;
        if (repeat.Max != 1) some = [(repeat with { Min = 1 }, false)];
        if (repeat.Min == 0) some.Insert(repeat.Greedy ? some.Count : 0, (RegexNode.Empty, true));
        return some;
    }

    /// <summary>Counted rounds one behind the other: <c>a{1,3}</c> as <c>a(?:a(?:a)?)?</c>.</summary>
    private static RegexNode WrittenOut(RegexRepeat repeat)
    {
        var rest = RegexNode.Empty;
        for (var round = repeat.Max; round > 0; round--)
        {
            rest = new RegexSequence([repeat.Body, rest]);
            if (round > repeat.Min) rest = new RegexRepeat(rest, 0, 1, repeat.Greedy);
        }

        return rest;
    }

    private static RegexNode Choice(IEnumerable<RegexNode> nodes) => nodes.ToList() is [var only] ? only : new RegexChoice([.. nodes]);

    private static bool IsSure(RegexNode node) => node switch
    {
        RegexSequence sequence => sequence.Items.All(IsSure),
        RegexCapture capture => IsSure(capture.Body),
        _ => false,
    };

    private static bool HasCapture(RegexNode node) => node switch
    {
        RegexCapture => true,
        RegexSequence sequence => sequence.Items.Any(HasCapture),
        RegexChoice choice => choice.Branches.Any(HasCapture),
        RegexRepeat repeat => HasCapture(repeat.Body),
        _ => false,
    };

    private static bool IsWithin(long size, RegexNode node)
    {
        var left = size;
        return Fits(node);

        bool Fits(RegexNode part) => --left > 0 && part switch
        {
            RegexSequence sequence => sequence.Items.All(Fits),
            RegexChoice choice => choice.Branches.All(Fits),
            RegexRepeat repeat => Fits(repeat.Body),
            RegexCapture capture => Fits(capture.Body),
            _ => true,
        };
    }
}
