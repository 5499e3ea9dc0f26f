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
    [InlineData(0UL, "false", "8251690495967107212", "44", "9", "0.44732503812027635", "ccd58ldZ0PpD6OOT", "c92da16686ffc211")]
    [InlineData(1UL, "true", "-5287401562533863760", "71", "4", "0.7133693869548766", "tCLVe9HaStl4lelL", "4aa4b9ed69e56a13")]
    [InlineData(42UL, "false", "2939647976913485485", "30", "-7", "0.15935863614561085", "KTSuiJUdAOPGY4xj", "42e56270889ae74d")]
    [InlineData(1700000000000000000UL, "true", "-6113934323546131531", "57", "3", "0.6685629561988795", "qkP0i5PVIvBnG8Wz", "20ccdfd2c92ee95d")]
    public void Random_values_follow_from_the_ingest_time(
        ulong ingest, string flag, string any, string below, string between, string fraction, string text, string span)
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
            Value.Null, Value.True, Value.From(-1L), Value.From(3L), Value.From(ulong.MaxValue), Value.From(double.NaN), Value.From(1e300),
            Value.From("a%{}\\"),
            Value.From("ß😀"), Value.EmptyString, Value.FromBytes(new byte[] { 255, 0 }), Value.EmptyArray,
            Value.FromArray([Value.Null, Value.From("x")]), Value.EmptyRecord,
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
