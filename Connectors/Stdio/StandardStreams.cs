using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tremor.Dataflow.Connectors.LocalFiles;
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
    private const int MaxWaitingChunks = 16; // of each listener: what is read ahead, 1 MiB

    private static readonly ConditionalWeakTable<IProcessControl, StandardStreams> s_ofProcess = [];

    private readonly IProcessControl _process;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly List<Listener> _listeners = []; // guarded by _gate
    private Task? _reader; // null while nobody listens; guarded by _gate
    private bool _isAtEnd; // guarded by _gate
    private OutsideException? _failure; // why it is at the end, where that is no good end; guarded by _gate
    private ReadWatch? _watch; // over the input, from the first connector on: what changes before the first read is noticed, too; used by the reader
    private long? _unread; // bytes of the file that is the input, before anybody reads; guarded by _gate

    private StandardStreams(IProcessControl process)
    {
        _process = process;
        (_watch, _unread) = (StandardFiles.Watch(process), StandardFiles.InputLength(process));
    }

    public static StandardStreams Of(IProcessControl process) => s_ofProcess.GetValue(process, static p => new StandardStreams(p));

    /// <summary>
    /// The chunks of standard input from now on; the first listener starts the reading. It completes at the end of the input, with an
    /// <see cref="OutsideException"/> where it cannot be read on.
    /// </summary>
    /// <param name="length">How many bytes of the file that is the input the listener may expect; 0 where it is none.</param>
    public ChannelReader<PooledBuffer> Listen(out long length)
    {
        var chunks = Channel.CreateBounded<PooledBuffer>(new BoundedChannelOptions(MaxWaitingChunks) { SingleReader = true, SingleWriter = true });
        lock (_gate)
        {
            length = _unread ?? StandardFiles.InputLength(_process);
            _unread = null;
            if (_isAtEnd) chunks.Writer.Complete(_failure);
            else
            {
                _listeners.Add(new Listener(chunks));
                _reader ??= Task.Run(ReadAsync);
            }
        }

        return chunks.Reader;
    }

    /// <summary>
    /// A listener wants no more than has been read, and what a read under way may bring: it completes behind that. When nobody wants more, nothing is read.
    /// </summary>
    public void Finish(ChannelReader<PooledBuffer> reader)
    {
        lock (_gate)
            if (_listeners.Find(l => l.Chunks.Reader == reader) is { } listener) listener.IsFinishing = true;
    }

    /// <summary>A listener does not want any more: the others need not wait for it.</summary>
    public void Leave(ChannelReader<PooledBuffer> reader)
    {
        lock (_gate)
        {
            var at = _listeners.FindIndex(l => l.Chunks.Reader == reader);
            if (at >= 0)
            {
                _listeners[at].Chunks.Writer.TryComplete();
                _listeners.RemoveAt(at);
            }
        }

        while (reader.TryRead(out var buffer)) buffer.Release();
    }

    /// <summary>One byte more, for the last listener, who has finished; blocks while none comes.</summary>
    /// <returns>Not read where somebody else listens, or the reading has failed; read, and no buffer, at the end of the input.</returns>
    public async Task<(bool IsRead, PooledBuffer? Bytes)> ReadByteAsync()
    {
        lock (_gate)
        {
            if (_reader is not null || _failure is not null) return (false, null);
            if (_isAtEnd) return (true, null);
        }

        var buffer = PooledBuffer.Rent(1);
        try
        {
            buffer.Length = await _process.StandardInput.ReadAsync(buffer.Array.AsMemory(0, 1));
        }
        catch
        {
            buffer.Release();
            throw;
        }

        if (buffer.Length > 0) return (true, buffer);
        buffer.Release();
        End(null);
        return (true, null);
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
                var reason = $"cannot write standard {(toError ? "error" : "output")}: {e.Message}";
                throw new OutsideException(e.HResult == IProcessControl.BrokenPipe ? OutsideFailure.Permanent($"{reason}, its reader is gone") : OutsideFailure.ConnectionLost(reason), e);
            }
        }
    }

    /// <summary>
    /// Runs until the end of the input, or until nobody listens; nobody waits for it, since a read of standard input cannot be cut short.
    /// </summary>
    private async Task ReadAsync()
    {
        try
        {
            while (MayRead())
            {
                var buffer = PooledBuffer.Rent(ChunkSize);
                try
                {
                    buffer.Length = await _process.StandardInput.ReadAsync(buffer.Array.AsMemory(0, ChunkSize));
                    Follow(buffer.Span);
                    if (buffer.Length > 0)
                    {
                        await HandOutAsync(buffer);
                        continue;
                    }
                }
                finally
                {
                    buffer.Release();
                }

                End(null);
                return;
            }
        }
        catch (Exception e)
        {
            // Whatever it is: nobody else could tell those who listen that nothing more comes.
            End(new OutsideException(OutsideFailure.Permanent($"cannot read standard input: {e.Message}"), e));
        }
    }

    /// <summary>Where others read from the same descriptor, nobody knows what lies where, and nothing is watched any more.</summary>
    /// <exception cref="FileChangedException"/>
    private void Follow(ReadOnlySpan<byte> read)
    {
        try
        {
            _watch?.Follow(read);
        }
        catch (FileChangedException) when (StandardFiles.InputPosition(_process) != _watch!.Position + read.Length)
        {
            _watch = null;
        }
    }

    /// <summary>Whether anybody wants what a read would bring; where not, the reader ends.</summary>
    private bool MayRead()
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
                if (listener.IsFinishing) listener.Chunks.Writer.TryComplete();
            _listeners.RemoveAll(static l => l.IsFinishing);
            if (_listeners.Count == 0) _reader = null;
            return _reader is not null;
        }
    }

    private void End(OutsideException? failure)
    {
        lock (_gate)
        {
            _isAtEnd = true;
            _failure = failure;
            foreach (var listener in _listeners) listener.Chunks.Writer.TryComplete(failure);
            _listeners.Clear();
        }
    }

    private async ValueTask HandOutAsync(PooledBuffer buffer)
    {
        Listener[] listeners;
        lock (_gate) listeners = [.. _listeners];
        foreach (var listener in listeners)
        {
            buffer.Retain();
            try
            {
                await listener.Chunks.Writer.WriteAsync(buffer);
            }
            catch (ChannelClosedException)
            {
                buffer.Release(); // it has left meanwhile
            }
        }
    }

    private sealed class Listener(Channel<PooledBuffer> chunks)
    {
        public Channel<PooledBuffer> Chunks => chunks;

        /// <summary>Guarded by the gate.</summary>
        public bool IsFinishing { get; set; }
    }
}
