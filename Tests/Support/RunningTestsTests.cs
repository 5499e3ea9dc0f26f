namespace Tremor.Dataflow.Tests.Support;

public sealed class RunningTestsTests
{
    [Fact]
    public void A_test_that_does_not_end_is_named()
    {
        var time = new VirtualTime();
        var tests = new RunningTests(time);
        object[] keys = [new(), new(), new(), new()];
        tests.Start(keys[0], "hangs");
        tests.Start(keys[1], "ends");
        time.Advance(TimeSpan.FromSeconds(30));
        tests.Start(keys[2], "hangs");
        tests.End(keys[1]);
        time.Advance(TimeSpan.FromSeconds(60));
        tests.Start(keys[3], "has just begun");
        Assert.Equal(["hangs, 90 s"], tests.LongerThan(TimeSpan.FromSeconds(60)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["hangs, 91 s", "hangs, 61 s"], tests.LongerThan(TimeSpan.FromSeconds(60)));
    }
}
