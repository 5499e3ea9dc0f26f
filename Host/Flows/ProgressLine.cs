using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>Shows on a terminal, twice a second, how a run gets on.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _task;

    private ProgressLine(StatusLine status, TimeProvider time, Func<RunTotals> totals) => _task = ShowAsync(status, time, totals);

    /// <summary>Starts to show; null where nobody looks.</summary>
    public static ProgressLine? Start(HostProcess process, Func<RunTotals> totals) =>
        process.Status is { } status ? new(status, process.Time, totals) : null;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _task;
        _over.Dispose();
    }

    private async Task ShowAsync(StatusLine status, TimeProvider time, Func<RunTotals> totals)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        var before = totals();
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                var now = totals();
                status.Show(now.Progress(before));
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            status.Erase();
        }
    }
}
