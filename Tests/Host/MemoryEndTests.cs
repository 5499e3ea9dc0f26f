using System.Text;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The end by lack of memory comes, whatever the one who lacks it waits for.</summary>
public sealed class MemoryEndTests
{
    private readonly MemoryStream _error = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task It_says_where_and_what_was_read()
    {
        var end = Make(TimeSpan.FromHours(1));
        end.StandBy();
        end.End("main::main/s", static () => "7 events in, 0 errors");
        Assert.Matches("^error: out of memory in main::main/s, with .* of heap: the process ends here: 7 events in, 0 errors\n$", await _ended.Task);
    }

    [Fact]
    public async Task Who_waits_for_a_lock_is_ended_all_the_same()
    {
        using var held = new ManualResetEvent(initialState: false);
        var end = Make(TimeSpan.FromMilliseconds(50));
        end.StandBy();
        var stuck = Task.Run(() => end.End("main::main/s", () => held.WaitOne() ? "" : ""));
        Assert.Equal("error: out of memory: the process ends here, and what was under way is lost\n", await _ended.Task);
        Assert.False(stuck.IsCompleted);
        held.Set();
        await stuck;
    }

    [Fact]
    public async Task What_cannot_be_told_is_told_in_short()
    {
        var end = Make(TimeSpan.FromHours(1));
        end.StandBy();
        end.End(null, static () => throw new InsufficientMemoryException());
        Assert.Equal("error: out of memory: the process ends here, and what was under way is lost\n", await _ended.Task);
    }

    private MemoryEnd Make(TimeSpan patience) => new(_error, patience, () => _ended.TrySetResult(Encoding.UTF8.GetString(_error.ToArray())));
}
