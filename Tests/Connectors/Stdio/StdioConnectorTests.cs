using System.IO.Pipelines;
using System.Text;
using Tremor.Dataflow.Connectors.Stdio;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Tests.Connectors.Fakes;
using Tremor.Dataflow.Tests.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Connectors.Stdio;

public sealed class StdioConnectorTests
{
    private readonly FakeProcess _process = new();
    private readonly FakeSinkContext _sinkContext = new();

    [Fact]
    public async Task Input_comes_as_it_arrives_and_ends_once()
    {
        var input = new Pipe();
        _process.StandardInput = input.Reader.AsStream();
        var source = Create().Source!;
        await input.Writer.WriteAsync("p\nq"u8.ToArray());
        var first = await source.PullAsync(default);
        Assert.True(first.Details.Meta.IsNull);
        Assert.Equal("tremor-stdin", first.Details.Origin!.Scheme);
        Assert.Equal("0:p\nq", first.Show());
        await input.Writer.CompleteAsync();
        Assert.Equal(["EndStream:0"], await source.PullAllAsync());
    }

    [Fact]
    public async Task Every_source_gets_all_input_from_its_first_pull_on()
    {
        var input = new Pipe();
        _process.StandardInput = input.Reader.AsStream();
        var (one, two) = (Create().Source!, Create().Source!);
        var (first, second) = (one.PullTextAsync(), two.PullTextAsync());
        await input.Writer.WriteAsync("ab"u8.ToArray());
        Assert.Equal(["0:ab", "0:ab"], [await first, await second]);
        await input.Writer.CompleteAsync();
        Assert.Equal(["EndStream:0"], await one.PullAllAsync());
        Assert.Equal(["EndStream:0"], await two.PullAllAsync());
        Assert.Equal(["EndStream:0"], await Create().Source!.PullAllAsync());
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_fails_for_good_for_every_source()
    {
        _process.StandardInput = new ClosedStream("standard input");
        foreach (var source in (ISource[])[Create().Source!, Create().Source!])
        {
            var error = await Assert.ThrowsAsync<OutsideException>(async () => await source.PullAsync(default));
            Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
            Assert.Equal("cannot read standard input: standard input is closed: whoever started the program gave it none", error.Message);
        }
    }

    /// <summary>Nobody but the reader could tell them.</summary>
    [Fact]
    public async Task Whatever_ends_the_reading_is_told_to_every_source()
    {
        _process.StandardInput = new Exhausted();
        foreach (var source in (ISource[])[Create().Source!, Create().Source!])
        {
            var error = await Eventually.Done(Assert.ThrowsAsync<OutsideException>(async () => await source.PullAsync(default)));
            Assert.Equal((FailureKind.Permanent, "cannot read standard input: no memory"), (error.Failure.Kind, error.Message));
        }
    }

    /// <summary>What has gone back to its pool is overwritten in the tests.</summary>
    [Fact]
    public async Task A_read_that_fails_gives_its_buffer_back()
    {
        var input = new FailingRead();
        _process.StandardInput = input;
        await Eventually.Done(Assert.ThrowsAsync<OutsideException>(async () => await Create().Source!.PullAsync(default)));
        Assert.Equal(-1, input.Buffer.Span.IndexOf(FailingRead.Mark));
    }

    [Theory]
    [InlineData(true, 3, "cannot read standard input: it shrank to 3 bytes while it was read; 8 bytes had been read")]
    [InlineData(false, 10, "cannot read standard input: it was written over while it was read; 8 bytes had been read")]
    public async Task A_file_behind_it_that_is_changed_while_it_is_read_is_an_error_that_says_how(bool isEmptied, int written, string expected)
    {
        var directory = Directory.CreateTempSubdirectory("tremor-stdio-");
        var path = Path.Combine(directory.FullName, "data");
        System.IO.File.WriteAllText(path, "headabcdefgh");
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0) { Position = 4 })
        {
            using var gate = new SemaphoreSlim(0);
            _process.StandardInput = new Held(file, gate);
            _process.Handles = [file.SafeFileHandle];
            var source = Create().Source!;
            var first = source.PullAsync(default);
            gate.Release();
            Assert.Equal("0:abcdefgh", (await first).Show());
            using (var writer = new FileStream(path, isEmptied ? FileMode.Truncate : FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) writer.Write(new byte[written]);
            gate.Release();
            var error = await Assert.ThrowsAsync<OutsideException>(async () => await source.PullAsync(default));
            Assert.Equal((FailureKind.Permanent, expected), (error.Failure.Kind, error.Message));
        }

        directory.Delete(recursive: true);
    }

