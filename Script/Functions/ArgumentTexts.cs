using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>What errors say of the arguments of a call, of functions and aggregates.</summary>
internal static class ArgumentTexts
{
    /// <param name="most">Null where there is no bound.</param>
    public static string WrongArity(string name, int least, int? most, int count) =>
        $"Bad arity for function {name}/{(most == least ? $"{least}" : $"{least}..{(most is null ? "" : $"={most}")}")}: it takes {Takes(least, most)} but was called with {Counted(count)}";

    /// <summary>The types of all arguments.</summary>
    public static string Types(ReadOnlySpan<Value> arguments)
    {
        var types = new string[arguments.Length];
        for (var i = 0; i < types.Length; i++) types[i] = KindNames.Of(arguments[i].Kind).Describe();
        return types.Length == 1 ? $"its argument is {types[0]}" : $"its arguments are {string.Join(", ", types.SkipLast(1))} and {types[^1]}";
    }

    /// <summary>A number of arguments, in words.</summary>
    public static string Counted(int count) => count == 1 ? "1 argument" : $"{count} arguments";

    private static string Takes(int least, int? most) =>
        most is null ? $"at least {Counted(least)}"
        : most == 0 ? "no arguments"
        : most == least ? Counted(least)
        : $"{least} to {Counted(most.Value)}";
}
