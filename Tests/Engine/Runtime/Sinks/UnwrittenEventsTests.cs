using System.Buffers;
using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>What becomes of events that wait in postprocessors.</summary>
public sealed class UnwrittenEventsTests : SinkRunnerTestBase
{
    private readonly WritingSink _sink = new();
    private IEventTarget _input = null!;
    private long _next;

    [Fact]
    public async Task An_event_that_is_sent_again_is_answered_when_its_bytes_are_written()
    {
        var runner = await StartAsync(Collect(4));
        await SendAsync(true, "ab", "cd", "e");
        await SendAsync(true, "f");
        await DeliveredAsync(runner, 2);
        Assert.Equal("0 Ack, 1 Ack", Outcomes());
        Assert.Equal("abcd", _sink.Written);
        await runner.StopAsync();
        Assert.Equal("0 Ack, 1 Ack, 2 Ack, 3 Ack", Outcomes());
        Assert.Equal("abcdef", _sink.Written);
        Assert.Equal(0, Statistics.EventsFailed);
    }

    [Fact]
    public async Task An_event_that_nobody_sends_again_is_answered_at_once_and_lost_when_its_bytes_are_not_written()
    {
        var runner = await StartAsync(Collect(0));
        await SendAsync(false, "a", "b");
        await SendAsync(true, "c");
        await DeliveredAsync(runner, 2);
        Assert.Equal("0 Ack, 1 Ack", Outcomes());
        _sink.Fails = true;
        await runner.StopAsync();
        Assert.Equal("0 Ack, 1 Ack, 2 Fail", Outcomes());
        Assert.Equal((3, 2), (Statistics.EventsFailed, Statistics.EventsLost));
        Assert.Equal("f::to 2 not written: the disk is full (0)", Losses());
    }

    [Theory]
    [InlineData("chunk")]
    [InlineData("zstd")]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Every_streaming_postprocessor_says_what_it_keeps(string kind)
    {
        var runner = await StartAsync(kind == "chunk" ? Chunk(100) : Compress(kind));
        await SendAsync(false, "a", "b", "c");
        await DeliveredAsync(runner, 1);
        _sink.Fails = true;
        await runner.StopAsync();
        Assert.Equal("f::to 3 not written: the disk is full (0)", Losses());
    }

    [Theory]
    [InlineData("chunk")]
    [InlineData("zstd")]
    [InlineData("collect and zstd")]
    public async Task What_is_written_at_the_end_is_not_lost(string kind)
    {
        var runner = await StartAsync(kind switch
        {
            "chunk" => [Chunk(2)[0]],
            "zstd" => Compress("zstd"),
            _ => [Collect(2)[0], Compress("zstd")[0]],
        });
        for (var i = 0; i < 20; i++) await SendAsync(i % 3 == 0, "a", "b", "c");
        await DeliveredAsync(runner, 20);
        await runner.StopAsync();
        Assert.Equal(60, Sender.Outcomes.Values.Count(static o => o == Outcome.Ack));
        Assert.Empty(Sender.Offences);
        Assert.Equal(("", 0), (Losses(), Statistics.EventsFailed));
    }

    [Fact]
    public async Task A_write_that_fails_loses_what_waited_for_it_and_what_waits_for_the_next_once()
    {
        var runner = await StartAsync(Collect(4));
        await SendAsync(false, "ab", "cd");
        await SendAsync(true, "e");
        await DeliveredAsync(runner, 2);
        Assert.Equal("abcd", _sink.Written);
        await SendAsync(true, "f", "g", "h");
        await SendAsync(false, "i");
        await DeliveredAsync(runner, 4);
        _sink.Fails = true;
        await SendAsync(false, "k", "l", "m", "n");
        await Eventually.True(() => Statistics.EventsFailed > 0, "the next is not");
        await runner.SetConnectedAsync(false);
        await runner.StopAsync();
        Assert.Equal("0 Ack, 1 Ack, 2 Ack, 3 Ack, 4 Ack, 5 Ack, 6 Ack, 7 Fail, 8 Fail, 9 Fail, 10 Fail", Outcomes());
        Assert.Equal("f::to 5 not written: the disk is full (6)", Losses());
        Assert.Empty(Sender.Offences);
    }

