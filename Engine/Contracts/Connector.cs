using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>How a connector takes codecs (spec: runtime 6).</summary>
public enum CodecUse
{
    /// <summary>A definition must name one.</summary>
    Required,

    /// <summary>json unless another one is named.</summary>
    Optional,

    /// <summary>Takes no codec: its events are values already.</summary>
    Structured,
}

/// <summary>The surroundings of a connector: everything it is given besides its own configuration.</summary>
public sealed record ConnectorContext
{
    /// <summary><c>flow::connector</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>Id of its source and its sink (spec: runtime 1.2).</summary>
    public required ulong Id { get; init; }

    /// <summary>The clock: of all waits, and of what it stamps.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For what only the connector knows; starts, stops and failures are logged by the engine.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The requests that a connector may make of the process.</summary>
    public required IProcessControl Process { get; init; }

    /// <summary>The name of this machine, as origins show it.</summary>
    public required string HostName { get; init; }

    /// <summary>The metrics of the process.</summary>
    public MetricsChannel Metrics { get; init; } = new();
}

/// <summary>The process around the flows.</summary>
public interface IProcessControl
{
    /// <summary>The <see cref="Exception.HResult"/> of an <see cref="IOException"/> that says that nobody reads what is written: EPIPE of Linux.</summary>
    const int BrokenPipe = 32;

    /// <summary>Standard input, shared by all that read it.</summary>
    Stream StandardInput { get; }

    /// <summary>Standard output, unbuffered: what a call writes is out when it returns.</summary>
    Stream StandardOutput { get; }

    /// <summary>Standard error, unbuffered as well.</summary>
    Stream StandardError { get; }

    /// <summary>What the operating system has behind a standard stream: 0 is input, 1 output, 2 error. Null where it has nothing.</summary>
    SafeFileHandle? StandardHandle(int number) => null;

    /// <summary>Starts the shutdown in the background and returns at once.</summary>
    /// <param name="graceful">Drain the flows before stopping them.</param>
    /// <param name="by">Alias of the connector that asks, for the message that says why the run has ended; null where the asker says so itself.</param>
    void RequestShutdown(bool graceful, string? by = null);
}

/// <summary>
/// A connector: a source, a sink, or both. Made once for each <c>create</c>, before anything is linked. Each half has a loop of its own: what the two
/// share is theirs to guard. Both are connected together, source first; when one loses its connection, both are connected again, but where
/// <see cref="HasIndependentHalves"/> says otherwise.
/// </summary>
public interface IConnector
{
    /// <summary>Null when it cannot be read from with this configuration.</summary>
    ISource? Source { get; }

    /// <summary>Null when it cannot be written to with this configuration.</summary>
    ISink? Sink { get; }

    /// <summary>
    /// Whether what happens to the one half does not touch the other: each has a connection of its own, which it loses and makes again alone, and one that
    /// the flow does not use is never connected. A source whose sink has lost its connection goes on, in the middle of a stream, as soon as it may; a sink whose
    /// source has failed writes on. False, as it is unless stated, where both use one connection: when that is lost, all streams are broken, and
    /// behind the next call to connect they begin anew. The same for the whole life of the connector.
    /// </summary>
    bool HasIndependentHalves => false;

    /// <summary>
    /// What this instance holds, alone or with those that use it as harmlessly, by the halves that its flow uses (spec: operations 1.8). The engine asks
    /// after everything is linked and before anything is connected, and again whenever other flows are deployed, from any thread: a flow whose
    /// holdings meet those of another connector of the process is not deployed. Opens, makes and changes nothing.
    /// </summary>
    /// <param name="reads">Whether the flow reads from it.</param>
    /// <param name="writes">Whether the flow writes to it.</param>
    IEnumerable<Holding> Holdings(bool reads, bool writes) => [];
}
