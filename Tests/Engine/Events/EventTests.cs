using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Events;

/// <summary>Who wants an answer, and who sends an event again, are two things.</summary>
public sealed class EventTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void To_await_an_event_makes_no_source_send_it_again(bool isSentAgain, bool isUnique)
    {
        var e = new Event { Id = new(1, 0, 0, 0), Transactional = isSentAgain };
        e.Await();
        e.Await();
        Assert.Equal((true, isUnique), (e.Transactional, e.IsUnique));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void What_is_made_of_several_is_unique_as_they_are_whatever_closed_it(bool areSentAgain, bool isUnique)
    {
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        tracked.Add(new Event { Id = new(1, 0, 0, 0), Transactional = areSentAgain });
        var result = new Event { Id = new(2, 0, 0, 0) };
        result.Await();
        result.Id = new EventId(9, 0, 0, 0) { Tracked = tracked };
        result.Join(areSentAgain);
        Assert.Equal((areSentAgain, isUnique), (result.Transactional, result.IsUnique));
    }

    [Fact]
    public void Awaited_events_among_those_sent_again_stay_unique_in_what_is_made_of_them()
    {
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        var awaited = new Event { Id = new(1, 0, 0, 0) };
        awaited.Await();
        tracked.Add(awaited);
        tracked.Add(new Event { Id = new(2, 0, 0, 0), Transactional = true });
        var result = new Event { Id = new EventId(9, 0, 0, 0) { Tracked = tracked } };
        result.Join(transactional: true);
        Assert.Equal((1L, true), (tracked.Unique, result.IsUnique));
    }
}
