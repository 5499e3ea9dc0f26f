using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Contracts;

public sealed class PendingReadTests
{
    private readonly PendingRead<string> _read = new();
    private readonly List<TaskCompletionSource<string>> _started = [];

    [Fact]
    public async Task A_cancelled_call_leaves_its_read_to_the_next()
    {
        using var cancellation = new CancellationTokenSource();
        var first = ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = ReadAsync();
        _started[0].SetResult("a");
        Assert.Equal("a", await second);
        Assert.Single(_started);
    }

    /// <summary>A decoder at work must not lose what it works with.</summary>
    [Fact]
    public async Task What_is_read_from_is_closed_behind_the_read_that_nobody_waits_for()
    {
        var (closed, discarded) = (new Closing(), "");
        _read.Abandon(static _ => { }, closed);
        Assert.Equal(1, closed.Times);
        using var cancellation = new CancellationTokenSource();
        var reading = ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        closed = new Closing();
        _read.Abandon(text => discarded = $"{text}, closed {closed.Times}", closed);
        Assert.Equal(0, closed.Times);
        _started[0].SetResult("late");
        await Eventually.True(() => closed.Times == 1, "it is closed");
        Assert.Equal("late, closed 0", discarded);
    }

    [Fact]
    public async Task What_came_between_two_calls_is_not_lost()
    {
        using var cancellation = new CancellationTokenSource();
        var first = ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _started[0].SetResult("a");
        Assert.Equal("a", await ReadAsync(cancellation.Token));
    }

    [Fact]
    public async Task A_read_that_fails_fails_the_call_that_waits_and_the_next_begins_anew()
    {
        var first = ReadAsync();
        _started[0].SetException(new IOException("broken"));
        await Assert.ThrowsAsync<IOException>(() => first);
        var second = ReadAsync();
        _started[1].SetResult("b");
        Assert.Equal("b", await second);
    }

    [Fact]
    public async Task What_an_abandoned_read_brings_is_discarded()
    {
        var discarded = new List<string>();
        using var cancellation = new CancellationTokenSource();
        var first = ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _read.Abandon(discarded.Add);
        _read.Abandon(discarded.Add);
        var second = ReadAsync();
        _started[0].SetResult("late");
        _started[1].SetResult("b");
        Assert.Equal("b", await second);
        Assert.Equal(["late"], discarded);
    }

    private Task<string> ReadAsync(CancellationToken cancellation = default) => _read.ReadAsync(
        () =>
        {
            _started.Add(new TaskCompletionSource<string>());
            return _started[^1].Task;
        },
        cancellation).AsTask();

    private sealed class Closing : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }
}
