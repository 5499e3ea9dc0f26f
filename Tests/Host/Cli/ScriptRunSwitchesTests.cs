using Tremor.Dataflow.Host.Cli;

namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class ScriptRunSwitchesTests
{
    [Theory]
    [InlineData("s://h:1/a/b", "s|h|1|a,b")]
    [InlineData("tremor-file://box", "tremor-file|box||")]
    [InlineData("s://h/", "s|h||")]
    [InlineData("s://[::1]:9/x", "s|::1|9|x")]
    public void An_origin_is_read_in_parts(string text, string parts)
    {
        var origin = ScriptRunSwitches.ParseOrigin(text)!;
        Assert.Equal(parts, $"{origin.Scheme}|{origin.Host}|{origin.Port}|{string.Join(',', origin.Path)}");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("://h")]
    [InlineData("s://h:port")]
    [InlineData("s://h:70000")]
    public void What_is_no_origin_is_refused(string text) => Assert.Null(ScriptRunSwitches.ParseOrigin(text));
}
