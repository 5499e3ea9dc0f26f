using System.Reflection;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.StdLib;

public class LibraryTests
{
    public static TheoryData<string, string, string> Examples()
    {
        var examples = new TheoryData<string, string, string>();
        foreach (var overload in Overloads())
            foreach (var example in overload.Method.GetCustomAttributes<ExampleAttribute>())
                examples.Add(ModuleOf(overload), example.Call, example.Result);
        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_documented_example_is_true(string module, string call, string result)
    {
        var use = $"use {(module is "chash" or "origin" or "system" ? "tremor" : "std")}::{module};";
        Assert.Equal(ScriptRun.Of(result), ScriptRun.Of($"{use} {call}"));
    }

    [Fact]
    public void Every_function_that_gives_one_answer_has_an_example()
    {
        var without = Overloads().GroupBy(static o => o.Attribute.Name)
            .Where(static g => g.All(static o => o.Attribute.IsConstant) && !g.Any(static o => o.Method.GetCustomAttributes<ExampleAttribute>().Any()))
            .Select(static g => g.Key).Except(["system::version"]);
        Assert.Empty(without);
    }

    [Fact]
    public void Every_module_compiles_and_every_native_function_is_reached_through_one()
    {
        var names = typeof(LibraryModules).Assembly.GetManifestResourceNames().Where(static n => n.EndsWith(".tremor", StringComparison.Ordinal)).ToArray();
        var texts = "";
        foreach (var name in names)
        {
            var module = name[..^".tremor".Length].Replace("/", "::");
            Assert.Equal("1", ScriptRun.Of($"use {module}; 1"));
            texts += LibraryModules.Instance.Find(name[..^".tremor".Length])!.Text;
        }

        Assert.All(Overloads(), overload => Assert.Contains($" as {overload.Attribute.Name}", texts));
    }

    [Theory]
    [InlineData("use std; std::array::len([1])", "1")]
    [InlineData("use std; std::integer::signed::MAX", "9223372036854775807")]
    [InlineData("use std::integer::unsigned; unsigned::MAX", "18446744073709551615")]
    [InlineData("use std::range; [range::contains([], 1), range::contains([1, 3], 2), range::contains([1, 3], 4), range::array::len([1])]", "[false,true,false,1]")]
    [InlineData("use std::size; [size::kiB(1.5), size::EiB(1)]", "[1536.0,1152921504606846976]")]
    [InlineData("use std::time::nanos; [nanos::from_seconds(10), nanos::from_seconds(1.5), nanos::to_days(86400000000000), nanos::to_seconds(1500000000)]", "[10000000000,1500000000.0,1.0,1.5]")]
    [InlineData("use std::time::nanos; [nanos::truncate_seconds(1999999999), nanos::truncate_seconds(-1), nanos::truncate_seconds(-1000000000)]", "[1000000000,-1000000000,-2000000000]")]
    [InlineData("use std::datetime; [datetime::timezones::EUROPE_BERLIN, datetime::timezones::ETC_GMT_PLUS_3, datetime::timezones::W_SU, datetime::formats::RFC3339]", "[432,398,593,\"%+\"]")]
    [InlineData("use tremor; tremor::mime::MIME_TO_CODEC[\"text/plain\"]", "\"string\"")]
    [InlineData("use tremor::windows; windows::EMIT_AND_EXCLUDE", "[true,false]")]
    [InlineData("use cncf; [cncf::otel::logs::severity::to_string(17), cncf::otel::logs::severity::to_string(99), cncf::otel::logs::severity::make_default()]", "[\"ERROR\",\"Unsupported severity code\",9]")]
    [InlineData("use cncf::otel::logs::traceflags; traceflags::from_int(129)", """{"sampled":" true","unused1":" false","unused2":" false","unused3":" false","unused4":" false","unused5":" false","unused6":" false","unused7":" true"}""")]
    [InlineData("use cncf::otel::trace::status; [status::ok(), status::error(\"x\"), status::deprecated::UNVAILABLE]", """[{"code":1,"deprecated_code":0,"message":"Ok"},{"code":2,"deprecated_code":2,"message":"x"},14]""")]
    [InlineData("use cncf::otel; [otel::span_id::is_valid(\"00000000000000ab\"), otel::trace_id::is_valid([0]), otel::span_id::is_valid(1)]", """[{"kind":"string","valid":true,"value":"00000000000000ab"},{"kind":"array","valid":false,"value":[0]},{}]""")]
    [InlineData("use google; google::cloud::logging::severity::EMERGENCY", "800")]
    [InlineData("use http::status; status::GATEWAY_TIMEOUT", "504")]
    [InlineData("use http::headers; headers::X_FORWARDED_PROTO", "\"X-Forwarded-Proto\"")]
    [InlineData("use std::test; [test::suite({}), test::test({}), test::assert(\"a\", [1], [2])]", "[null,null,[[1],[2]]]")]
    [InlineData("use aggr::stats; stats::count()", "null")]
    [InlineData("use std::win; win::cardinality()", "0")]
    public void Modules_give_what_the_specification_says(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script));

