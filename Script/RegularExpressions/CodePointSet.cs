namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>An immutable set of Unicode scalar values: sorted, disjoint, inclusive ranges. Surrogates are never members.</summary>
internal sealed class CodePointSet
{
    public const int Max = 0x10FFFF;

    public static readonly CodePointSet None = new([]);
    public static readonly CodePointSet All = Of(0, Max);

    private readonly (int Low, int High)[] _ranges;

    private CodePointSet((int Low, int High)[] ranges) => _ranges = ranges;

    public ReadOnlySpan<(int Low, int High)> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>The only member; -1 when there are none or several.</summary>
    public int Single => _ranges is [var (low, high)] && low == high ? low : -1;

    public static CodePointSet Of(int codePoint) => Of(codePoint, codePoint);

    public static CodePointSet Of(int low, int high) => Of([(low, high)]);

    public static CodePointSet Of(string members) => Of(members.Select(static c => ((int)c, (int)c)));

    /// <param name="ranges">In any order, overlapping or not; both ends included.</param>
    public static CodePointSet Of(IEnumerable<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var (low, high) in ranges.SelectMany(WithoutSurrogates).Order())
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1) merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            else merged.Add((low, high));
        }

        return new CodePointSet([.. merged]);
    }

    public bool Contains(int codePoint)
    {
        var (from, to) = (0, _ranges.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (codePoint > _ranges[middle].High) from = middle + 1;
            else to = middle;
        }

        return from < _ranges.Length && codePoint >= _ranges[from].Low;
    }

    public CodePointSet Union(CodePointSet other) => Of(_ranges.Concat(other._ranges));

    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (low, high) in _ranges)
        {
            if (low > next) gaps.Add((next, low - 1));
            next = high + 1;
        }

        if (next <= Max) gaps.Add((next, Max));
        return Of(gaps);
    }

    public CodePointSet Intersect(CodePointSet other)
    {
        var common = new List<(int, int)>();
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var low = Math.Max(_ranges[i].Low, other._ranges[j].Low);
            var high = Math.Min(_ranges[i].High, other._ranges[j].High);
            if (low <= high) common.Add((low, high));
            if (_ranges[i].High < other._ranges[j].High) i++;
            else j++;
        }

        return new CodePointSet([.. common]);
    }

    public CodePointSet Except(CodePointSet other) => Intersect(other.Complement());

    public CodePointSet SymmetricExcept(CodePointSet other) => Union(other).Except(Intersect(other));

    private static IEnumerable<(int Low, int High)> WithoutSurrogates((int Low, int High) range)
    {
        if (range.High < 0xD800 || range.Low > 0xDFFF)
        {
            yield return range;
            yield break;
        }

        if (range.Low < 0xD800) yield return (range.Low, 0xD7FF);
        if (range.High > 0xDFFF) yield return (0xE000, range.High);
    }
}
