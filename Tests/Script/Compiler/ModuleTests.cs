namespace Tremor.Dataflow.Tests.Script.Compiler;

public class ModuleTests
{
    private static readonly MapModules s_modules = new(
        ("shop", "use shop::tax; const NAME = \"shop\"; fn price(n) with n * tax::RATE end"),
        ("shop/tax", "### rates\n## the rate\nconst RATE = 2; fn of_two(a) of case (~ json||) => a case _ => RATE end; fn broken() with 1 / 0 end; fn one(x) with event.a end"),
        ("a", "use b; const X = 1"),
        ("b", "use a; const Y = 1"),
        ("outer", "use\n a; const Z = 1"),
        ("bad", "const X = 1;\nfn f() with nope(1) end"),
        ("twin", "const TWIN = 1"),
        ("lexical", "const X = \"abc"));

    [Theory]
    [InlineData("use shop; shop::price(3)", "6")]
    [InlineData("use shop; shop::tax::RATE", "2")]
    [InlineData("use shop::tax as t; t::RATE", "2")]
    [InlineData("use shop::{tax, tax as t}; [tax::RATE, t::of_two(\"[1]\"), t::of_two(event)]", "[2,[1],2]")]
    [InlineData("use shop::tax; tax::broken()", "compile: DivisionByZero 3:91-3:96")]
    [InlineData("use shop::tax; match event of case 1 => tax::broken() case _ => 1 end", "compile: DivisionByZero 3:91-3:96")]
    [InlineData("use shop::tax; tax::one(event)", "TypeConflict 3:123-3:124")]
    [InlineData("use a; 1", "compile: CyclicUse 1:1-1:6")]
    [InlineData("use outer; 1", "compile: CyclicUse 1:1-2:3")]
    [InlineData("use bad; 1", "compile: MissingFunction 2:13-2:20")]
    [InlineData("use lexical; 1", "compile: UnterminatedStringLiteral 1:11-1:15")]
    [InlineData("use shop; tax::RATE", "compile: Generic 1:11-1:20")]
    public void Modules_are_found_and_checked(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, modules: s_modules));

    [Theory]
    [InlineData("use std; std::array::len(event)", "2")]
    [InlineData("use std::array; array::len(event)", "2")]
    [InlineData("use std::{array as a, string}; [a::len(event), string::len(\"abc\")]", "[2,3]")]
    [InlineData("core::array::len(event)", "2")]
    [InlineData("core::array::len(1)", "compile: BadType 1:1-1:20")]
    [InlineData("core::array::len()", "compile: BadArity 1:1-1:19")]
    [InlineData("core::array::len(event[0])", "BadType 1:1-1:27")]
    [InlineData("use std::array; array::lem(event)", "compile: MissingFunction 1:17-1:34")]
    [InlineData("use std::range; range::array::len(event)", "2")]
    public void The_library_is_there(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, "[1,2]"));

    [Fact]
    public void A_function_that_only_calls_one_that_is_warned_of_is_warned_of_itself() => Assert.Equal(
        "performance 1:33-1:50; performance 1:56-1:64",
        ScriptRun.WarningsOf("use std::array; fn f(a) with    array::push(a, 1) end; f(event)"));

    [Fact]
    public void A_module_warns_nobody() => Assert.Equal("", ScriptRun.WarningsOf("use std; std::array::len(event)"));
}
