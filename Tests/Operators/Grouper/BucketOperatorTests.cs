using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Grouper;

namespace Tremor.Dataflow.Tests.Operators.Grouper;

public sealed class BucketOperatorTests
{
    private const ulong Ms = 1_000_000;

    private readonly BucketOperator _bucket = new();
    private readonly Recorder _recorder = new();

    [Fact]
    public void What_is_too_much_leaves_by_overflow()
    {
        string[] ports = [.. new ulong[] { 0, 0, Ms, Ms, 2000 * Ms }.Select(at => Send("""{"class": "c", "rate": 2}""", at))];
        Assert.Equal(["out", "out", "overflow", "overflow", "out"], ports);
    }

    [Fact]
    public void It_measures_what_passed_of_each_class_and_what_did_not()
    {
        foreach (var name in (string[])["c", "d", "c", "c", "d"]) Send($$"""{"class": "{{name}}", "rate": 2}""", 0);
        Send("""{"class": "c", "dimensions": 1}""", 0); // an error is neither
        Assert.Equal(
            ["bucketing (class, c)(action, pass) 2", "bucketing (class, c)(action, overflow) 1", "bucketing (class, d)(action, pass) 2", "bucketing (class, d)(action, overflow) 0"],
            _bucket.Measurements.Select(static m => $"{m.Name} {string.Concat(m.Tags)} {m.Count}"));
    }

    [Theory]
    [InlineData("{}", "there is no string `class` in its metadata")]
    [InlineData("""{"class": 1, "rate": 2}""", "there is no string `class` in its metadata")]
    [InlineData("""{"class": "c"}""", "there is no number `rate` in its metadata")]
    [InlineData("""{"class": "c", "rate": -1}""", "there is no number `rate` in its metadata")]
    [InlineData("""{"class": "c", "rate": 1.5}""", "there is no number `rate` in its metadata")]
    public void An_event_without_class_or_rate_is_an_error(string meta, string why)
    {
        Assert.Equal("err", Send(meta, 0));
        Assert.Equal([why], _recorder.Failures);
    }

    /// <summary>Every event may be one.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"class": "c"}""")]
    public void An_event_without_class_or_rate_takes_no_memory(string meta)
    {
        const int Events = 1000;
        var (e, output) = (new Event { Data = Value.Null, Meta = JsonText.Parse(meta) }, new NoOutput());
        _bucket.OnEvent(Port.In, ref e, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Events; i++)
        {
            _bucket.OnEvent(Port.In, ref e, output);
            if (e.Reason.Text is null) Assert.Fail("it gives no reason");
        }

        // A dimension is looked up by a text.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, meta == "{}" ? Events : 400 * Events);
    }

    [Fact]
    public void Each_dimension_has_a_limit_and_the_oldest_is_forgotten()
    {
        Assert.Equal("out", Send("""{"class": "c", "rate": 1, "cardinality": 2, "dimensions": {"a": 1, "b": 2}}""", 0));
        Assert.Equal("overflow", Send("""{"class": "c", "dimensions": {"b": 2, "a": 1}}""", 0));
        Assert.Equal("err", Send("""{"class": "c", "dimensions": "second"}""", 0));
        Assert.Equal("out", Send("""{"class": "c", "rate": 1, "dimensions": "second"}""", 0));
        Assert.Equal("overflow", Send("""{"class": "c", "rate": 9, "dimensions": {"a": 1, "b": 2}}""", 0));
        Assert.Equal("out", Send("""{"class": "c", "rate": 1, "dimensions": "third"}""", 0));
        Assert.Equal("overflow", Send("""{"class": "c", "dimensions": {"a": 1, "b": 2}}""", 0));
        Assert.Equal("out", Send("""{"class": "c", "rate": 1, "dimensions": "second"}""", 0));
    }

    [Theory]
    [InlineData("""{"class": "c", "rate": 1, "windows": 0}""")]
    [InlineData("""{"class": "c", "rate": 1, "time_range": 0}""")]
    [InlineData("""{"class": "c", "rate": 1, "time_range": 3, "windows": 1000000000}""")]
    public void Slots_and_times_that_make_no_sense_do_no_harm(string meta)
    {
        Assert.Equal(["out", "overflow"], [Send(meta, 5000 * Ms), Send(meta, 5000 * Ms)]);
        Assert.Equal("overflow", Send(meta, 0)); // time that runs backwards is no time
    }

    [Fact]
    public void Slots_that_do_not_divide_the_time_last_as_long_as_it()
    {
        var window = new RateWindow(1, 1000, 600);
        Assert.True(window.TryCount(5000 * Ms));
        Assert.False(window.TryCount(5900 * Ms));
        Assert.True(window.TryCount(6010 * Ms));
    }

    /// <summary>Against a list of all that was let through: never more than the rate within the time, but for the slots that it is counted in, of which each may last twice its time.</summary>
    [Property]
    public Property Never_more_than_the_rate_within_the_time() => Prop.ForAll(Gen.Choose(0, 40).ArrayOf().ToArbitrary(), gaps =>
    {
        const ulong rate = 3;
        var window = new RateWindow(rate, 100, 10);
        var passed = new List<ulong>();
        ulong now = 0;
        foreach (var gap in gaps)
        {
            now += (ulong)gap;
            var recent = passed.Count(p => now - p <= 80);
            if (window.TryCount(now * Ms)) passed.Add(now);
            else Assert.True(passed.Count(p => now - p <= 210) >= (int)rate, $"refused at {now}");
            Assert.True(passed.Count(p => now - p <= 80) <= (int)rate || recent > (int)rate, $"too many at {now}");
        }
    });

    private string Send(string meta, ulong at)
    {
        var e = new Event { Data = Value.Null, Meta = JsonText.Parse(meta), IngestNs = at };
        _bucket.OnEvent(Port.In, ref e, _recorder);
        return _recorder.Sent[^1].Split(':')[0];
    }

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class NoOutput : IEmitter
    {
        public void Emit(Port port, in Event e)
        {
        }

        public void Hold(HeldEvents held) => throw new InvalidOperationException();

        public void EmitMerged(Port port, in Event e, HeldEvents held) => throw new InvalidOperationException();

        public void Settle(HeldEvents held) => throw new InvalidOperationException();

        public void Merge(HeldEvents smaller, HeldEvents larger) => throw new InvalidOperationException();

        public void Insight(in Insight insight) => throw new InvalidOperationException();
    }
}