    [Theory]
    [InlineData("array::len", "[\"x\"]", "BT")]
    [InlineData("array::zip", "[[1], []]", "RT")]
    [InlineData("array::unzip", "[[1]]", "RT")]
    [InlineData("array::unzip", "[[[1]]]", "RT")]
    [InlineData("array::flatten", "[[[[1]], [], 2]]", "[1,2]")]
    [InlineData("array::contains", "[[\"a\", 1.0000000000000002], 1.0]", "true")]
    [InlineData("array::join", "[[1e21, -1.5, 0.00001, 123456.789], \"|\"]", "\"1000000000000000000000|-1.5|0.00001|123456.789\"")]
    [InlineData("array::sort", "[[2, 1.5, 1, \"b\", {}, [], null, false]]", "[{},[],\"b\",1.5,1,2,false,null]")]
    [InlineData("base64::encode", "[\"text\"]", "BT")]
    [InlineData("base64::decode", "[\"A\"]", "RT")]
    [InlineData("base64::decode", "[\"AA B\"]", "RT")]
    [InlineData("base64::decode", "[\"\"]", "\"\"")]
    [InlineData("binary::from_bytes", "[[256]]", "RT")]
    [InlineData("binary::from_bytes", "[1]", "BT")]
    [InlineData("binary::into_bytes", "[\"x\"]", "RT")]
    [InlineData("float::parse", "[\"+1.\"]", "1.0")]
    [InlineData("float::parse", "[\"1e999\"]", "1.797693134862316e308")]
    [InlineData("float::parse", "[\".\"]", "RT")]
    [InlineData("float::parse", "[\" 1\"]", "RT")]
    [InlineData("float::parse", "[\"1_0\"]", "RT")]
    [InlineData("float::parse", "[\"\"]", "RT")]
    [InlineData("float::parse", "[\"1e\"]", "RT")]
    [InlineData("float::parse", "[\"--1\"]", "RT")]
    [InlineData("float::is_nan", "[\"x\"]", "RT")]
    [InlineData("integer::parse", "[\"+42\"]", "42")]
    [InlineData("integer::parse", "[\"9223372036854775808\"]", "RT")]
    [InlineData("integer::parse", "[\"1.0\"]", "RT")]
    [InlineData("integer::parse", "[\"\"]", "RT")]
    [InlineData("integer::parse", "[1]", "BT")]
    [InlineData("json::decode", "[\"\"]", "RT")]
    [InlineData("json::decode", "[\"18446744073709551615\"]", "18446744073709551615")]
    [InlineData("json::decode", "[\"18446744073709551616\"]", "RT")]
    [InlineData("json::decode", "[\"[1,]\"]", "RT")]
    [InlineData("math::round", "[-0.4]", "0")]
    [InlineData("math::round", "[2.5]", "3")]
    [InlineData("math::floor", "[1e300]", "18446744073709551615")]
    [InlineData("math::floor", "[-1e300]", "-9223372036854775808")]
    [InlineData("math::floor", "[\"x\"]", "BT")]
    [InlineData("math::max", "[2, 2.0]", "2.0")]
    [InlineData("math::max", "[-1, 18446744073709551615]", "1.8446744073709552e19")]
    [InlineData("math::min", "[3, 2]", "2")]
    [InlineData("path::try_default", "[{\"a\": 1}, [0], \"x\"]", "{\"a\":1}")]
    [InlineData("path::try_default", "[{\"a\": 1}, [\"a\", \"b\"], \"x\"]", "\"x\"")]
    [InlineData("path::try_default", "[{\"a\": null}, [\"a\"], \"x\"]", "null")]
    [InlineData("path::try_default", "[1, [], 2]", "RT")]
    [InlineData("path::try_default", "[[1], 1, 2]", "RT")]
    [InlineData("path::try_default", "[[1], [-1], 2]", "2")]
    [InlineData("random::integer", "[0]", "RT")]
    [InlineData("random::integer", "[3, 3]", "RT")]
    [InlineData("random::integer", "[1.5]", "BT")]
    [InlineData("random::float", "[0]", "RT")]
    [InlineData("random::float", "[-1e308, 1e308]", "RT")]
    [InlineData("random::string", "[-1]", "BT")]
    [InlineData("range::range", "[-2, 1]", "[-2,-1,0]")]
    [InlineData("range::range", "[-1, 18446744073709551615]", "BT")]
    [InlineData("range::range", "[1.0, 2]", "BT")]
    [InlineData("range::range", "[0, 18446744073709551615]", "RT")]
    [InlineData("re::is_match", "[\"(\", \"x\"]", "RT")]
    [InlineData("re::replace_all", "[\"a*\", \"ab\", \"-\"]", "\"-b-\"")]
    [InlineData("re::replace_all", "[\"x\", \"axbx\", \"$$1$\"]", "\"a$1$b$1$\"")]
    [InlineData("re::replace", "[\"(a)(b)?\", \"ac\", \"[$1$2${1}x$1x]\"]", "\"[aax]c\"")]
    [InlineData("re::split", "[\"\", \"ab\"]", "[\"\",\"a\",\"b\",\"\"]")]
    [InlineData("re::split", "[\"(,)\", \"a,b\"]", "[\"a\",\"b\"]")]
    [InlineData("record::from_array", "[[[1, 2]]]", "RT")]
    [InlineData("record::from_array", "[[1]]", "RT")]
    [InlineData("record::len", "[[]]", "BT")]
    [InlineData("string::format", "[\"{{{}}} {} {}\", \"q\", 2.0, [\"s\", null]]", "\"{q} 2.0 [\\\"s\\\",null]\"")]
    [InlineData("string::format", "[\"\\\\{\\\\}\\\\x\"]", "\"{}\\\\x\"")]
    [InlineData("string::format", "[\"{}\"]", "RT")]
    [InlineData("string::format", "[\"x\", 1]", "RT")]
    [InlineData("string::format", "[\"{x}\"]", "RT")]
    [InlineData("string::format", "[\"}\"]", "RT")]
    [InlineData("string::format", "[\"\\\\\"]", "RT")]
    [InlineData("string::format", "[1]", "RT")]
    [InlineData("string::format", "[]", "BA")]
    [InlineData("string::trim", "[\"\\u00a0\\u3000\\u0085x\\u200b \"]", "\"x\u200b\"")]
    [InlineData("string::trim", "[\"\\u001cx\"]", "\"\\u001cx\"")]
    [InlineData("string::lowercase", "[\"ΑΣ ΑΣΑ Σ İ\"]", "\"ας ασα σ i\u0307\"")]
    [InlineData("string::uppercase", "[\"ßﬁıſÿŉ\"]", "\"SSFIISŸʼN\"")]
    [InlineData("string::capitalize", "[\"ßa\"]", "\"SSa\"")]
    [InlineData("string::capitalize", "[\"\"]", "\"\"")]
    [InlineData("string::substr", "[\"abc\", 3, 5]", "\"abc\"")]
    [InlineData("string::substr", "[\"abc\", 1, 1]", "\"\"")]
    [InlineData("string::substr", "[\"a😀c\", 1, 2]", "\"😀\"")]
    [InlineData("string::substr", "[\"abc\", -1, 2]", "BT")]
    [InlineData("string::split", "[\"\", \",\"]", "[\"\"]")]
    [InlineData("string::from_utf8_lossy", "[\"x\"]", "BT")]
    [InlineData("type::as_string", "[18446744073709551615]", "\"integer\"")]
    [InlineData("url::decode", "[\"%ff\"]", "RT")]
    [InlineData("url::decode", "[\"%4\"]", "\"%4\"")]
    [InlineData("win::cardinality", "[1]", "BA")]
    [InlineData("chash::jump", "[\"x\", 1]", "0")]
    [InlineData("chash::jump", "[\"x\", 0]", "RT")]
    [InlineData("chash::jump", "[\"x\", 4294967296]", "BT")]
    [InlineData("chash::jump", "[\"alpha\", 10]", "7")]
    [InlineData("chash::jump", "[\"alpha\", 1000]", "110")]
    [InlineData("chash::jump", "[\"beta\", 1000]", "860")]
    [InlineData("chash::jump", "[\"\", 1000]", "595")]
    [InlineData("chash::jump", "[\"zürich\", 1000]", "813")]
    [InlineData("chash::jump_with_keys", "[1, 2, \"alpha\", 1000]", "240")]
    [InlineData("chash::jump_with_keys", "[1, 2, \"zürich\", 1000]", "533")]
    public void Calls_give_values_and_errors(string function, string arguments, string expected) => Assert.Equal(expected, Call(function, arguments));

