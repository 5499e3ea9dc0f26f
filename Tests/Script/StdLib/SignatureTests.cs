namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>
/// The parameters of every native function (spec: stdlib 1.3, stdlib 1.5, stdlib 3, stdlib 5, stdlib 7) : each refuses every value that its
/// type does not admit, with the error of the
/// table, and any other number of arguments. Errors span the call and name the native module, the function and its arity.
/// </summary>
public class SignatureTests
{
    private static readonly (string Text, string Types)[] s_samples =
    [
        ("null", "null any"), ("true", "bool any"), ("-1", "i64 num any"), ("1", "i64 u64 u32 num any"), ("4294967296", "i64 u64 num any"),
        ("18446744073709551615", "u64 num any"), ("1.5", "num any"), ("2.0", "num any"), ("\"x\"", "str any"), ("\"\"", "str any"), ("<< 65 >>", "bin any"),
        ("<< >>", "bin any"), ("[]", "arr any"), ("[[1, 2]]", "arr any"), ("{}", "rec any"), ("{\"a\": 1}", "rec any"),
    ];

    [Theory]
    [InlineData("array::len(arr)")]
    [InlineData("array::is_empty(arr)")]
    [InlineData("array::contains(arr, any)")]
    [InlineData("array::push(arr, any)")]
    [InlineData("array::zip(arr, arr)")]
    [InlineData("array::unzip(arr)")]
    [InlineData("array::flatten(any)")]
    [InlineData("array::coalesce(arr)")]
    [InlineData("array::join(arr, str)")]
    [InlineData("array::concatenate(arr, arr)")]
    [InlineData("array::sort(arr)")]
    [InlineData("array::reverse(arr)")]
    [InlineData("base64::encode(bin)")]
    [InlineData("base64::decode(str)")]
    [InlineData("binary::len(bin)")]
    [InlineData("binary::from_bytes(arr)")]
    [InlineData("binary::into_bytes(bin)", "RT")]
    [InlineData("float::parse(str)")]
    [InlineData("float::is_finite(num)", "RT")]
    [InlineData("float::is_nan(num)", "RT")]
    [InlineData("float::is_infinite(num)", "RT")]
    [InlineData("integer::parse(str)")]
    [InlineData("json::decode(str)")]
    [InlineData("json::encode(any)")]
    [InlineData("json::encode_pretty(any)")]
    [InlineData("math::floor(num)")]
    [InlineData("math::ceil(num)")]
    [InlineData("math::round(num)")]
    [InlineData("math::trunc(num)")]
    [InlineData("math::max(num, num)")]
    [InlineData("math::min(num, num)")]
    [InlineData("random::bool()")]
    [InlineData("random::string(u64)")]
    [InlineData("re::is_match(str, str)")]
    [InlineData("re::replace(str, str, str)")]
    [InlineData("re::replace_all(str, str, str)")]
    [InlineData("re::split(str, str)")]
    [InlineData("record::len(rec)")]
    [InlineData("record::is_empty(rec)")]
    [InlineData("record::contains(rec, str)")]
    [InlineData("record::keys(rec)")]
    [InlineData("record::values(rec)")]
    [InlineData("record::to_array(rec)")]
    [InlineData("record::from_array(arr)")]
    [InlineData("record::extract(rec, arr)")]
    [InlineData("record::combine(rec, rec)")]
    [InlineData("record::rename(rec, rec)")]
    [InlineData("string::is_empty(str)")]
    [InlineData("string::len(str)")]
    [InlineData("string::bytes(str)")]
    [InlineData("string::replace(str, str, str)")]
    [InlineData("string::trim(str)")]
    [InlineData("string::trim_start(str)")]
    [InlineData("string::trim_end(str)")]
    [InlineData("string::lowercase(str)")]
    [InlineData("string::uppercase(str)")]
    [InlineData("string::capitalize(str)")]
    [InlineData("string::substr(str, u64, u64)")]
    [InlineData("string::split(str, str)")]
    [InlineData("string::contains(str, str)")]
    [InlineData("string::from_utf8_lossy(bin)")]
    [InlineData("string::into_binary(str)")]
    [InlineData("string::reverse(str)")]
    [InlineData("type::as_string(any)")]
    [InlineData("type::is_null(any)")]
    [InlineData("type::is_bool(any)")]
    [InlineData("type::is_integer(any)")]
    [InlineData("type::is_float(any)")]
    [InlineData("type::is_number(any)")]
    [InlineData("type::is_string(any)")]
    [InlineData("type::is_array(any)")]
    [InlineData("type::is_record(any)")]
    [InlineData("type::is_binary(any)")]
    [InlineData("url::encode(str)")]
    [InlineData("url::decode(str)")]
    [InlineData("win::cardinality()")]
    [InlineData("datetime::rfc3339(u64)", "RT")]
    [InlineData("datetime::rfc2822(u64)", "RT")]
    [InlineData("datetime::year(u64)", "RT")]
    [InlineData("datetime::month(u64)", "RT")]
    [InlineData("datetime::iso_week(u64)", "RT")]
    [InlineData("datetime::day_of_month(u64)", "RT")]
    [InlineData("datetime::day_of_year(u64)", "RT")]
    [InlineData("datetime::hour(u64)", "RT")]
    [InlineData("datetime::minute(u64)", "RT")]
    [InlineData("datetime::second(u64)", "RT")]
    [InlineData("datetime::subsecond_millis(u64)", "RT")]
    [InlineData("datetime::subsecond_micros(u64)", "RT")]
    [InlineData("datetime::subsecond_nanos(u64)", "RT")]
    [InlineData("chash::jump(str, u32)")]
    [InlineData("chash::jump_with_keys(u64, u64, str, u32)")]
    [InlineData("chash::sorted_serialize(any)")]
    [InlineData("origin::scheme()")]
    [InlineData("origin::host()")]
    [InlineData("origin::port()")]
    [InlineData("origin::path()")]
    [InlineData("origin::as_uri_string()")]
    [InlineData("origin::as_uri_record()")]
    [InlineData("system::hostname()")]
    [InlineData("system::ingest_ns()")]
    [InlineData("system::instance()")]
    [InlineData("system::nanotime()")]
    [InlineData("cncf::otel::gen_span_id_string()")]
    [InlineData("cncf::otel::gen_span_id_bytes()")]
    [InlineData("cncf::otel::gen_span_id_array()")]
    [InlineData("cncf::otel::gen_trace_id_string()")]
    [InlineData("cncf::otel::gen_trace_id_bytes()")]
    [InlineData("cncf::otel::gen_trace_id_array()")]
    [InlineData("google::cloud::logging::gen_span_id_string()")]
    [InlineData("google::cloud::logging::gen_trace_id_string()")]
    public void A_function_refuses_what_its_signature_does_not_admit(string signature, string wrongType = "BT")
    {
        var function = signature[..signature.IndexOf('(')];
        var types = signature[(function.Length + 1)..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var named = $"{NativeName(function)}/{types.Length}";
        var valid = types.Select(static type => s_samples.First(s => Admits(s.Types, type)).Text).ToArray();

        for (var count = 0; count <= types.Length + 1; count++)
        {
            if (count == types.Length) continue;
            LibraryCall.Fails(function, string.Join(", ", Enumerable.Range(0, count).Select(i => i < types.Length ? valid[i] : "1")), "BA", named);
        }

        for (var i = 0; i < types.Length; i++)
            foreach (var (text, kinds) in s_samples)
                if (!Admits(kinds, types[i])) LibraryCall.Fails(function, string.Join(", ", valid.Select((v, at) => at == i ? text : v)), wrongType, named);
    }

    [Theory]
    [InlineData("array::zip", "[1], [[]], 1", "BA", "array::zip/2: it takes 2 arguments but was called with 3 arguments")]
    [InlineData("array::len", "", "BA", "array::len/1: it takes 1 argument but was called with 0 arguments")]
    [InlineData("random::integer", "1, 2, 3", "BA", "random::integer/0..=2: it takes 0 to 2 arguments but was called with 3")]
    [InlineData("random::float", "1, 2, 3", "BA", "random::float/0..=2: it takes 0 to 2 arguments but was called with 3")]
    [InlineData("random::integer", "true", "BT", "random::integer/1")]
    [InlineData("random::integer", "1, true", "BT", "random::integer/2")]
    [InlineData("random::float", "\"1\"", "BT", "random::float/1")]
    [InlineData("random::float", "1, null", "BT", "random::float/2")]
    [InlineData("random::float", "0", "RT", "random::float/1")]
    [InlineData("random::integer", "3, 3", "RT", "random::integer/2")]
    [InlineData("string::format", "\"{} {}\", 1", "RT", "string::format/2")]
    [InlineData("string::format", "1", "RT", "string::format/1")]
    [InlineData("string::format", "", "BA", "string::format")]
    [InlineData("datetime::parse", "\"x\", 1", "BT", "datetime::parse/1")]
    [InlineData("datetime::parse", "1, \"x\"", "BT", "datetime::parse/1")]
    [InlineData("datetime::parse", "\"x\", \"%Y\"", "RT", "datetime::parse/1")]
    [InlineData("datetime::parse", "\"x\"", "BA", "datetime::parse/2")]
    [InlineData("datetime::format", "0", "BA", "datetime::format/2")]
    [InlineData("datetime::format", "0, 1", "BT", "datetime::format/2")]
    [InlineData("datetime::format", "-1, \"%Y\"", "RT", "datetime::format/2")]
    [InlineData("datetime::with_timezone", "0", "BA", "datetime::with_timezone/2")]
    [InlineData("datetime::with_timezone", "true, \"UTC\"", "BT", "datetime::with_timezone/2")]
    [InlineData("path::try_default", "{}, []", "BA", "path::try_default/3")]
    [InlineData("path::try_default", "1, [], 1", "RT", "path::try_default/3")]
    [InlineData("range::range", "1", "BA", "range::range/2")]
    [InlineData("range::range", "1, 2.0", "BT", "range::range/2")]
    [InlineData("test::assert", "1, 2", "BA", "test::assert/3")]
    [InlineData("test::assert", "1, 2, 3, 4", "BA", "test::assert/3")]
    [InlineData("re::is_match", "\"(\", 1", "BT", "re::is_match/2")]
    [InlineData("base64::decode", "\"?\"", "RT", "base64::decode/1")]
    public void An_error_names_module_function_and_arity(string function, string arguments, string kind, string named) =>
        LibraryCall.Fails(function, arguments, kind, named);

    private static bool Admits(string kinds, string type) => kinds.Split(' ').Contains(type);

    private static string NativeName(string function) => function.StartsWith("cncf::", StringComparison.Ordinal)
        ? "cncf_otel::" + function.Split("::")[^1]
        : function.StartsWith("google::", StringComparison.Ordinal) ? "google_logging::" + function.Split("::")[^1] : function;
}
