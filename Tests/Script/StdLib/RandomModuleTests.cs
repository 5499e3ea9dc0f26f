namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>
/// Values that follow from the ingest time 0: <c>random</c> and the ids of <c>cncf</c> and <c>google</c>
/// (spec: stdlib 2.8, stdlib 7.1, stdlib 7.2, stdlib 9.2).
/// </summary>
public class RandomModuleTests
{
    [Theory]
    [InlineData("cncf::otel::gen_span_id_string", "", """ "c92da16686ffc211" """)]
    [InlineData("cncf::otel::gen_span_id_bytes", "", """ "yS2hZob/whE=" """)]
    [InlineData("cncf::otel::gen_span_id_array", "", "[201,45,161,102,134,255,194,17]")]
    [InlineData("cncf::otel::gen_trace_id_string", "", """ "c92da16686ffc2110a2c1d39560cac63" """)]
    [InlineData("cncf::otel::gen_trace_id_bytes", "", """ "yS2hZob/whEKLB05VgysYw==" """)]
    [InlineData("cncf::otel::gen_trace_id_array", "", "[201,45,161,102,134,255,194,17,10,44,29,57,86,12,172,99]")]
    [InlineData("google::cloud::logging::gen_trace_id_string", "", """ "c92da16686ffc2110a2c1d39560cac63" """)]
    [InlineData("google::cloud::logging::gen_span_id_string", "", """ "c92da16686ffc211" """)]
    [InlineData("random::string", "0", """ "" """)]
    [InlineData("random::string", "16", """ "ccd58ldZ0PpD6OOT" """)]
    [InlineData("random::string", "3", """ "ccd" """)]
    [InlineData("random::string", "-1", "BT")]
    [InlineData("random::string", "1.0", "BT")]
    [InlineData("random::integer", "", "8251690495967107212")]
    [InlineData("random::integer", "100", "44")]
    [InlineData("random::integer", "1", "0")]
    [InlineData("random::integer", "0", "RT")]
    [InlineData("random::integer", "-1", "BT")]
    [InlineData("random::integer", "-10, 10", "9")]
    [InlineData("random::integer", "5, 6", "5")]
    [InlineData("random::integer", "-1, 0", "-1")]
    [InlineData("random::integer", "3, 3", "RT")]
    [InlineData("random::integer", "4, 3", "RT")]
    [InlineData("random::integer", "0, 9223372036854775808", "BT")]
    [InlineData("random::integer", "1.0", "BT")]
    [InlineData("random::integer", "1, 2.0", "BT")]
    [InlineData("random::integer", "-9223372036854775808, -9223372036854775807", "-9223372036854775808")]
    [InlineData("random::float", "", "0.44732503812027635")]
    [InlineData("random::float", "0", "RT")]
    [InlineData("random::float", "-1", "RT")]
    [InlineData("random::float", "0.0", "RT")]
    [InlineData("random::float", "2.0, 2", "RT")]
    [InlineData("random::float", "3, 2.5", "RT")]
    [InlineData("random::float", "-1.7e308, 1.7e308", "RT")]
    [InlineData("random::float", """ "1" """, "BT")]
    [InlineData("random::bool", "", "false")]
    public void A_call_gives(string function, string arguments, string expected) => LibraryCall.Gives(function, arguments, expected);

    [Theory]
    [InlineData("use std::random; [random::integer(), random::integer(1000000000), random::integer(0, 1000000000)]")]
    [InlineData("use std::random; [random::float(), random::string(16)]")]
    [InlineData("use cncf::otel; [otel::gen_trace_id_string(), otel::gen_span_id_string()]")]
    [InlineData("use google::cloud::logging; logging::gen_trace_id_string()")]
    public void Events_that_share_an_ingest_time_have_values_of_their_own(string script)
    {
        ulong[] times = [.. Enumerable.Repeat(7UL, 200), .. Enumerable.Repeat(9UL, 200)];
        var values = ScriptRun.At(script, times);
        Assert.Equal(times.Length, values.Distinct().Count());
        Assert.Equal(values, ScriptRun.At(script, times));
        Assert.Equal([values[0], values[200], values[0]], ScriptRun.At(script, 7, 9, 7));
    }

    [Fact]
    public void Calls_of_one_event_agree_whatever_its_number()
    {
        foreach (var pair in ScriptRun.At("use std::random; [random::string(9), random::string(9)]", 7, 7, 7)) Assert.Equal(pair[1..12], pair[13..^1]);
    }
}
