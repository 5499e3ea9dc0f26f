using Tremor.Dataflow.Script.Compiler;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Names of modules, what goes through them, and what can be wrong with them (spec: language 8.7, language 8.8, language 12.3).</summary>
public class ModuleUseTests
{
    private static readonly MapModules s_modules = new(
        ("shop", "use shop::tax as levy;\nuse shop::tax;\n## the name\nconst NAME = {\"short\": [\"s\"]};\nfn price(n) with n * levy::RATE end;"),
        ("shop/tax", "const RATE = 2; fn add(n) with n + RATE end; fn rate(n) of case (0) => 0 case _ => RATE * n end; fn lone() with RATE end"),
        ("shop/eu/vat", "fn vat(x, ...) with [x, args] end"),
        ("low", "const small = 1; fn f(a) with match a of case 1 => a end end"),
        ("same_one", "const S = 1"),
        ("same_two", "const S = 1"),
        ("folding", "fn never(x) with 1 / 0 end; fn later(x) with x / 0 end; fn over() with 1 + never(2) end"),
        ("bad_const", "const OK = 1;\nconst BAD = 1 / 0"),
        ("not_const", "const OK = 1;\nconst\n BAD = event"),
        ("bad_name", "fn f(x) with\n g(x)\nend"),
        ("bad_syntax", "fn f(x) with x end;\nevent"),
        ("bad_lexing", "fn f(x) with \"a\\q\" end"),
        ("bad_use", "use nowhere::at_all"),
        ("bad_twice", "const A = 1;\nconst A = 2"),
        ("bad_emit", "fn f(x) with emit x end"),
        ("bad_recur", "fn f(x) with match recur(x) of case _ => 1 end end"),
        ("bad_extractor", "fn f(x) of case (~ re|(|) => 1 case _ => 2 end"),
        ("empty", "# nothing"),
        ("ring1", "use ring2; const A = 1"),
        ("ring2", "use ring3; const B = 1"),
        ("ring3", "const D = 4;\n use ring1; const C = 1"),
        ("self", "const D = 4; use self"),
        ("to_ring", "const X = 0;\n\n  use ring1 ; const E = 1"),
        ("over_ring", "use to_ring; const F = 1"),
        ("late", "fn g(x) with f(x) end; fn f(x) with x end"),
        ("wraps", "use std::string; use std::array; fn len(x) with string::len(x) end; fn both(x) with [string::len(x)] end; intrinsic fn n(x) as array::len; const L = string::len(\"four\")"));

