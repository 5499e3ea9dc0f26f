using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>Uses an extractor as a script does, in a case that binds and in one that only tests.</summary>
internal static class Extraction
{
    /// <summary>Checks what is extracted, as JSON, null for no match; the pure test must agree.</summary>
    /// <param name="argument">As the extractor sees it; it is escaped for the script.</param>
    public static void Gives(string name, string argument, string input, string? expected)
    {
        Assert.Equal(expected, Of(name, argument, input));
        Assert.Equal(expected is not null, Test(name, argument, input));
    }

    public static string? Of(string name, string argument, string input)
    {
        var result = ScriptRun.Of($"match event of case v = ~ {Literal(name, argument)} => [v] case _ => 0 end", Payload(input));
        return result == "0" ? null : result.StartsWith('[') ? result[1..^1] : result;
    }

    public static bool Test(string name, string argument, string input) =>
        ScriptRun.Of($"match event of case ~ {Literal(name, argument)} => 1 case _ => 0 end", Payload(input)) == "1";

    /// <summary>Checks that a script with it does not compile, and that the error spans name and literal.</summary>
    public static void IsRefused(string name, string argument)
    {
        var literal = Literal(name, argument);
        const string Before = "match event of\n  case ~ ";
        var from = "  case ~ ".Length + 1;
        Assert.Equal($"compile: InvalidExtractor 2:{from}-2:{from + literal.EnumerateRunes().Count()}", ScriptRun.Of($"{Before}{literal} => 1 case _ => 0 end"));
    }

    private static string Literal(string name, string argument) => $"{name}|{argument.Replace("\\", "\\\\").Replace("|", "\\|")}|";

    private static string Payload(string input) => JsonText.ToString(Value.From(input));
}
