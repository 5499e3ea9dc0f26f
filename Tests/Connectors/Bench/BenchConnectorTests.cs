using Tremor.Dataflow.Connectors.Bench;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.Bench;

public sealed class BenchConnectorTests : IDisposable
{
    private const ulong Id = 7;
    private const ulong Ms = 1_000_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-bench-");
    private readonly FakeProcess _process = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Lines_come_many_in_a_pull_as_often_as_asked()
    {
        var source = await Source("a\nb\r\n\nc", """ "iters":2 """);
        var reply = await source.PullAsync(default);
        Assert.Equal((byte)'\n', reply.Separator);
        Assert.Equal(("tremor-blaster", "0:a\nb\n\nc\n"), (reply.Details.Origin!.Scheme, reply.Show()));
        Assert.Equal(["0:a\nb\n\nc\n", "EndStream:0"], await source.PullAllAsync());
    }

    [Fact]
    public async Task A_block_holds_whole_lines_and_none_is_lost()
    {
        var lines = Enumerable.Range(0, 2000).Select(static i => new string((char)('a' + (i % 26)), i % 300)).Append(new string('z', 100_000)).ToArray();
        var source = await Source(string.Join('\n', lines) + "\n", """ "iters":1 """);
        var blocks = (await source.PullAllAsync()).SkipLast(1).Select(static b => b[2..]).ToArray();
        Assert.All(blocks, static b => Assert.EndsWith("\n", b));
        Assert.All(blocks.SkipLast(2), static b => Assert.InRange(b.Length, 60_000, 65_536));
        Assert.Equal(string.Join('\n', lines) + "\n", string.Concat(blocks));
    }

    [Theory]
    [InlineData("\uFEFFa\nb", "", "0:\uFEFFa\nb\n,0:a\nb\n,0:a\nb\n,EndStream:0")]
    [InlineData("\uFEFF\uFEFFa", "", "0:\uFEFF\uFEFFa\n,0:\uFEFFa\n,0:\uFEFFa\n,EndStream:0")]
    [InlineData("\uFEFFabc", ",\"chunk_size\":5", "0:\uFEFFab,0:c,0:ab,0:c,0:ab,0:c,EndStream:0")]
    [InlineData("\uFEFFc25vdA==", ",\"base64\":true", "0:snot,0:snot,0:snot,EndStream:0")]
    public async Task A_byte_order_mark_of_the_file_is_at_the_start_of_the_stream_only(string file, string more, string expected) =>
        Assert.Equal(expected.Split(','), await (await Source(file, """ "iters":3 """ + more)).PullAllAsync());

    [Fact]
    public async Task Pieces_of_a_size_come_one_by_one() =>
        Assert.Equal(["0:abc", "0:de\n", "0:f", "EndStream:0"], await (await Source("abcde\nf", """ "iters":1,"chunk_size":3 """)).PullAllAsync());

    [Fact]
    public async Task Base64_lines_are_decoded() =>
        Assert.Equal(["0:snot", "0:", "EndStream:0"], await (await Source("c25vdA==\n\n", """ "iters":1,"base64":true """)).PullAllAsync());

    [Fact]
    public async Task An_empty_file_ends_at_once() => Assert.Equal(["EndStream:0"], await (await Source("", """ "iters":5 """)).PullAllAsync());

