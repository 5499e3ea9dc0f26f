using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>Shows on a terminal, twice a second, how a run gets on.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _task;

    private ProgressLine(StatusLine status, HostProcess process, Func<RunTotals> totals) => _task = ShowAsync(status, process, totals);

    /// <summary>Starts to show; null where nobody looks.</summary>
    public static ProgressLine? Start(HostProcess process, Func<RunTotals> totals) =>
        process.Status is { } status ? new(status, process, totals) : null;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _task;
        _over.Dispose();
    }

    private async Task ShowAsync(StatusLine status, HostProcess process, Func<RunTotals> totals)
    {
        using var timer = new PeriodicTimer(s_interval, process.Time);
        try
        {
            var before = totals();
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
        catch (Exception e)
        {
            // Who looks on misses something; the run does not.
            process.Error.WriteLine($"no progress is shown any more: {PrintableText.Line(e.Message)}");
        }
    }
}