    /// <summary>A flow may wait long for its sinks before it reads.</summary>
    [Theory]
    [InlineData(6, "cannot read standard input: it shrank to 6 bytes while it was read; 2 bytes had been read", 2)]
    [InlineData(0, "cannot read standard input: it shrank to 0 bytes while it was read; 0 bytes had been read", 0)]
    public async Task A_file_behind_it_that_shrinks_before_the_first_read_is_an_error_too(int length, string expected, int read)
    {
        var directory = Directory.CreateTempSubdirectory("tremor-stdio-");
        var path = Path.Combine(directory.FullName, "data");
        System.IO.File.WriteAllText(path, "headabcdefgh");
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0) { Position = 4 })
        using (var gate = new SemaphoreSlim(100))
        {
            _process.StandardInput = new Held(file, gate);
            _process.Handles = [file.SafeFileHandle];
            var source = Create().Source!;
            using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) writer.SetLength(length);
            var error = await Assert.ThrowsAsync<OutsideException>(source.PullAllAsync);
            Assert.Equal((FailureKind.Permanent, expected), (error.Failure.Kind, error.Message));
            Assert.Equal(new InputExtent(read, 8), source.Extent);
            Assert.Null(await source.TakeReadAheadAsync()); // it is said once
        }

        directory.Delete(recursive: true);
    }

    /// <summary>Where two processes read from one descriptor, nobody knows which bytes of the file a read has brought.</summary>
    [Fact]
    public async Task A_file_from_which_others_read_too_is_read_to_its_end()
    {
        var directory = Directory.CreateTempSubdirectory("tremor-stdio-");
        var path = Path.Combine(directory.FullName, "data");
        System.IO.File.WriteAllText(path, string.Concat(Enumerable.Range(0, 30_000).Select(static i => $"{i,6}\n")));
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
        using (var gate = new SemaphoreSlim(0))
        {
            _process.StandardInput = new Held(file, gate);
            _process.Handles = [file.SafeFileHandle];
            var source = Create().Source!;
            var first = source.PullAsync(default);
            gate.Release();
            Assert.StartsWith("0:     0\n", (await first).Show(), StringComparison.Ordinal);
            file.Seek(100_002, SeekOrigin.Begin);
            gate.Release(100);
            Assert.EndsWith(" 29999\n", (await source.PullAllAsync())[^2], StringComparison.Ordinal);
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public void Files_of_the_shell_are_held_and_what_is_no_file_is_not()
    {
        var directory = Directory.CreateTempSubdirectory("tremor-stdio-");
        var path = Path.Combine(directory.FullName, "data");
        using (var file = System.IO.File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite))
        using (var device = System.IO.File.OpenHandle("/dev/null", access: FileAccess.ReadWrite, share: FileShare.ReadWrite))
        {
            _process.Handles = [file, file, device];
            Assert.Equal(["has as its standard input"], Create().Holdings(true, false).Select(static h => h.Use));
            Assert.Equal(["has as its standard output"], Create().Holdings(false, true).Select(static h => h.Use));
            Assert.Empty(Create().Holdings(false, false));
            _process.Handles = [device, device, null];
            Assert.Empty(Create().Holdings(true, true));
        }

        directory.Delete(recursive: true);
    }

    /// <summary>The input does not hear of an output that takes no more, though one connector has both.</summary>
    [Fact]
    public async Task A_line_is_read_on_where_it_was_when_the_output_breaks_in_the_middle_of_it()
    {
        var input = new Pipe();
        _process.StandardInput = input.Reader.AsStream();
        _process.OtherOutput = new FullDisk();
        var (kept, bench) = (new ScriptedSink(), new FlowBench());
        await using var ends = bench;
        bench.Connector("both", c => new StdioConnector(c with { Process = _process }), new ReconnectPlan(new RetryPlan(100))).Connector("kept", kept)
            .Pipeline("pass").Link("both -> pass -> both").Link("pass -> kept");
        var flow = await bench.DeployAsync();
        await input.Writer.WriteAsync("1000001\n1000"u8.ToArray());
        await Eventually.True(() => bench.Log.Has("Reconnecting after 100 ms"), "the output breaks");
        _process.OtherOutput = null;
        await input.Writer.WriteAsync("002\n"u8.ToArray());
        await bench.AsleepAsync();
        bench.Time.Advance(100);
        await Eventually.True(() => kept.Received.Count == 2, "the second line arrives");
        await Eventually.True(() => _process.OutputText.Length > 0, "at both sinks");
        Assert.Equal(["1000001", "1000002"], kept.Received);
        Assert.Equal("1000002\n", _process.OutputText);
        Assert.Equal("not written: cannot write standard output: No space left on device", Assert.Single(flow.Losses.Losses).Reason);
    }

    [Fact]
    public async Task A_source_that_lags_behind_loses_nothing()
    {
        var input = new Pipe();
        _process.StandardInput = input.Reader.AsStream();
        var source = Create().Source!;
        var seen = new StringBuilder();
        var sent = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            sent.Append(i);
            await input.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{i}"));
            if (i == 0) seen.Append((await source.PullTextAsync())[2..]);
        }

        await input.Writer.CompleteAsync();
        foreach (var text in await source.PullAllAsync())
            if (text.StartsWith("0:", StringComparison.Ordinal)) seen.Append(text[2..]);
        Assert.Equal(sent.ToString(), seen.ToString());
    }

    [Fact]
    public async Task A_pull_that_is_given_up_loses_nothing()
    {
        var input = new Pipe();
        _process.StandardInput = input.Reader.AsStream();
        var source = Create().Source!;
        using var cancelled = new CancellationTokenSource();
        var pull = source.PullAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        await input.Writer.WriteAsync("late"u8.ToArray());
        Assert.Equal("0:late", await source.PullTextAsync());
    }

    [Fact]
    public async Task A_source_that_has_stopped_holds_nobody_up()
    {
        var input = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        _process.StandardInput = input.Reader.AsStream();
        var (one, two) = (Create().Source!, Create().Source!);
        var (first, second) = (one.PullTextAsync(), two.PullTextAsync());
        await input.Writer.WriteAsync("a"u8.ToArray());
        await Task.WhenAll(first, second);
        await one.StopAsync();
        for (var i = 0; i < 300; i++)
        {
            await input.Writer.WriteAsync("b"u8.ToArray());
            Assert.StartsWith("0:b", await two.PullTextAsync());
        }

        Assert.Equal("Finished:0", await one.PullTextAsync());
    }

    [Fact]
    public async Task What_was_read_ahead_can_be_taken_to_the_last_byte_and_then_nothing_is_read()
    {
        var input = new Endless();
        _process.StandardInput = input;
        var source = Create().Source!;
        var taken = (long)(await source.PullTextAsync()).Length - 2;
        await Eventually.True(() => input.Given > 15 * 64 * 1024, "it is read ahead");
        while (await source.TakeReadAheadAsync() is { } reply) taken += reply.Show().Length - 2;
        Assert.Equal(input.Given, taken);
        Assert.Equal(taken, source.Extent!.Value.Read);
        await source.StopAsync();
        Assert.Equal(input.Given, taken);
    }

    [Fact]
    public async Task A_drain_does_not_wait_long_for_a_read_that_finds_nothing()
    {
        var input = new Pipe();
        var reads = Watch(input);
        var source = Create().Source!;
        await input.Writer.WriteAsync("a"u8.ToArray());
        await source.PullTextAsync();
        await reads.BeginAsync(2);
        var taking = source.TakeReadAheadAsync().AsTask();
        Assert.False(taking.IsCompleted);
        _process.Time.Advance(50);
        Assert.Null(await taking);
    }

    [Fact]
    public async Task A_source_that_wants_no_more_does_not_keep_it_from_the_others()
    {
        var input = new Pipe();
        var reads = Watch(input);
        var (one, two) = (Create().Source!, Create().Source!);
        var (first, second) = (one.PullTextAsync(), two.PullTextAsync());
        await input.Writer.WriteAsync("a"u8.ToArray());
        await Task.WhenAll(first, second);
        await reads.BeginAsync(2);
        var taking = one.TakeReadAheadAsync().AsTask();
        // The read that was under way is still for both.
        await input.Writer.WriteAsync("b"u8.ToArray());
        Assert.Equal("0:b", (await taking)!.Value.Show());
        Assert.Null(await one.TakeReadAheadAsync());
        Assert.Equal("0:b", await two.PullTextAsync());
        await input.Writer.WriteAsync("c"u8.ToArray());
        Assert.Equal("0:c", await two.PullTextAsync());
    }

    [Theory]
    [InlineData("in", "x\ny\n", "")]
    [InlineData("stdout", "x\ny\n", "")]
    [InlineData("stderr", "", "x\ny\n")]
    public async Task Ports_go_to_their_streams(string port, string output, string error)
    {
        var delivery = new FakeDelivery("x", "bad", "y") { Port = Port.Of(port) };
        await Writer().DeliverAsync(delivery, default);
        Assert.Equal((output, error), (_process.OutputText, _process.ErrorText));
        Assert.Equal(["ack", "fail", "ack"], delivery.Outcomes);
    }

    [Fact]
    public async Task Another_port_is_an_error()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Writer().DeliverAsync(new FakeDelivery("x") { Port = Port.Of("snot") }, default));
        Assert.Equal("flow::it Invalid port 'snot'", error.Message);
    }

    [Fact]
    public async Task What_postprocessors_hold_goes_where_it_belongs_when_it_stops()
    {
        var sink = Writer();
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        (_sinkContext.Held[0], _sinkContext.Held[1]) = ("out", "err");
        await sink.StopAsync();
        await sink.StopAsync();
        Assert.Equal(("x\nout", "err"), (_process.OutputText, _process.ErrorText));
    }

    /// <summary>Input that never ends, as <c>yes</c> gives it.</summary>
    private sealed class Endless : MemoryStream
    {
        private long _given;

        public long Given => Volatile.Read(ref _given);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'y');
            Volatile.Write(ref _given, _given + buffer.Length);
            return new(buffer.Length);
        }
    }

    private WatchedReads Watch(Pipe input)
    {
        var reads = new WatchedReads(input.Reader.AsStream());
        _process.StandardInput = reads;
        return reads;
    }

    private StdioConnector Create() => new(_process.Context());

    private ISink Writer()
    {
        var sink = Create().Sink;
        sink.OnStart(_sinkContext);
        return sink;
    }

    private sealed class Exhausted : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InsufficientMemoryException("no memory");
    }

    /// <summary>Writes into the buffer and fails.</summary>
    private sealed class FailingRead : MemoryStream
    {
        public static ReadOnlySpan<byte> Mark => "what a read that fails has left"u8;

        public Memory<byte> Buffer { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Buffer = buffer;
            Mark.CopyTo(buffer.Span[1234..]);
            throw new IOException("Input/output error");
        }
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }

    /// <summary>Says how many reads have begun: a source that wants no more between two of them is not told what the next one brings.</summary>
    private sealed class WatchedReads(Stream inner) : MemoryStream
    {
        private int _begun;

        public Task BeginAsync(int count) => Eventually.True(() => Volatile.Read(ref _begun) >= count, $"read {count} has begun");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _begun);
            return inner.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Each read waits until it is let through, and is made in the descriptor, as one of a standard input is.</summary>
    private sealed class Held(FileStream file, SemaphoreSlim gate) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gate.WaitAsync(cancellationToken);
            var at = file.Position;
            var count = RandomAccess.Read(file.SafeFileHandle, buffer.Span, at);
            file.Seek(at + count, SeekOrigin.Begin);
            _ = file.SafeFileHandle; // to look at it moves the descriptor, too
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
