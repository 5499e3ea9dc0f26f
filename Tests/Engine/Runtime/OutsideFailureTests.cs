using System.Net.Sockets;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>What the engine does when a connector states what the outside world did.</summary>
public sealed class OutsideFailureTests : IAsyncLifetime
{
    private static readonly ReconnectPlan s_retry = new(new RetryPlan(50));

    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task A_pull_that_is_to_be_tried_later_is_not_tried_before()
    {
        Simple();
        _source.Break(OutsideFailure.RetryAfter("too many requests", TimeSpan.FromSeconds(7)));
        _source.SendText("a\n");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Error [Source::flow::from] Error pulling data: too many requests"), "the refusal is logged");
        await _bench.AsleepAsync();
        _bench.Time.Advance(6999);
        await flow.Connectors.First().Source!.SetConnectedAsync();
        Assert.Equal(0, _source.Delivered);
        _bench.Time.Advance(1);
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        Assert.DoesNotContain(_bench.Log.Lines, static line => line.Contains("Connection lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_that_states_nothing_says_nothing_of_the_connection()
    {
        Simple();
        _source.Break(new IOException("the disk coughs"));
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(
            () =>
            {
                _bench.Time.Advance(1);
                return _sink.Received.Count == 1;
            },
            "the line arrives");
        Assert.Single(_source.Heard, "connect");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socket_says_itself_that_the_connection_is_lost(bool isInStream)
    {
        Simple();
        var reset = new SocketException((int)SocketError.ConnectionReset);
        _source.SendText("a\nhal");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        _source.Send(isInStream ? new IOException("unable to read data", reset) : reset);
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 50 ms"), "a retry is planned");
        await _bench.AsleepAsync();
        _bench.Time.Advance(50);
        _source.SendText("b\n");
        await Eventually.True(() => _sink.Received.Count == 2, "the next line arrives");
        Assert.Equal(["a", "b"], _sink.Received);
        Assert.Equal(2, _source.Heard.Count(static h => h == "connect"));
    }

    [Theory]
    [InlineData(SocketError.ConnectionReset, FailureKind.ConnectionLost)]
    [InlineData(SocketError.Shutdown, FailureKind.ConnectionLost)]
    [InlineData(SocketError.TimedOut, FailureKind.ConnectionLost)]
    [InlineData(SocketError.HostUnreachable, FailureKind.ConnectionLost)]
    [InlineData(SocketError.ConnectionRefused, FailureKind.Retry)]
    [InlineData(SocketError.HostNotFound, FailureKind.Retry)]
    [InlineData(SocketError.AddressAlreadyInUse, FailureKind.Retry)]
    [InlineData(SocketError.MessageSize, FailureKind.Retry)]
    [InlineData(SocketError.TooManyOpenSockets, FailureKind.Retry)]
    [InlineData(SocketError.AddressFamilyNotSupported, FailureKind.Permanent)]
    public void A_socket_error_counts_as_what_it_is(SocketError error, FailureKind kind)
    {
        var exception = new SocketException((int)error);
        var failure = OutsideFailure.Of(exception);
        Assert.Equal((kind, exception.Message), (failure.Kind, failure.Reason));
        Assert.Equal(kind, OutsideFailure.Of(new IOException("of a stream", exception)).Kind);
    }

    [Fact]
    public void What_a_connector_states_counts_whatever_is_behind_it() =>
        Assert.Equal(
            FailureKind.Retry,
            OutsideFailure.Of(new OutsideException(OutsideFailure.Retry("soon"), new SocketException((int)SocketError.ConnectionReset))).Kind);

    [Fact]
    public async Task A_peer_that_closes_in_good_order_ends_its_streams_and_is_connected_again()
    {
        Simple();
        _source.SendText("a\nrest");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        _source.Send(OutsideFailure.EndOfStream("the peer has closed"));
        await Eventually.True(() => _sink.Received.Count == 2, "what was held arrives");
        Assert.Equal(["a", "rest"], _sink.Received);
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 50 ms"), "a retry is planned");
        Assert.Contains("Information [Connector::flow::from] Connection closed: the peer has closed", _bench.Log.Lines);
        Assert.DoesNotContain(
            _bench.Log.Lines,
            static line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_held_when_the_peer_closes_is_answered_as_the_end_of_the_pull_that_brought_it()
    {
        var source = new ScriptedSource { IsTransactional = true };
        _bench.Connector("from", source, s_retry).Connector("to", _sink, s_retry).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\nrest");
        source.Send(OutsideFailure.EndOfStream("the peer has closed"));
        await _bench.DeployAsync();
        await Eventually.True(() => source.Heard.Contains("ack 0 0"), "what was held is acknowledged");
        Assert.Equal(["delivered 1:0:0:0", "delivered 1:0:1:0"], source.Heard.Where(static h => h.StartsWith('d')));
        await _bench.AsleepAsync();
        _bench.Time.Advance(50);
        source.SendText("b\n");
        await Eventually.True(() => source.Heard.Contains("ack 0 2"), "the next line is acknowledged");
        Assert.Equal(["ack 0 0", "ack 0 2"], source.Heard.Where(static h => h.StartsWith('a')));
    }

    [Fact]
    public async Task What_is_held_is_decoded_when_the_peer_closes_while_it_is_written_to()
    {
        var isOpen = false;
        var own = new ScriptedSink { OnDeliver = _ => isOpen ? Task.CompletedTask : throw new OutsideException(OutsideFailure.EndOfStream("the peer has closed")) };
        var both = new ScriptedSource { Sink = own };
        _bench.Connector("both", both, s_retry).Connector("to", _sink, s_retry).Pipeline("pass").Link("both -> pass -> to").Link("pass -> both");
        both.SendText("a\nrest");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 2, "what was held arrives");
        isOpen = true;
        Assert.Equal(["a", "rest"], _sink.Received);
    }

    [Fact]
    public async Task What_is_held_when_the_connection_breaks_is_dropped_also_in_a_drain()
    {
        var source = new ScriptedSource { ReadsOnWhileDraining = true };
        _bench.Connector("from", source, s_retry).Connector("to", _sink, s_retry).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\nhal");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        var drained = _bench.Runtime.DrainAsync();
        source.Send(OutsideFailure.ConnectionLost("reset by peer"));
        Assert.True(await drained);
        Assert.Equal(["a"], _sink.Received);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(7, 7)]
    [InlineData(5_000_000, 86_400)]
    public void A_peer_is_left_alone_for_a_day_at_most(double asked, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), OutsideFailure.RetryAfter("busy", TimeSpan.FromSeconds(asked)).After);

    [Fact]
    public async Task A_permanent_failure_of_a_pull_is_not_tried_again_and_the_flow_is_over()
    {
        Simple();
        _source.Break(OutsideFailure.Permanent("the file is corrupt"));
        var flow = await _bench.DeployAsync();
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.Connectors.First().State);
        Assert.Single(_source.Heard, "connect");
        Assert.Contains("Error [Connector::flow::from] Not reconnecting: it would fail again: the file is corrupt", _bench.Log.Lines);
    }

    [Fact]
    public async Task A_pull_that_is_out_of_memory_is_not_tried_again()
    {
        Simple();
        _source.Break(new InsufficientMemoryException());
        var flow = await _bench.DeployAsync();
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.Connectors.First().State);
        Assert.Contains(
            "Error [Connector::flow::from] Not reconnecting: it would fail again: out of memory while reading; a smaller `chunk_size`, if it has one, or more memory help",
            _bench.Log.Lines);
    }

    [Fact]
    public async Task What_was_read_before_a_permanent_failure_is_still_delivered()
    {
        Simple();
        var isFree = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sink.OnDeliver = _ => isFree.Task;
        _source.SendText("a\nb\n");
        _source.SendText("c\nhal");
        _source.Send(OutsideFailure.Permanent("the file is corrupt"));
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.Connectors.First().Source!.Holds.HasFlag(SourceHolds.Drain), "the source drains");
        Assert.False(flow.Completion.IsCompleted);
        isFree.SetResult();
        await Eventually.Done(flow.Completion);
        Assert.Equal(["a", "b", "c"], _sink.Received);
        Assert.Equal(RunState.Failed, flow.Connectors.First().State);
    }

    [Fact]
    public async Task A_permanent_failure_while_paused_is_no_reason_to_connect_again()
    {
        Simple();
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _source.Send(OutsideFailure.Permanent("revoked"));
        flow.Pause();
        flow.Resume();
        await Eventually.Done(flow.Completion);
        Assert.Single(_source.Heard, "connect");
    }

    [Fact]
    public async Task A_permanent_failure_to_connect_ends_the_attempts()
    {
        _sink.OnConnect = static () => throw new OutsideException(OutsideFailure.Permanent("no such table"));
        Simple();
        var flow = await _bench.DeployAsync();
        await Eventually.Done(flow.Completion);
        await Eventually.True(() => flow.State == RunState.Failed, "the flow fails");
        Assert.Single(_sink.Heard, "connect");
        Assert.Contains("Warning [Connector::flow::to] Not reconnecting: it would fail again: no such table", _bench.Log.Lines);
    }

    [Fact]
    public async Task An_attempt_to_connect_waits_as_long_as_the_peer_asks()
    {
        _sink.OnConnect = static () => throw new OutsideException(OutsideFailure.RetryAfter("busy", TimeSpan.FromSeconds(9)));
        Simple();
        await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 9000 ms"), "a retry is planned");
    }

    [Fact]
    public async Task A_permanent_failure_of_a_delivery_loses_what_waits()
    {
        Simple();
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.Permanent("no such table"));
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        await Eventually.Done(flow.Completion);
        _source.SendText("b\n");
        Assert.Equal(RunState.Failed, flow.Connectors.Last().State);
        Assert.Equal(1, flow.Connectors.Last().Statistics.EventsLost);
        Assert.Single(_sink.Heard, "connect");
        await flow.StopAsync();
        Assert.Equal("Error [Sink::flow::to] Error: no such table", Assert.Single(_bench.Log.Lines, static l => l.StartsWith("Error", StringComparison.Ordinal)));
        Assert.Contains("Information [Connector::flow::to] Not reconnecting: it would fail again: no such table", _bench.Log.Lines);
    }

    [Fact]
    public async Task A_peer_that_wants_to_be_left_alone_stops_the_source_until_then_and_what_waits_is_not_lost()
    {
        Simple();
        var isBusy = true;
        _sink.OnDeliver = _ => isBusy ? throw new OutsideException(OutsideFailure.RetryAfter("busy", TimeSpan.FromSeconds(5))) : Task.CompletedTask;
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");
        Assert.Equal(SourceHolds.Breaker, flow.Connectors.First().Source!.Holds);
        isBusy = false;
        _source.SendText("b\n");
        _bench.Time.Advance(4999);
        Assert.Empty(_sink.Received);
        _bench.Time.Advance(1);
        await Eventually.True(() => _sink.Received.Count == 1, "the next line arrives");
        Assert.Equal(["b"], _sink.Received);
        Assert.Single(_sink.Heard, "connect");
    }

    private void Simple() =>
        _bench.Connector("from", _source, s_retry).Connector("to", _sink, s_retry).Pipeline("pass").Link("from -> pass -> to");
}
