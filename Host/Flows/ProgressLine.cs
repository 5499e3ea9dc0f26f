using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Flows;

/// <summary>Shows on a terminal, on one line that is written over and over, how a long run gets on.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _task;

    private ProgressLine(HostProcess process, Func<RunTotals> totals) => _task = ShowAsync(process, totals);

    /// <summary>Starts to show; null where nobody looks.</summary>
    public static ProgressLine? Start(HostProcess process, Func<RunTotals> totals) => process.ErrorIsTerminal ? new(process, totals) : null;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _task;
        _over.Dispose();
    }

    private async Task ShowAsync(HostProcess process, Func<RunTotals> totals)
    {
        using var timer = new PeriodicTimer(s_interval, process.Time);
        var before = totals();
        var isShown = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                var now = totals();
                process.Error.Write(EraseLine + now.Progress(before));
                before = now;
                isShown = true;
            }
        }
        catch (OperationCanceledException)
        {
            if (isShown) process.Error.Write(EraseLine);
        }
    }
}
