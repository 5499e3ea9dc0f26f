using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Connectors.Fakes;

/// <summary>A process whose streams lie in memory and that remembers who asked it to end.</summary>
internal sealed class FakeProcess : IProcessControl
{
    private readonly TaskCompletionSource _shutdownRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Stream StandardInput { get; set; } = new MemoryStream();

    public MemoryStream Output { get; } = new();

    public MemoryStream Error { get; } = new();

    /// <summary>In place of <see cref="Output"/>.</summary>
    public Stream? OtherOutput { get; set; }

    Stream IProcessControl.StandardOutput => OtherOutput ?? Output;

    Stream IProcessControl.StandardError => Error;

    /// <summary>What lies behind the streams, by number.</summary>
    public IReadOnlyList<SafeFileHandle?> Handles { get; set; } = [];

    public SafeFileHandle? StandardHandle(int number) => Handles.ElementAtOrDefault(number);

    public string OutputText => Encoding.UTF8.GetString(Output.ToArray());

    public string ErrorText => Encoding.UTF8.GetString(Error.ToArray());

    /// <summary>How the shutdowns were asked for: graceful or not.</summary>
    public List<bool> Shutdowns { get; } = [];

    /// <summary>Completes with the first of them.</summary>
    public Task ShutdownRequested => _shutdownRequested.Task;

    public VirtualTime Time { get; } = new();

    public ConnectorContext Context(string alias = "flow::it", ulong id = 7, ILogger? logger = null) => new()
    {
        Alias = alias,
        Id = id,
        Time = Time,
        Logger = logger ?? NullLogger.Instance,
        Process = this,
        HostName = "here",
    };

    public void RequestShutdown(bool graceful, string? by)
    {
        Shutdowns.Add(graceful);
        _shutdownRequested.TrySetResult();
    }
}
