using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class SourceHooksTests
{
    private readonly RecordingLog _log = new();
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task What_fails_on_every_event_is_logged_at_times_and_hides_nothing_else()
    {
        var hooks = new SourceHooks(new Deaf(), "f::s", _log, _time);
        for (var i = 0; i < 1000; i++) hooks.Ack(0, 1);
        hooks.Fail(0, 1);
        await hooks.StopAsync();
        _time.Advance(1000);
        hooks.Ack(0, 1);
        Assert.Equal(
            [
                "Error [Source::f::s] Error in ack: deaf", "Error [Source::f::s] Error in fail: deaf", "Error [Source::f::s] Error in stop: deaf",
                "Error [Source::f::s] Error in ack, after 999 more that are not shown: deaf",
            ],
            _log.Lines);
    }

    private sealed class Deaf : ISource
    {
        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public void Ack(ulong stream, ulong pull) => throw new InvalidOperationException("deaf");

        public void Fail(ulong stream, ulong pull) => throw new InvalidOperationException("deaf");

        public ValueTask StopAsync() => throw new InvalidOperationException("deaf");
    }
}
