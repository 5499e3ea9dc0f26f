using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Timing;

public sealed class LogPaceTests
{
    [Fact]
    public void The_first_message_and_one_a_second_are_logged_and_the_others_counted()
    {
        var time = new VirtualTime();
        var pace = new LogPace(time);
        var shown = new List<(int Message, long Hidden)>();
        for (var i = 0; i < 25; i++)
        {
            if (pace.TryTake(out var hidden)) shown.Add((i, hidden));
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([(0, 0L), (10, 9L), (20, 9L)], shown);
    }
}
