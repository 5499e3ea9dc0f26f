using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Compiler;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Errors that are found after parsing: those of statements that define nothing stand for themselves (spec: language 12.7).</summary>
public class SeveralErrorsTests
{
    [Theory]
    [InlineData("let a = nope(1);\nlet b = 2;\nlet c = none(b);\nevent", "MissingFunction 1:9-1:16; MissingFunction 3:9-3:16")]
    [InlineData("nope();\nmatch event of case ~ what|x| => 1 case _ => gone() end", "MissingFunction 1:1-1:7; InvalidExtractor 2:23-2:30")]
    [InlineData("nope();\nfn f() with drop end;\nnone()", "MissingFunction 1:1-1:7; InvalidDrop 2:13-2:17")]
    [InlineData("fn f() with nope() end;\nf();\nnone()", "MissingFunction 1:13-1:19")]
    [InlineData("use gone;\ngone::f();\nnone()", "ModuleNotFound 1:5-1:9")]
    [InlineData("1 / 0;\nnope();\n2 / 0", "MissingFunction 2:1-2:7")]
    public void Statements_with_errors_are_all_named(string script, string expected) =>
        Assert.Equal(expected, string.Join("; ", ErrorsOf(script).Select(ScriptRun.Describe)));

    [Fact]
    public void Twenty_are_enough() => Assert.Equal(20, ErrorsOf(string.Join(";\n", Enumerable.Repeat("nope()", 50))).Count);

    private static List<Diagnostic> ErrorsOf(string script)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings));
        return findings;
    }
}
