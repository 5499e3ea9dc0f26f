using System.Net.Sockets;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>A failure of the outside world. The set of kinds is closed: the connector states it, the engine decides what follows.</summary>
public enum FailureKind
{
    /// <summary>It may work the next time.</summary>
    Retry,

    /// <summary>The peer asks to be left alone for a while.</summary>
    RetryAfter,

    /// <summary>The peer has ended the connection in good order: what came before is complete.</summary>
    EndOfStream,

    /// <summary>The connection broke: what was under way on it is gone, and what is to come begins anew.</summary>
    ConnectionLost,

    /// <summary>It will never work as things are; trying again would only repeat it.</summary>
    Permanent,
}

/// <summary>A call to the outside world failed.</summary>
/// <remarks>
/// <para>What the engine does, by kind and by the call that failed:</para>
/// <list type="table">
/// <item><term><see cref="FailureKind.Retry"/></term><description>
/// connect: a failed attempt, the strategy of <c>reconnect</c> decides · pull: the next one follows after a pause that grows from 1 ms to 1 s with each
/// failure in a row · deliver: the events fail.</description></item>
/// <item><term><see cref="FailureKind.RetryAfter"/></term><description>
/// as Retry, but nothing is tried before <see cref="After"/> has passed; a sink opens its breaker until then.</description></item>
/// <item><term><see cref="FailureKind.EndOfStream"/></term><description>
/// connect: as Retry · pull and deliver: the streams of the source end, what they hold is decoded, and the connector connects again by its strategy;
/// logged low.</description></item>
/// <item><term><see cref="FailureKind.ConnectionLost"/></term><description>
/// connect: as Retry · pull and deliver: the streams break, and the connector connects again by its strategy; logged as a warning. What the streams hold of
/// a piece is dropped: the pulls of a transactional source that brought it fail, of any other source it counts as lost.</description></item>
/// <item><term><see cref="FailureKind.Permanent"/></term><description>
/// the connector has failed: it is not connected again, and what waits for its sink is lost.</description></item>
/// </list>
/// <para>
/// A <see cref="SocketException"/> that escapes, also within the <see cref="IOException"/> of a stream over a socket, counts as what its code says
/// (<see cref="Of"/>). An exception of any other type says nothing of the outside world: it counts as Retry, but for a pull that is out of memory, which is final.
/// </para>
/// </remarks>
public sealed record OutsideFailure
{
    private const double LongestSeconds = 24 * 60 * 60;

    private OutsideFailure(FailureKind kind, string reason) => (Kind, Reason) = (kind, reason);

    /// <summary>The kind, which says what the engine does.</summary>
    public FailureKind Kind { get; }

    /// <summary>The failure for people, and what it concerns: a part of a sentence.</summary>
    public string Reason { get; }

    /// <summary>With <see cref="FailureKind.RetryAfter"/>: how long to wait, from now on, at most a day; zero otherwise.</summary>
    public TimeSpan After { get; private init; }

    /// <summary>A failure of the kind <see cref="FailureKind.Retry"/>.</summary>
    /// <param name="reason">As in <see cref="Reason"/>.</param>
    public static OutsideFailure Retry(string reason) => new(FailureKind.Retry, reason);

    /// <summary>A failure of the kind <see cref="FailureKind.RetryAfter"/>.</summary>
    /// <param name="after">As in <see cref="After"/>. What a peer asks for may lie in the past, or years ahead: then it is none, or a day.</param>
    /// <inheritdoc cref="Retry(string)"/>
    public static OutsideFailure RetryAfter(string reason, TimeSpan after) =>
        new(FailureKind.RetryAfter, reason) { After = TimeSpan.FromSeconds(Math.Clamp(after.TotalSeconds, 0, LongestSeconds)) };

    /// <summary>A failure of the kind <see cref="FailureKind.EndOfStream"/>.</summary>
    /// <inheritdoc cref="Retry(string)"/>
    public static OutsideFailure EndOfStream(string reason) => new(FailureKind.EndOfStream, reason);

    /// <summary>A failure of the kind <see cref="FailureKind.ConnectionLost"/>.</summary>
    /// <inheritdoc cref="Retry(string)"/>
    public static OutsideFailure ConnectionLost(string reason) => new(FailureKind.ConnectionLost, reason);

    /// <summary>A failure of the kind <see cref="FailureKind.Permanent"/>.</summary>
    /// <inheritdoc cref="Retry(string)"/>
    public static OutsideFailure Permanent(string reason) => new(FailureKind.Permanent, reason);

    /// <summary>
    /// The failure that an exception of a connector stands for: the one that it states; where a socket says that the connection is gone
    /// <see cref="FailureKind.ConnectionLost"/>, where it says that this system cannot do it at all <see cref="FailureKind.Permanent"/>; else
    /// <see cref="FailureKind.Retry"/>.
    /// </summary>
    public static OutsideFailure Of(Exception e) => e switch
    {
        OutsideException stated => stated.Failure,
        SocketException socket => new(KindOf(socket.SocketErrorCode), e.Message),
        IOException { InnerException: SocketException socket } => new(KindOf(socket.SocketErrorCode), e.Message),
        _ => Retry(e.Message),
    };

    /// <summary>
    /// A refusal is none of a connection that was there: a datagram that nobody takes brings it, and the next one may be taken. Nor is an address or a host that
    /// is missing: it may come.
    /// </summary>
    private static FailureKind KindOf(SocketError error)
    {
        switch (error)
        {
            case SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NetworkReset or SocketError.NotConnected
                or SocketError.Shutdown or SocketError.Disconnecting or SocketError.OperationAborted or SocketError.TimedOut
                or SocketError.HostDown or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.NetworkUnreachable:
                return FailureKind.ConnectionLost;
            case SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.ProtocolNotSupported
                or SocketError.ProtocolType or SocketError.SocketNotSupported or SocketError.OperationNotSupported:
                return FailureKind.Permanent;
            default:
                return FailureKind.Retry;
        }
    }
}

/// <summary>How a connector states an <see cref="OutsideFailure"/>, from any of its methods that the engine awaits.</summary>
public sealed class OutsideException(OutsideFailure failure, Exception? inner = null) : Exception(failure.Reason, inner)
{
    /// <summary>The failure that it states.</summary>
    public OutsideFailure Failure => failure;
}
