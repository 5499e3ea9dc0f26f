using Tremor.Dataflow.Host.ScriptRuns;

namespace Tremor.Dataflow.Tests.Host.ScriptRuns;

public sealed class ScriptRunTraceTests
{
    [Theory]
    [InlineData("1", "<36>1<0>")]
    [InlineData("{\"a\":null}", "{<34>\"a\"<0>:<35>null<0>}")]
    [InlineData("[-1.5e-7,\"a \\\" :\"]", "[<36>-1.5e-7<0>,<32>\"a \\\" :\"<0>]")]
    [InlineData("{\n  \"a\": {}\n}", "{\n  <34>\"a\"<0>: {}\n}")]
    public void Json_is_coloured(string json, string tinted) =>
        Assert.Equal(tinted, ScriptRunTrace.Tint(json).Replace("\e[", "<").Replace("m", ">"));
}
