using System.Buffers;
using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>Batches that wait for a sink that writes them at once. They wait because the connection comes late, so that nothing here depends on who is faster.</summary>
public sealed class GatheringTests : SinkRunnerTestBase
{
    private readonly GatheringSink _sink = new();
    private SinkRunner _runner = null!;
    private IEventTarget _input = null!;
    private long _next;

    [Fact]
    public async Task What_waits_is_written_at_once_and_answered_behind_the_write()
    {
        Start();
        _sink.OnWrite = () => Assert.Empty(Sender.Outcomes);
        foreach (var text in (string[])["a", "b", "c"]) await SendAsync(text);
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(3);
        await SendAsync("d");
        _sink.OnWrite = null;
        await AnsweredAsync(4);
        Assert.Equal(["gather a", "gather b", "write abc", "write d"], _sink.Calls);
        Assert.Equal("0 Ack, 1 Ack, 2 Ack, 3 Ack", Outcomes());
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_sink_without_room_writes_and_a_signal_waits_for_no_more_than_that()
    {
        _sink.Room = 2;
        Start();
        foreach (var text in (string[])["a", "b", "c", "d"]) await SendAsync(text);
        await _input.SignalAsync(new Signal(SignalKind.Tick, 4, 0), Sender);
        await SendAsync("e");
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(5);
        Assert.Equal(["gather a", "gather b", "write abc", "write d", "signal", "write e"], _sink.Calls);
        await _runner.StopAsync();
    }

    [Fact]
    public async Task A_write_that_fails_has_delivered_what_it_wrote_whole()
    {
        Start();
        (_sink.WhenFull, _sink.Written) = ("the disk is full", 2);
        foreach (var text in (string[])["a", "b", "c", "d"]) await SendAsync(text);
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(4);
        Assert.Equal("0 Ack, 1 Ack, 2 Fail, 3 Fail", Outcomes());
        Assert.Equal("f::to 2 not written: the disk is full (2)", Losses());
        Assert.Equal((4, 2, 2), (Statistics.EventsWritten, Statistics.EventsFailed, Statistics.BytesWritten));
        Assert.Equal([(FailureKind.ConnectionLost, false)], Disconnections);
        await _runner.StopAsync();
        Assert.Empty(Sender.Offences);
    }

    [Fact]
    public async Task What_fails_while_it_is_gathered_fails_with_all_that_was()
    {
        Start();
        foreach (var text in (string[])["a", "bad", "c"]) await SendAsync(text);
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(2);
        Assert.Equal("0 Fail, 1 Fail", Outcomes());
        Assert.Equal([(FailureKind.ConnectionLost, true)], Disconnections);
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(3);
        Assert.Equal(["gather a", "gather bad", "write c"], _sink.Calls);
        Assert.Equal("f::to 2 not written: it is bad (0)", Losses());
        await _runner.StopAsync();
    }

    [Fact]
    public async Task What_is_gathered_when_the_sink_hangs_is_lost_and_counted()
    {
        Start();
        using var isInside = new ManualResetEventSlim();
        using var isFree = new ManualResetEventSlim();
        _sink.OnWrite = () =>
        {
            isInside.Set();
            isFree.Wait(TimeSpan.FromMinutes(1)); // a test that fails ends all the same
        };
        foreach (var text in (string[])["a", "b", "c"]) await SendAsync(text);
        await _runner.SetConnectedAsync(true);
        await Eventually.True(() => isInside.IsSet, "the sink hangs");
        await SendAsync("d");
        _runner.Cut(TimeSpan.Zero);
        await Eventually.Done(_runner.StopAsync());
        Assert.Equal("0 Fail, 1 Fail, 2 Fail, 3 Fail", Outcomes());
        Assert.Equal("f::to 4 not written when the time for the stop was over (0)", Losses());
        isFree.Set();
        await Eventually.True(() => _sink.Calls.Contains("write abc"), "the sink comes back");
        Assert.Equal((4, 4), (Statistics.EventsWritten, Statistics.EventsFailed));
        Assert.Empty(Sender.Offences);
    }

    [Fact]
    public async Task Postprocessors_keep_events_of_each_delivery_that_was_gathered()
    {
        Start(static () => new CollectPostprocessor(new() { MaxBytes = 4 }));
        await SendAsync("x", "ab");
        await SendAsync("y", "cd", "e");
        await SendAsync("z");
        await _runner.SetConnectedAsync(true);
        // Nobody sends the first of each batch again: it is answered though it waits.
        await Eventually.True(() => Outcomes() == "0 Ack, 1 Ack, 2 Ack, 5 Ack", "what is written or of no use is answered");
        Assert.Equal("xaby", _sink.Output);
        await _runner.StopAsync();
        Assert.Equal("0 Ack, 1 Ack, 2 Ack, 3 Ack, 4 Ack, 5 Ack", Outcomes());
        Assert.Equal("xabycdez", _sink.Output);
    }

    [Fact]
    public async Task With_postprocessors_that_keep_events_each_batch_is_a_write_that_fails_alone()
    {
        Start(static () => new CollectPostprocessor(new() { MaxBytes = 1 }));
        (_sink.WhenFull, _sink.Written) = ("the disk is full", 1);
        foreach (var text in (string[])["a", "b", "c"]) await SendAsync(text, text);
        await _runner.SetConnectedAsync(true);
        await AnsweredAsync(2);
        Assert.Equal("0 Fail, 1 Fail", Outcomes());
        await _runner.StopAsync();
        Assert.Empty(Sender.Offences);
    }

    private Task AnsweredAsync(int count) => Eventually.True(() => Sender.Outcomes.Count == count, "everything is answered");

    private void Start(params Func<IPostprocessor>[] postprocessors)
    {
        (_runner, _input) = Runner(_sink, postprocessors);
        _runner.Start();
    }

    /// <summary>A batch of which the first event cannot be sent again, so that it waits for the connection.</summary>
    private async Task SendAsync(params string[] texts)
    {
        var (batch, first) = (EventBatch.Rent(), _next);
        foreach (var text in texts)
            batch.Add(new Event
            {
                Id = new EventId(4, 0, (ulong)_next, 0),
                Data = Value.From(text),
                Meta = Value.EmptyRecord,
                Transactional = _next++ > first,
            });
        await _input.SendAsync(batch, Sender, first);
    }

    /// <summary>Notes what it is called for; its files are strings.</summary>
    private sealed class GatheringSink : IGatheringSink, IChunkOutput
    {
        private readonly Lock _lock = new();
        private readonly List<string> _calls = [];
        private readonly ArrayBufferWriter<byte> _pending = new();
        private ISinkContext _context = null!;
        private int _gathered;

        public int Room { get; set; } = int.MaxValue;

        public bool HasRoom => _gathered < Room;

        public int Written { get; set; }

        /// <summary>With this error every write fails.</summary>
        public string? WhenFull { get; set; }

        public Action? OnWrite { get; set; }

        public string Output { get; private set; } = "";

        public IReadOnlyList<string> Calls
        {
            get
            {
                lock (_lock) return [.. _calls];
            }
        }

        public void OnStart(ISinkContext context) => _context = context;

        public ValueTask GatherAsync(IDelivery delivery, CancellationToken cancellation)
        {
            Note($"gather {delivery.Events[0].Data.AsText()}");
            Take(delivery);
            _gathered++;
            return default;
        }

        public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
        {
            Take(delivery);
            Write();
            return default;
        }

        public ValueTask OnSignalAsync(Signal signal, CancellationToken cancellation)
        {
            Note("signal");
            return default;
        }

        public ValueTask StopAsync()
        {
            _context.Serializer.Finish(0, this);
            Write();
            return default;
        }

        void IChunkOutput.Add(ReadOnlySpan<byte> chunk) => _pending.Write(chunk);

        private void Take(IDelivery delivery)
        {
            if (delivery.Events[0].Data.AsText() == "bad")
            {
                Forget();
                throw new OutsideException(OutsideFailure.ConnectionLost("it is bad"));
            }

            _context.Serializer.Serialize(delivery.Events, 0, _pending, delivery.Fail);
        }

        private void Write()
        {
            OnWrite?.Invoke();
            var text = Encoding.UTF8.GetString(_pending.WrittenSpan);
            Forget();
            if (WhenFull is { } error && text.Length > 0) throw new OutsideException(OutsideFailure.ConnectionLost(error));
            Output += text;
            Note($"write {text}");
        }

        private void Forget()
        {
            _pending.ResetWrittenCount();
            _gathered = 0;
        }

        private void Note(string call)
        {
            lock (_lock) _calls.Add(call);
        }
    }
}
