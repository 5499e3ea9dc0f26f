using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Twice the text is twice the work, whatever is in it.</summary>
public class ParserWorkTests
{
    [Theory]
    [InlineData("let x = f(1, [2, {\"a\": event.b[3]}]) + 4 * -5;\n", "")]
    [InlineData("match event of case %{ a == 1, present b } when x => 1; 2 case _ => 3 end;\n", "")]
    [InlineData("fn f(a) of case (1) => 2 case _ => recur(a) end;\n", "")]
    [InlineData("1 + ", "1")]
    [InlineData("\"a#{b}\" + ", "1")]
    [InlineData("x.", "y")]
    [InlineData("1 2;\n", "")]
    [InlineData("match 1 of case 2 3 => 4 end;\n", "")]
    [InlineData("fn f() with let x = ; y z; (1 end;\n", "")]
    [InlineData("fn f() with match 1 of case _ => 2;\n", "")]
    [InlineData("f(;\n", "")]
    [InlineData("end;\n", "")]
    [InlineData("];", "")]
    [InlineData("%{;fn f(", "")]
    [InlineData("(", "")]
    public void Parsing_is_linear(string piece, string last)
    {
        var (once, twice) = (WorkOn(1000), WorkOn(2000));
        Assert.InRange(twice, 0, (once * 2.1) + 1000);

        long WorkOn(int times) => ScriptReader.CountLooks(new SourceText("test", string.Concat(Enumerable.Repeat(piece, times)) + last));
    }

    /// <summary>Errors in blocks within blocks: each one is tried to recover from at every level.</summary>
    [Fact]
    public void Recovery_in_nested_blocks_is_linear()
    {
        var (once, twice) = (WorkOn(1000), WorkOn(2000));
        Assert.InRange(twice, 0, (once * 2.1) + 1000);

        static long WorkOn(int statements) => ScriptReader.CountLooks(new SourceText(
            "test", string.Concat(Enumerable.Repeat("match 1 of case _ => ", 100)) + string.Concat(Enumerable.Repeat("(1 2;\n", statements))));
    }
}
