using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>The range of a number. The greatest value of a CLR type stands for "no limit".</summary>
internal sealed class ConfigRange(RangeAttribute range)
{
    public double Least { get; } = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);

    public bool LeastExcluded => range.MinimumIsExclusive;

    public double? Greatest { get; } = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) switch
    {
        int.MaxValue or uint.MaxValue or long.MaxValue or ulong.MaxValue or double.MaxValue or double.PositiveInfinity => null,
        var limit => limit,
    };

    public bool GreatestExcluded => range.MaximumIsExclusive;

    public bool Contains(double number) =>
        (LeastExcluded ? number > Least : number >= Least)
        && (Greatest is not { } greatest || (GreatestExcluded ? number < greatest : number <= greatest));

    /// <summary>For people: <c>a number from 1 to 5</c>.</summary>
    public override string ToString()
    {
        if (Greatest is not { } greatest) return LeastExcluded ? $"a number greater than {Least}" : $"a number of at least {Least}";
        if (!LeastExcluded && !GreatestExcluded) return $"a number from {Least} to {greatest}";
        return $"a number {(LeastExcluded ? "greater than" : "of at least")} {Least} and {(GreatestExcluded ? "less than" : "at most")} {greatest}";
    }
}