    [Fact]
    public async Task What_waits_is_lost_with_the_connection()
    {
        var runner = await StartAsync(Collect(0));
        await SendAsync(false, "a");
        await SendAsync(true, "b");
        await DeliveredAsync(runner, 2);
        await runner.SetConnectedAsync(false);
        Assert.Equal("0 Ack, 1 Fail", Outcomes());
        Assert.Equal("f::to 1 not written (0)", Losses());
        await runner.StopAsync();
        Assert.Equal((2, 1), (Statistics.EventsFailed, Statistics.EventsLost));
    }

    [Fact]
    public async Task What_a_sink_that_hangs_does_not_write_at_its_stop_is_lost()
    {
        var runner = await StartAsync(Collect(0));
        await SendAsync(false, "a", "b");
        await SendAsync(true, "c");
        await DeliveredAsync(runner, 2);
        _sink.Hangs = new TaskCompletionSource();
        var stop = runner.StopAsync();
        await Eventually.True(() => _sink.IsStopping, "it hangs");
        runner.Cut(TimeSpan.Zero);
        await Eventually.Done(stop);
        Assert.Equal("0 Ack, 1 Ack, 2 Fail", Outcomes());
        Assert.Equal("f::to 2 not written when the time for the stop was over (0)", Losses());
        _sink.Hangs.SetResult();
    }

    /// <summary>Else a full disk would be tried again for ever: each time something fits into the memory.</summary>
    [Fact]
    public async Task What_went_into_a_postprocessor_does_not_make_a_connection_a_good_one()
    {
        var runner = await StartAsync(Collect(2));
        _sink.Fails = true;
        await SendAsync(false, "a");
        await SendAsync(false, "b");
        await SendAsync(false, "c");
        await Eventually.True(() => Disconnections.Count == 1, "the write fails");
        Assert.Equal([(FailureKind.ConnectionLost, true)], Disconnections);
        await runner.StopAsync();
    }

    [Fact]
    public async Task What_one_postprocessor_gives_and_the_next_refuses_is_lost()
    {
        var runner = await StartAsync([Collect(6)[0], Chunk(4)[0]]);
        await SendAsync(true, "a", "bc");
        await SendAsync(false, "de", "fghi");
        await DeliveredAsync(runner, 2);
        Assert.Equal("0 Fail, 1 Fail, 2 Fail, 3 Fail", Outcomes());
        Assert.Equal("f::to 2 not written: Chunk: an event of 5 bytes is longer than the 4 bytes of `max_bytes` (2)", Losses());
        await runner.StopAsync();
        Assert.Empty(Sender.Offences);
    }

    [Fact]
    public async Task Where_postprocessors_hold_nothing_a_lost_connection_loses_nothing()
    {
        var runner = await StartAsync(
        [
            static () => new Base64Postprocessor(), static () => new CompressPostprocessor(new() { Algorithm = "gzip" }), static () => new LengthPrefixedPostprocessor(),
        ]);
        await SendAsync(false, "a");
        await SendAsync(true, "b");
        await DeliveredAsync(runner, 2);
        await runner.SetConnectedAsync(false);
        Assert.Equal("0 Ack, 1 Ack", Outcomes());
        Assert.Equal("", Losses());
        await runner.StopAsync();
    }

    [Fact]
    public async Task Postprocessors_that_fail_at_the_end_of_a_stream_lose_what_they_hold()
    {
        var runner = await StartAsync([Collect(0)[0], Chunk(2)[0]]);
        await SendAsync(true, "ab");
        await SendAsync(false, "c");
        await DeliveredAsync(runner, 2);
        await runner.StopAsync();
        Assert.Equal("0 Fail, 1 Ack", Outcomes());
        Assert.Equal("f::to 1 not written: Chunk: an event of 3 bytes is longer than the 2 bytes of `max_bytes` (1)", Losses());
    }