    [Theory]
    [InlineData("use shop; shop::price(event)", "6")]
    [InlineData("use shop; shop::NAME.short[0]", "\"s\"")]
    [InlineData("use shop; [shop::tax::RATE, shop::levy::RATE, shop::tax::add(event)]", "[2,2,5]")]
    [InlineData("use shop as s; s::levy::add(event)", "5")]
    [InlineData("use shop::tax; tax::rate(event)", "6")]
    [InlineData("use shop::tax; const R = tax::lone() + tax::RATE; R", "4")]
    [InlineData("use shop::tax as t; use shop as t; t::price(event)", "6")]
    [InlineData("use shop::{tax, eu::vat}; [tax::RATE, vat::vat(1, 2)]", "[2,[1,[2]]]")]
    [InlineData("use shop::{tax as t, eu::vat as v}; [t::RATE, v::vat(1)]", "[2,[1,[]]]")]
    [InlineData("use shop::{eu::{vat}, tax}; [tax::RATE, vat::vat(event)]", "[2,[3,[]]]")]
    [InlineData("use shop::{eu::{vat as w}}; w::vat(event)", "[3,[]]")]
    [InlineData("let a = 1; use shop::tax; a + tax::RATE", "3")]
    [InlineData("use same_one; use same_two; [same_one::S, same_two::S]", "[1,1]")]
    [InlineData("use low; low::small", "1")]
    [InlineData("use wraps; [wraps::len(\"abc\"), wraps::both(\"abcd\"), wraps::n([1]), wraps::L]", "[3,[4],1,4]")]
    [InlineData("use wraps; wraps::string::len(\"ab\")", "2")]
    [InlineData("use folding; match event of case 1 => folding::later(event) case _ => \"fine\" end", "\"fine\"")]
    [InlineData("use folding; \"fine\"", "\"fine\"")]
    [InlineData("use folding; match event of case 1 => folding::never(event) case _ => \"fine\" end", "\"fine\"")]
    [InlineData("use shop::tax; \"#{tax::RATE}\"", "\"2\"")]
    [InlineData("use shop::tax; match 2 of case tax::RATE => \"rate\" case _ => \"no\" end", "\"rate\"")]
    [InlineData("use shop; present shop::NAME.short", "true")]
    [InlineData("use std::string; use shop as string; string::price(event)", "6")]
    [InlineData("fn tax(x) with x end; use shop::tax; let tax = 7; [tax, tax(1), tax::RATE]", "[7,1,2]")]
    public void A_module_is_used(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, "3", s_modules));

    [Theory]
    [InlineData("ModuleNotFound", "use «nope»; 1")]
    [InlineData("ModuleNotFound", "use «nope» as n; 1")]
    [InlineData("ModuleNotFound", "use «shop::nope»; 1")]
    [InlineData("ModuleNotFound", "use «shop::nope as n»; 1")]
    [InlineData("ModuleNotFound", "use «shop::{tax, nope}»; 1")]
    [InlineData("ModuleNotFound", "use «shop::{tax as t, eu::{vat,\n nope as n}}»; 1")]
    [InlineData("MissingFunction", "use shop; «shop::nope(1,\n 2)»")]
    [InlineData("MissingFunction", "use shop; «shop::eu::vat(1)»")]
    [InlineData("MissingFunction", "use shop; 1 + «price(2)»")]
    [InlineData("MissingFunction", "use shop; «tax::add(1)»")]
    [InlineData("MissingFunction", "«shop::price(2)»; use shop")]
    [InlineData("Generic", "use shop; «shop::NOPE»")]
    [InlineData("Generic", "use shop; 1 + «shop::NOPE.a[1]»")]
    [InlineData("Generic", "«shop::NAME»")]
    [InlineData("Generic", "use shop; «shop::eu::X»")]
    [InlineData("Generic", "use shop; present «shop::NOPE.a»")]
    [InlineData("MissingModule", "«intrinsic fn f(x) as nope::len»; 1")]
    [InlineData("MissingFunction", "«intrinsic fn f(x) as string::nope»; 1")]
    [InlineData("MissingModule", "«core::nope::len(1)»")]
    [InlineData("MissingFunction", "[«core::string::nope(1)»]")]
    [InlineData("Generic", "intrinsic fn len(x) as string::len; «intrinsic fn len(x) as array::len»; 1")]
    [InlineData("BadArity", "intrinsic fn len(x, y) as string::len; «len(\"a\", \"b\")»")]
    [InlineData("BadArity", "use wraps; «wraps::n()»")]
    [InlineData("BadType", "use wraps; «wraps::len(1)»")]
    [InlineData("UnrecognizedToken", "use shop; let «=» 1")]
    [InlineData("BadAccessInLocal", "use shop; shop::NAME.«nope»")]
    [InlineData("ArrayOutOfRange", "use shop; shop::NAME.short[«1»]")]
    [InlineData("UnrecognizedToken", "use bad_name; let «=» 1")]
    public void What_is_wrong_in_the_file_has_its_place(string kind, string script) => MarkedScript.Fails("compile: " + kind, script, modules: s_modules);

    [Theory]
    [InlineData("use bad_const; nope()", "DivisionByZero 2:13-2:18")]
    [InlineData("use not_const; 1", "NotConstant 3:1-3:13")]
    [InlineData("use bad_name; 1", "MissingFunction 2:2-2:6")]
    [InlineData("use bad_syntax; 1", "UnrecognizedToken 2:1-2:6")]
    [InlineData("use bad_lexing; 1", "UnexpectedEscapeCode 1:16-1:18")]
    [InlineData("use bad_use; 1", "ModuleNotFound 1:5-1:20")]
    [InlineData("use bad_twice; 1", "Generic 2:1-2:12")]
    [InlineData("use bad_emit; 1", "InvalidEmit 1:14-1:20")]
    [InlineData("use bad_recur; 1", "InvalidRecur 1:20-1:28")]
    [InlineData("use bad_recur; nope()", "MissingFunction 1:16-1:22")]
    [InlineData("use bad_extractor; 1", "InvalidExtractor 1:20-1:25")]
    [InlineData("use late; 1", "MissingFunction 1:14-1:18")]
    [InlineData("use empty; 1", "ParserError 1:10-1:10")]
    [InlineData("use shop; use bad_name; use bad_const; 1", "MissingFunction 2:2-2:6")]
    [InlineData("use ring1; 1", "CyclicUse 1:1-1:10")]
    [InlineData("use ring3; 1", "CyclicUse 2:2-2:11")]
    [InlineData("use self; 1", "CyclicUse 1:14-1:22")]
    [InlineData("use to_ring; 1", "CyclicUse 3:3-3:12")]
    [InlineData("use over_ring; 1", "CyclicUse 1:1-1:12")]
    [InlineData("use folding; folding::over()", "DivisionByZero 1:18-1:23")]
    [InlineData("use folding; folding::later(1)", "DivisionByZero 1:46-1:51")]
    public void What_is_wrong_in_a_module_has_its_place_there(string script, string expected) =>
        Assert.Equal("compile: " + expected, ScriptRun.Of(script, modules: s_modules));

    [Theory]
    [InlineData("use folding; folding::later(event)", "DivisionByZero 1:46-1:51")]
    [InlineData("use folding; folding::never(event)", "DivisionByZero 1:18-1:23")]
    [InlineData("use low; low::f(event)", "NoClauseHit 1:31-1:57")]
    [InlineData("use wraps; 1 + wraps::len(event)", "BadType 1:16-1:33")]
    [InlineData("use wraps; wraps::both(event)", "BadType 1:86-1:100")]
    public void What_fails_in_a_module_while_running_has_its_place_there(string script, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, "3", s_modules));

    [Theory]
    [InlineData("intrinsic fn len(x) as string::len; len(event)", "3")]
    [InlineData("intrinsic fn len() as string::len; len(event)", "3")]
    [InlineData("intrinsic fn len(...) as string::len; fn twice(x) with len(x) * 2 end; twice(event)", "6")]
    [InlineData("## doc\nintrinsic fn `a b`(x) as core::string::len; 1", "compile: MissingModule 2:1-2:43")]
    [InlineData("core::string::len(event)", "3")]
    [InlineData("const L = core::string::len(\"ab\"); L", "2")]
    public void A_built_in_function_gets_a_name(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, "\"abc\""));

    [Fact]
    public void Modules_are_searched_in_every_directory_by_suffix_first()
    {
        using var folder = new TemporaryModules(
            ("one/m.trickle", "define script x script 1 end;\n"), ("two/m.tremor", "const M = 2"), ("two/deep/er.tremor", "const E = 3"), ("two/only.trickle", "const O = 4"), ("two/m.troy", "x"));
        var modules = DirectoryModules.FromPath($" {folder.Path}/missing :{folder.Path}/one: {folder.Path}/two :");
        Assert.Equal([$"{folder.Path}/one", $"{folder.Path}/two"], modules.SearchPath);
        Assert.Equal("[2,3]", ScriptRun.Of("use m; use deep::er; [m::M, er::E]", modules: modules));
        Assert.Equal("4", ScriptRun.Of("use only; only::O", modules: modules));
        Assert.Null(modules.Find("deep"));
    }
}

/// <summary>A directory with files that is gone afterwards.</summary>
internal sealed class TemporaryModules : IDisposable
{
    public TemporaryModules(params (string Name, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("modules").FullName;
        foreach (var (name, text) in files)
        {
            var file = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