    [Fact]
    public async Task It_ends_when_warm_up_and_time_are_over()
    {
        var source = await Source("a", """ "stop_after_secs":2,"warmup_secs":1 """);
        Assert.Equal("0:a\n", await source.PullTextAsync());
        _process.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal("0:a\n", await source.PullTextAsync());
        _process.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["EndStream:0"], await source.PullAllAsync());
    }

    [Fact]
    public async Task With_an_interval_events_held_up_carry_the_time_at_which_they_were_due()
    {
        var source = await Source("a\nb", """ "interval":10000000 """);
        var start = _process.Time.NowNs();
        var pull = source.PullAsync(default).AsTask();
        Assert.False(pull.IsCompleted);
        _process.Time.Advance(TimeSpan.FromMilliseconds(10));
        var first = await pull;
        Assert.Equal(("0:a", start + (10 * Ms)), (first.Show(), first.Details.IngestNs));

        _process.Time.Advance(TimeSpan.FromMilliseconds(25));
        var second = await source.PullAsync(default);
        var third = await source.PullAsync(default);
        Assert.Equal(
            [("0:b", start + (20 * Ms)), ("0:a", start + (30 * Ms))],
            [(second.Show(), second.Details.IngestNs), (third.Show(), third.Details.IngestNs)]);
    }

    [Theory]
    [InlineData("", "`path` is empty")]
    [InlineData("a\\u0000b", "`path` holds the character U+0000, which no file name can have")]
    public void A_path_that_cannot_be_meant_is_refused_when_the_definition_is_loaded(string path, string problem) =>
        Assert.Contains(problem, Assert.Throws<ConfigException>(() => Bind($$"""{"path":"{{path}}"}""")).Message);

    [Fact]
    public async Task A_missing_file_is_said_with_connector_and_path()
    {
        var config = Bind($$"""{"path":"{{_directory.FullName}}/missing"}""");
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await new BenchConnector(config, _process.Context()).Source.ConnectAsync(default));
        Assert.Equal($"cannot read \"{_directory.FullName}/missing\": it does not exist", error.Message);
    }

    [Fact]
    public async Task The_sink_reports_when_its_source_has_drained_and_stops_the_runtime()
    {
        var sink = Sink("{}");
        await Deliver(sink, ago: TimeSpan.FromMilliseconds(2), "abc", "de");
        _process.Time.Advance(TimeSpan.FromMilliseconds(8));
        await Deliver(sink, ago: TimeSpan.FromMilliseconds(1), "f");
        await sink.OnSignalAsync(new Signal(SignalKind.Drain, Id + 1, 0), default);
        Assert.Empty(_process.Shutdowns);
        await sink.OnSignalAsync(new Signal(SignalKind.Drain, Id, 0), default);
        await sink.StopAsync();
        Assert.Equal([false], _process.Shutdowns);
        var lines = _process.OutputText.Split('\n');
        Assert.Equal("       Value     Percentile TotalCount 1/(1-Percentile)", lines[0]);
        Assert.Contains("     1003519 0.000000000000          1           1.00", lines);
        Assert.Contains("     2000000 1.000000000000          3            inf", lines);
        Assert.Contains("#[Mean = 1666666.67, StdDeviation = 471404.52]", lines);
        Assert.Contains("#[Max = 2000000, Total count = 3]", lines);
        Assert.Contains("#[Buckets = 30, SubBuckets = 256]", lines);
        Assert.Contains("Throughput   (data): 0.0 MB/s", lines);
        Assert.Contains("Throughput (events): 0.3k events/s", lines);
    }

    [Fact]
    public async Task The_sink_stops_when_the_time_is_over_and_leaves_the_warm_up_out()
    {
        var sink = Sink(""" {"stop_after_secs":1,"warmup_secs":1,"structured":true} """);
        await Deliver(sink, TimeSpan.FromMilliseconds(900), "warm-up");
        _process.Time.Advance(TimeSpan.FromSeconds(1.5));
        await Deliver(sink, TimeSpan.FromMilliseconds(500), "measured");
        Assert.Empty(_process.Shutdowns);
        _process.Time.Advance(TimeSpan.FromSeconds(0.5));
        await sink.OnSignalAsync(new Signal(SignalKind.Tick, 0, 0), default);
        Assert.Equal([false], _process.Shutdowns);
        var report = JsonText.Parse(_process.OutputText.TrimEnd());
        Assert.Equal("""{"mb_per_s":0.000018,"events_per_s":2.0}""", Field(report, "throughput"));
        Assert.Equal(("1", "9", "500000000"), (Field(report, "events"), Field(report, "bytes"), Field(report, "duration_ns")));
    }

    private static string Field(Value record, string name) => record.TryGetField(name, out var value) ? value.ToString() : "missing";

    private static BenchConnector.Config Bind(string config) => ConfigBinder.Bind<BenchConnector.Config>(JsonText.Parse(config));

    private async Task<ISource> Source(string text, string settings)
    {
        var path = Path.Combine(_directory.FullName, "in");
        System.IO.File.WriteAllText(path, text);
        var source = new BenchConnector(Bind($$"""{"path":"{{path}}",{{settings}}}"""), _process.Context()).Source;
        await source.ConnectAsync(default);
        return source;
    }

    private ISink Sink(string settings)
    {
        var config = Bind(settings.Replace("{", """{"path":"unused",""").Replace(",}", "}"));
        var sink = new BenchConnector(config, _process.Context(id: Id)).Sink;
        sink.OnStart(new FakeSinkContext());
        return sink;
    }

    private async Task Deliver(ISink sink, TimeSpan ago, params string[] texts)
    {
        var delivery = new FakeDelivery(texts);
        foreach (ref var e in delivery.Batch.Events) e.IngestNs = _process.Time.NowNs() - ((ulong)ago.Ticks * 100);
        await sink.DeliverAsync(delivery, default);
    }
}