    [Theory]
    [InlineData(0UL, "false", "8251690495967107212", "44", "9", "0.44732503812027635", "ccd58ldZ0PpD6OOT", "c92da16686ffc211")]
    [InlineData(1UL, "true", "-5287401562533863760", "71", "4", "0.7133693869548766", "tCLVe9HaStl4lelL", "4aa4b9ed69e56a13")]
    [InlineData(42UL, "false", "2939647976913485485", "30", "-7", "0.15935863614561085", "KTSuiJUdAOPGY4xj", "42e56270889ae74d")]
    [InlineData(1700000000000000000UL, "true", "-6113934323546131531", "57", "3", "0.6685629561988795", "qkP0i5PVIvBnG8Wz", "20ccdfd2c92ee95d")]
    public void Random_values_follow_from_the_ingest_time(ulong ingest, string flag, string any, string below, string between, string fraction, string text, string span)
    {
        var context = new CallContext { IngestNs = ingest };
        Assert.Equal(flag, Call("random::bool", "[]", context));
        Assert.Equal(any, Call("random::integer", "[]", context));
        Assert.Equal(below, Call("random::integer", "[100]", context));
        Assert.Equal(between, Call("random::integer", "[-10, 10]", context));
        Assert.Equal(fraction, Call("random::float", "[]", context));
        Assert.Equal($"\"{text}\"", Call("random::string", "[16]", context));
        Assert.Equal($"\"{span}\"", Call("cncf_otel::gen_span_id_string", "[]", context));
        Assert.StartsWith($"\"{span}", Call("google_logging::gen_trace_id_string", "[]", context));
    }

