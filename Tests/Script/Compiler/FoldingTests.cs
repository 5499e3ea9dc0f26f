using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Constants and what the compiler computes (spec: language 8.5, language 8.6, language 12.7).</summary>
public class FoldingTests
{
    [Theory]
    [InlineData("const A = 1; const B = [A, {\"k\": A + 1}]; B[1].k", "2")]
    [InlineData("const A = << 1, 2 >>; A == << 1, 2 >>", "true")]
    [InlineData("const N = 2; const A = \"n=#{N}\"; A", "\"n=2\"")]
    [InlineData("fn twice(n) with n * 2 end; const A = twice(4); A", "8")]
    [InlineData("fn pick(n) with match n of case 1 => \"one\" case _ => \"more\" end end; const A = pick(1); A", "\"one\"")]
    [InlineData("use std::string; const A = string::len(\"abc\"); A", "3")]
    [InlineData("const A = [1, 2, 3][0:2]; A", "[1,2]")]
    [InlineData("const A = true and false or true; A", "true")]
    [InlineData("const A = -(1); [A, -A]", "[-1,1]")]
    [InlineData("const A = {\"b\": 1}; let A = 5", "AssignToConst 1:25-1:30")]
    [InlineData("const A = {\"b\": 1}; let A.b = 5", "AssignToConst 1:25-1:32")]
    [InlineData("const V = 5; match event of case V = _ => V case _ => 0 end", "5")]
    [InlineData("const V = 5; for [1] of case (k, V) => V end", "[5]")]
    [InlineData("const V = 5; fn f(V) with V end; f(event)", "5")]
    [InlineData("let V = 4; const V = 5; V", "5")]
    [InlineData("let v = V; const V = 5; v", "BadAccessInLocal 1:9-1:10")]
    [InlineData("fn f(a) with present V end; const V = 5; f(event)", "false")]
    [InlineData("const V = 5", "5")]
    [InlineData("const V = 5; const W = [V]", "[5]")]
    [InlineData("const C = {}; present C.x", "false")]
    [InlineData("const C = {\"x\": null}; [present C.x, absent C.y]", "[true,true]")]
    [InlineData("fn f(a) with a end", "null")]
    [InlineData("const C = {\"x\": {\"y\": [7]}}; C.x.y[0]", "7")]
    [InlineData("[1, 2] + [3] == [1, 2, 3]", "true")]
    public void A_constant_has_a_value(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script));

    [Theory]
    [InlineData("«const LIMIT = event.n»; 1")]
    [InlineData("let x = 1;\n«   const LIMIT = x»; 1")]
    [InlineData("«let x = 1; const LIMIT = [1, x, 2]»; 1")]
    [InlineData("const LIMIT = [1,\n   event.n,\n«   2]»; 1")]
    [InlineData("«const LIMIT = match 1 of case _ => 2 end»; 1")]
    [InlineData("«const LIMIT = for [] of case (k, v) => 2 end»; 1")]
    [InlineData("«const LIMIT = patch {} of erase \"a\" end»; 1")]
    [InlineData("«const LIMIT = merge {} of {} end»; 1")]
    [InlineData("const A = 1;\n«const LIMIT = present A»; 1")]
    [InlineData("«const LIMIT = state»; 1")]
    [InlineData("«const LIMIT = $»; 1")]
    [InlineData("«const LIMIT = $x»; 1")]
    [InlineData("«const LIMIT = args»; 1")]
    [InlineData("«const LIMIT = args.x»; 1")]
    [InlineData("«const LIMIT = window»; 1")]
    [InlineData("«const LIMIT = core::random::integer()»; 1")]
    [InlineData("«use tremor::system; const LIMIT = core::system::nanotime()»; 1")]
    [InlineData("«const LIMIT = \"#{event}\"»; 1")]
    [InlineData("«const LIMIT = unknown»; 1")]
    [InlineData("«const Ä = \"日本\" + event»; 1")]
    [InlineData("## note\n« const LIMIT = event»; 1")]
    public void A_constant_must_be_constant(string script) => MarkedScript.Fails("compile: NotConstant", script);

    [Theory]
    [InlineData("DivisionByZero", "«1 / 0»; event")]
    [InlineData("DivisionByZero", "match event of case 1 => «1 % 0» case _ => 2 end")]
    [InlineData("Overflow", "fn f(a) with [a, «18446744073709551615 + 1»] end; 1")]
    [InlineData("Overflow", "let x = 1 + (2 * («9223372036854775808 * 2»))")]
    [InlineData("InvalidBinary", "event == («1 + \"a\"»)")]
    [InlineData("InvalidBinary", "«(null) - 1» + event")]
    [InlineData("InvalidUnary", "[«-\"a\"»]")]
    [InlineData("InvalidUnary", "«not 1» == 2")]
    [InlineData("InvalidBitshift", "1 + («1 << 64»)")]
    [InlineData("ArrayOutOfRange", "const A = [1]; A[«1»]")]
    [InlineData("ArrayOutOfRange", "const A = [1]; A[«0:2»]")]
    [InlineData("DecreasingRange", "const A = [1]; const L = 1; A[«L:0»]")]
    [InlineData("BadArrayIndex", "const A = [1]; const I = -1; A[«I»]")]
    [InlineData("BadAccessInLocal", "const A = {\"b\": 1}; match event of case 1 => A.«c» case _ => 2 end")]
    [InlineData("TypeConflict", "const A = {\"b\": 1}; A.b.«c»")]
    [InlineData("BadType", "use std::string; «string::len(1)»")]
    [InlineData("BadArity", "use std::string; «string::len()»")]
    [InlineData("BadArity", "use std::string; «string::len(\"a\", \"b\")»; 1")]
    [InlineData("RecursionLimit", "fn f(n) with recur(n) end; match event of case 1 => «f(1)» case _ => 2 end")]
    [InlineData("NoClauseHit", "fn f(n) with\n  «match n of case 1 => 2 end»\nend; f(3)")]
    [InlineData("Overflow", "fn f(n) with «n + 18446744073709551615» end; fn g() with f(1) end; 7")]
    [InlineData("BadAccessInLocal", "fn f(n) with «n» end; f()")]
    [InlineData("TypeConflict", "fn f() with event.«x» end; f()")]
    [InlineData("Generic", "<< «300:0» >>")]
    [InlineData("DivisionByZero", "\"#{«1 / 0»}\"")]
    [InlineData("DivisionByZero", "match event of case «1 / 0» => 1 case _ => 2 end")]
    [InlineData("DivisionByZero", "match event of case %{ a == «1 / 0» } => 1 case _ => 2 end")]
    [InlineData("DivisionByZero", "for [] of case (k, v) => 1 into «1 / 0» end")]
    [InlineData("DivisionByZero", "present event[«1 / 0»]")]
    [InlineData("DivisionByZero", "let event[«1 / 0»] = 1")]
    [InlineData("DivisionByZero", "patch event of default \"k\" => «1 / 0» end")]
    [InlineData("DivisionByZero", "emit 1 => \"#{«1 / 0»}\"")]
    [InlineData("TypeConflict", "event[«1.0»]")]
    [InlineData("TypeConflict", "event[«true»]")]
    [InlineData("TypeConflict", "let event[«null»] = 1")]
    [InlineData("DecreasingRange", "event[«2:1»]")]
    [InlineData("TypeConflict", "event[«1.5»:2]")]
    [InlineData("TypeConflict", "event[1:«\"a\"»]")]
    [InlineData("TypeConflict", "event[«-2»:2]")]
    public void An_error_in_folding_is_one_of_the_compiler(string kind, string script) => MarkedScript.Fails("compile: " + kind, script);

    [Theory]
    [InlineData("(for event of case (k, v) => v into 1 / 0 end)", "null", "DivisionByZero 1:37-1:42")]
    [InlineData("match event of case 1 => (for [] of case (k, v) => v into 1 / 0 end) case _ => 3 end", "null", "3")]
    [InlineData("const C = {}; let C.x = 1", "null", "AssignToConst 1:19-1:26")]
    [InlineData("false and 1 == event", "null", "false")]
    [InlineData("event or (true and 1)", "false", "InvalidBinaryBoolean 1:20-1:21")]
    [InlineData("event or (true and 1)", "true", "true")]
    [InlineData("args.x", "true", "TypeConflict 1:6-1:7")]
    [InlineData("[args, absent args.x]", "true", "[null,true]")]
    [InlineData("true or event.nope", "null", "true")]
    [InlineData("false and (event.nope)", "{}", "false")]
    public void What_is_not_folded_fails_only_when_it_runs(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("fn id() with [core::random::integer()] end; id()", true)]
    [InlineData("fn pair(x) with let a = core::random::integer(); [a, x] end; pair(1)", true)]
    [InlineData("fn id() with core::random::integer() end; id()", false)]
    [InlineData("fn below(a, b) with core::random::integer(a, b) end; below(0, 1000000000)", false)]
    [InlineData("fn below(a, b) with core::random::integer(b, a) end; below(1000000000, 0)", true)]
    [InlineData("fn below(a, b) with core::random::integer(a, b) end; [below(0, event)]", false)]
    [InlineData("core::random::integer()", false)]
    public void A_function_of_constants_is_called_once(string script, bool isOnce)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        var context = new CallContext();
        var instance = compiled!.NewInstance(context);
        var values = new HashSet<string>();
        for (var ns = 1UL; ns < 9; ns++)
        {
            context.IngestNs = ns;
            var (data, meta, state) = (Value.From(1_000_000_000L), Value.EmptyRecord, Value.Null);
            Assert.Equal(ScriptOutcome.Emit, instance.Run(ref data, ref meta, ref state));
            values.Add(instance.Value.ToString());
        }

        Assert.Equal(isOnce, values.Count == 1);
    }

    [Theory]
    [InlineData("consistency", "«const limit = 1»; limit")]
    [InlineData("consistency", "«const Limit = 1»; Limit")]
    [InlineData("", "const LIMIT_2 = 1; LIMIT_2")]
    [InlineData("consistency consistency", "## doc\n«const a = [\n1]»; «const B_c = 2»; 1")]
    public void A_name_in_small_letters_is_warned_of(string classes, string script) => MarkedScript.Warns(classes, script);

    [Theory]
    [InlineData("«const A = 2»", "const A = 1; ")]
    [InlineData("«const A = [\n1,\n2]»", "const A = 1;\n")]
    public void A_second_constant_of_a_name_is_an_error(string second, string before) => MarkedScript.Fails("compile: Generic", before + second + "; 1");
}
