using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class CommandQueueTests
{
    private readonly CommandQueue _commands = new(static () => { });

    [Fact]
    public async Task Behind_the_end_of_the_loop_commands_of_several_threads_do_not_overlap()
    {
        _commands.Open();
        await _commands.CloseAsync();
        var first = new TaskCompletionSource();
        var done = new List<int>();
        _commands.Post(async () =>
        {
            await first.Task;
            done.Add(1);
        });
        await Task.Run(() => _commands.Post(() => done.Add(2)));
        var third = _commands.DoAsync(() =>
        {
            done.Add(3);
            return default;
        });
        Assert.Empty(done);
        first.SetResult();
        await Eventually.Done(third);
        Assert.Equal([1, 2, 3], done);
    }

    [Fact]
    public async Task A_command_that_fails_behind_the_end_keeps_no_other_from_being_done()
    {
        _commands.Open();
        await _commands.CloseAsync();
        _commands.Post(static () => throw new InvalidOperationException("nobody hears it"));
        var failing = _commands.DoAsync(static () => throw new InvalidOperationException("who waits hears it"));
        Assert.Equal("who waits hears it", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        await Eventually.Done(_commands.DoAsync(static () => default));
    }
}
