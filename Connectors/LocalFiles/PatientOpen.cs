using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>
/// Opens what may keep its opener waiting, as a named pipe does until its other end is there, and says so. An opening that is given up goes on for the next
/// attempt. One caller at a time.
/// </summary>
/// <param name="peer">Whom it waits for, such as <c>reader</c>.</param>
internal sealed class PatientOpen(ConnectorContext context, string path, string peer)
{
    /// <summary>A wait that is shorter is not worth a word.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    private readonly PendingRead<FileStream> _opening = new();

    /// <exception cref="OperationCanceledException">The opening goes on.</exception>
    public async ValueTask<FileStream> OpenAsync(Func<FileStream> open, CancellationToken cancellation)
    {
        var opening = _opening.ReadAsync(() => Task.Run(open, CancellationToken.None), cancellation).AsTask();
        using var over = new CancellationTokenSource();
        if (await Task.WhenAny(opening, Task.Delay(s_silence, context.Time, over.Token)) != opening)
            context.Logger.LogWarning("[{Alias}] \"{Path}\" has no {Peer} yet: waiting for one", context.Alias, path, peer);
        await over.CancelAsync();
        return await opening;
    }

    /// <summary>Nobody wants it any more: what is opened yet is closed at once.</summary>
    public void Abandon() => _opening.Abandon(static file => file.Dispose());
}