    [Fact]
    public void Origin_is_null_without_one_and_shown_as_uri_with_one()
    {
        Assert.Equal("null", Call("origin::as_uri_string", "[]"));
        var context = new CallContext { Origin = new OriginUri("tcp", "h", 7, ["a", "b"]) };
        Assert.Equal("\"tcp://h:7/a/b\"", Call("origin::as_uri_string", "[]", context));
        Assert.Equal("""{"scheme":"tcp","host":"h","port":7,"path":["a","b"]}""", Call("origin::as_uri_record", "[]", context));
        var bare = new CallContext { Origin = new OriginUri("file", "h", null, []) };
        Assert.Equal("\"file://h\"", Call("origin::as_uri_string", "[]", bare));
        Assert.Equal("null", Call("origin::port", "[]", bare));
        Assert.Equal("[]", Call("origin::path", "[]", bare));
    }

    [Fact]
    public void Calls_that_the_specification_names_draw_a_performance_warning()
    {
        string[] warned = ["array::concatenate", "array::push", "record::combine", "record::contains", "system::nanotime"];
        Assert.Equal(warned, Overloads().Where(static o => o.Attribute.Warning is not null).Select(static o => o.Attribute.Name).Order());
    }

    [Fact]
    public void No_function_throws_whatever_it_is_given()
    {
        Value[] samples =
        [
            Value.Null, Value.True, Value.From(-1L), Value.From(3L), Value.From(ulong.MaxValue), Value.From(double.NaN), Value.From(1e300), Value.From("a%{}\\"),
            Value.From("ß😀"), Value.EmptyString, Value.FromBytes(new byte[] { 255, 0 }), Value.EmptyArray, Value.FromArray([Value.Null, Value.From("x")]), Value.EmptyRecord,
            JsonText.Parse("""{"timestamp": 0, "tz": "Europe/Berlin"}"""),
        ];
        foreach (var overload in Overloads().Where(static o => o.Arity <= 2 || o.Attribute.Name.StartsWith("re::", StringComparison.Ordinal)))
        {
            for (var i = 0; i < samples.Length; i++)
            {
                for (var j = 0; j < (overload.Arity > 1 ? samples.Length : 1); j++)
                {
                    Value[] arguments = [samples[i], samples[j], samples[(i + j) % samples.Length]];
                    overload.Call(new CallContext(), arguments.AsSpan(0, overload.Arity));
                }
            }
        }
    }

    private static IEnumerable<NativeOverload> Overloads() =>
        FunctionRegistry.Modules.SelectMany(FunctionRegistry.FunctionsOf).SelectMany(static f => f.Overloads);

    private static string ModuleOf(NativeOverload overload) => overload.Attribute.Name.Split("::")[0];

    private static string Call(string function, string arguments, CallContext? context = null)
    {
        var (module, name) = (function.Split("::")[0], function.Split("::")[1]);
        var values = new List<Value>();
        foreach (var item in JsonText.Parse(arguments).Items) values.Add(item);
        if (FunctionRegistry.Find(module, name)!.For(values.Count) is not { } overload) return "BA";
        var result = overload.Call(context ?? new CallContext(), values.ToArray());
        return result.IsBadType ? "BT" : result.IsError ? "RT" : result.Value.ToString();
    }
}
