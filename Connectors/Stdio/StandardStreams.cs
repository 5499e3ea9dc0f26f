using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Stdio;

/// <summary>
/// The standard streams of a process, shared by all its <c>stdio</c> connectors: one reader that hands every chunk to every listener, and writes
/// that do not mix.
/// </summary>
/// <remarks>
/// Locks: <c>_gate</c> guards the listeners and whether the reader runs; <c>_writing</c> is held during one write. Neither is taken inside
/// the other.
/// </remarks>
internal sealed class StandardStreams
{
    private const int ChunkSize = 64 * 1024; // bytes, what a pipe holds
    private const int MaxWaitingChunks = 128;

    private static readonly ConditionalWeakTable<IProcessControl, StandardStreams> s_ofProcess = [];

    private readonly IProcessControl _process;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly List<Channel<PooledBuffer>> _listeners = []; // guarded by _gate
    private Task? _reader; // guarded by _gate
    private bool _isAtEnd; // guarded by _gate
    private OutsideException? _failure; // why it is at the end, where that is no good end; guarded by _gate

    private StandardStreams(IProcessControl process) => _process = process;

    public static StandardStreams Of(IProcessControl process) => s_ofProcess.GetValue(process, static p => new StandardStreams(p));

    /// <summary>
    /// The chunks of standard input from now on; the first listener starts the reading. It completes at the end of the input, with an
    /// <see cref="OutsideException"/> where it cannot be read on.
    /// </summary>
    public ChannelReader<PooledBuffer> Listen()
    {
        var listener = Channel.CreateBounded<PooledBuffer>(new BoundedChannelOptions(MaxWaitingChunks) { SingleReader = true, SingleWriter = true });
        lock (_gate)
        {
            if (_isAtEnd) listener.Writer.Complete(_failure);
            else _listeners.Add(listener);
            _reader ??= Task.Run(ReadAsync);
        }

        return listener.Reader;
    }

    /// <summary>A listener does not want any more: the others need not wait for it.</summary>
    public void Leave(ChannelReader<PooledBuffer> reader)
    {
        lock (_gate)
        {
            var at = _listeners.FindIndex(l => l.Reader == reader);
            if (at < 0) return;
            _listeners[at].Writer.TryComplete();
            _listeners.RemoveAt(at);
        }

        while (reader.TryRead(out var buffer)) buffer.Release();
    }

    /// <exception cref="OutsideException">What the output leads to takes no more.</exception>
    public void Write(bool toError, ReadOnlySpan<byte> bytes)
    {
        var stream = toError ? _process.StandardError : _process.StandardOutput;
        lock (_writing)
        {
            try
            {
                stream.Write(bytes);
                stream.Flush();
            }
            catch (IOException e)
            {
                throw new OutsideException(OutsideFailure.ConnectionLost($"cannot write standard {(toError ? "error" : "output")}: {e.Message}"), e);
            }
        }
    }

    /// <summary>Runs until the end of the input; nobody waits for it, since a read of standard input cannot be cut short.</summary>
    private async Task ReadAsync()
    {
        OutsideException? failure = null;
        try
        {
            while (true)
            {
                var buffer = PooledBuffer.Rent(ChunkSize);
                buffer.Length = await _process.StandardInput.ReadAsync(buffer.Array.AsMemory(0, ChunkSize));
                var isEnd = buffer.Length == 0;
                if (!isEnd) await HandOutAsync(buffer);
                buffer.Release();
                if (isEnd) break;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            failure = new OutsideException(OutsideFailure.Permanent($"cannot read standard input: {e.Message}"), e);
        }

        lock (_gate)
        {
            _isAtEnd = true;
            _failure = failure;
            foreach (var listener in _listeners) listener.Writer.TryComplete(failure);
            _listeners.Clear();
        }
    }

    private async ValueTask HandOutAsync(PooledBuffer buffer)
    {
        Channel<PooledBuffer>[] listeners;
        lock (_gate) listeners = [.. _listeners];
        foreach (var listener in listeners)
        {
            buffer.Retain();
            try
            {
                await listener.Writer.WriteAsync(buffer);
            }
            catch (ChannelClosedException)
            {
                buffer.Release(); // it has left meanwhile
            }
        }
    }
}
