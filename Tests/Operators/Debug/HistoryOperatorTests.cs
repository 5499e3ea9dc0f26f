using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Debug;
using Tremor.Dataflow.Operators.Generic;

namespace Tremor.Dataflow.Tests.Operators.Debug;

public sealed class HistoryOperatorTests
{
    [Theory]
    [InlineData("{}", """{"way":["evt: here(1:2:3:4)"]}""")]
    [InlineData("""{"way":7}""", """{"way":["evt: here(1:2:3:4)"]}""")]
    [InlineData("""{"way":["before"],"x":1}""", """{"way":["before","evt: here(1:2:3:4)"],"x":1}""")]
    public void A_place_is_noted_behind_those_before_it(string meta, string noted)
    {
        var output = new Recorder();
        var e = new Event { Id = new(1, 2, 3, 4), Data = Value.Null, Meta = JsonText.Parse(meta) };
        new HistoryOperator(new() { Op = "here", Name = "way" }).OnEvent(Port.In, ref e, output);
        Assert.Equal(noted, output.Events[0].Meta.ToString());
    }

    [Fact]
    public void A_merged_event_shows_what_went_into_it()
    {
        var output = new Recorder();
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        tracked.Add(new EventId(1, 0, 5, 5));
        tracked.Add(new EventId(1, 0, 8, 8));
        var e = new Event { Id = new EventId(9, 0, 0, 0) with { Tracked = tracked }, Data = Value.Null, Meta = Value.EmptyRecord };
        new HistoryOperator(new() { Op = "here", Name = "way" }).OnEvent(Port.In, ref e, output);
        Assert.Equal("""{"way":["evt: here(9:0:0:0 [min=1:0:5, max=1:0:8], [min=9:0:0, max=9:0:0])"]}""", output.Events[0].Meta.ToString());
    }

    [Fact]
    public void A_counter_counts()
    {
        var (output, counter) = (new Recorder(), new CounterOperator());
        foreach (var payload in new[] { "a", "b" })
        {
            var e = new Event { Data = Value.From(payload), Meta = Value.EmptyRecord };
            counter.OnEvent(Port.In, ref e, output);
        }

        Assert.Equal(["out: {\"count\":1,\"event\":\"a\"}", "out: {\"count\":2,\"event\":\"b\"}"], output.Sent);
    }
}
