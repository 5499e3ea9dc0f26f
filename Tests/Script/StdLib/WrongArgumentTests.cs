using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>Calls every function with its examples' arguments, one of which is something else: an error about its type says which one it is.</summary>
public class WrongArgumentTests
{
    private static readonly string[] s_others = ["null", "true", "-1", "18446744073709551615", "1.5", "\"no\"", "<< 1 >>", "[[]]", "{\"no\": 1}"];

    public static TheoryData<string> Modules => [.. FunctionRegistry.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void An_error_about_a_type_names_function_and_argument(string module)
    {
        foreach (var function in FunctionRegistry.FunctionsOf(module))
        {
            foreach (var example in function.Overloads.SelectMany(static o => o.Method.GetCustomAttributes(typeof(ExampleAttribute), false)).Cast<ExampleAttribute>())
            {
                if (ArgumentsOf(function, example) is not { } arguments) continue;
                for (var i = 0; i < arguments.Length; i++)
                {
                    foreach (var other in s_others)
                    {
                        string[] given = [.. arguments[..i], other, .. arguments[(i + 1)..]];
                        var result = MessageOf($"core::{module}::{function.Name}({string.Join(", ", given)})");
                        if (!result.Contains("Bad type passed", StringComparison.Ordinal)) continue;
                        Assert.Matches($"Bad type passed to function {module}::{function.Name}/[0-9]+: argument [0-9]+ is ", result);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("core::chash::jump(\"k\", 5000000000)", "Bad type passed to function chash::jump/2: argument 2 is 5000000000, an integer from 1 to 4294967295 is wanted")]
    [InlineData("core::datetime::with_timezone(1.5, \"Europe/Berlin\")", "Bad type passed to function datetime::with_timezone/2: argument 1 is 1.5, an integer that is not negative, or a record with one as `timestamp` and with `tz`, is wanted")]
    [InlineData("core::range::range(-1, 18446744073709551615)", "Bad type passed to function range::range/2: argument 2 is 18446744073709551615, an integer from -2^63 to 2^63-1, since the other one is negative, is wanted")]
    public void It_says_what_is_wanted(string script, string message) => Assert.Contains(message, MessageOf(script));

    /// <summary>The error of a script, whether it comes when it is compiled or when it runs; empty for none.</summary>
    private static string MessageOf(string script)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        if (compiled is null) return findings.First(static f => f.Severity == Severity.Error).Message;
        var instance = compiled.NewInstance(new CallContext());
        var (data, meta, state) = (Value.Null, Value.EmptyRecord, Value.Null);
        return instance.Run(ref data, ref meta, ref state) is ScriptOutcome.Emit or ScriptOutcome.Drop ? "" : instance.Error!.Message;
    }

    /// <summary>The arguments of an example that is nothing but a call; null for any other.</summary>
    private static string[]? ArgumentsOf(NativeFunction function, ExampleAttribute example)
    {
        var call = Regex.Match(example.Call, $@"^\w+::{function.Name}\((.*)\)$", RegexOptions.Singleline);
        if (!call.Success) return null;
        var (depth, isText, start) = (0, false, 0);
        var (text, arguments) = (call.Groups[1].Value, new List<string>());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') isText = !isText;
            else if (isText) continue;
            else if (text[i] is '(' or '[' or '{' or '<') depth++;
            else if (text[i] is ')' or ']' or '}' or '>') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                arguments.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        if (start < text.Length) arguments.Add(text[start..].Trim());
        return depth == 0 ? [.. arguments] : null;
    }
}