    [Fact]
    public async Task An_engine_batch_that_fails_half_way_takes_nothing_of_others_with_it()
    {
        var runner = await StartAsync(Chunk(4));
        await SendAsync(true, "ab");
        var batch = JsonBatch("cde", "too long");
        await SendAsync(batch);
        await DeliveredAsync(runner, 2);
        Assert.Equal("0 Ack, 1 Fail", Outcomes());
        Assert.Equal("ab", _sink.Written);
        Assert.Equal("f::to 2 not written: Chunk: an event of 8 bytes is longer than the 4 bytes of `max_bytes` (1)", Losses());
        await runner.StopAsync();
    }

    private static Func<IPostprocessor>[] Collect(int maxBytes) => [() => new CollectPostprocessor(new() { MaxBytes = maxBytes })];

    private static Func<IPostprocessor>[] Chunk(int maxBytes) => [() => new ChunkPostprocessor(new() { MaxBytes = maxBytes })];

    private static Func<IPostprocessor>[] Compress(string algorithm) => [() => new StreamingCompressPostprocessor(new() { Algorithm = algorithm })];

    private static Value JsonBatch(params string[] texts) =>
        JsonText.Parse($"[{string.Join(",", texts.Select(static t => "{\"data\":{\"value\":\"" + t + "\",\"meta\":{}}}"))}]");

    private async Task<SinkRunner> StartAsync(Func<IPostprocessor>[] postprocessors)
    {
        (var runner, _input) = Runner(_sink, postprocessors);
        runner.Start();
        await runner.SetConnectedAsync(true);
        return runner;
    }

    /// <summary>So many deliveries have gone well, and the loop has come round behind the last of them.</summary>
    private async Task DeliveredAsync(SinkRunner runner, int count)
    {
        await Eventually.True(() => _sink.Deliveries == count, "all is delivered");
        await runner.SetConnectedAsync(true);
    }

    private async Task SendAsync(bool transactional, params string[] texts)
    {
        var batch = EventBatch.Rent();
        foreach (var text in texts) Add(batch, Value.From(text), transactional, isBatch: false);
        await _input.SendAsync(batch, Sender, _next - texts.Length);
    }

    private async Task SendAsync(Value engineBatch)
    {
        var batch = EventBatch.Rent();
        Add(batch, engineBatch, transactional: false, isBatch: true);
        await _input.SendAsync(batch, Sender, _next - 1);
    }

    private void Add(EventBatch batch, Value data, bool transactional, bool isBatch) => batch.Add(new Event
    {
        Id = new EventId(4, 0, (ulong)_next++, 0),
        Data = data,
        Meta = Value.EmptyRecord,
        Transactional = transactional,
        IsBatch = isBatch,
    });

    /// <summary>Writes what the serializer gives, unless it fails or hangs.</summary>
    private sealed class WritingSink : ISink, IChunkOutput
    {
        private readonly ArrayBufferWriter<byte> _pending = new();
        private readonly StringBuilder _written = new();
        private ISinkContext _context = null!;
        private volatile bool _isStopping;
        private volatile int _deliveries;

        public bool Fails { get; set; }

        public TaskCompletionSource? Hangs { get; set; }

        public bool IsStopping => _isStopping;

        /// <summary>That went well.</summary>
        public int Deliveries => _deliveries;

        public string Written => _written.ToString();

        public void OnStart(ISinkContext context) => _context = context;

        public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
        {
            _context.Serializer.Serialize(delivery.Events, 0, _pending, delivery.Fail);
            Write();
            return default;
        }

        public async ValueTask StopAsync()
        {
            _isStopping = true;
            if (Hangs is not null) await Hangs.Task;
            _context.Serializer.Finish(0, this);
            Write();
        }

        void IChunkOutput.Add(ReadOnlySpan<byte> chunk) => _pending.Write(chunk);

        private void Write()
        {
            var text = Encoding.UTF8.GetString(_pending.WrittenSpan);
            _pending.ResetWrittenCount();
            if (Fails && text.Length > 0) throw new OutsideException(OutsideFailure.ConnectionLost("the disk is full"));
            _written.Append(text);
            _deliveries++;
        }
    }
}
