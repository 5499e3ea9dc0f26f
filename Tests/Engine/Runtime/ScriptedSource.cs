using System.Text;
using System.Threading.Channels;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>A source that delivers what a test puts into it, and notes what it is told.</summary>
internal sealed class ScriptedSource : IConnector, ISource
{
    private readonly Channel<(SourceReply Reply, Exception? Failure)> _replies = Channel.CreateUnbounded<(SourceReply, Exception?)>();
    private readonly Lock _lock = new();
    private readonly List<string> _heard = [];
    private Exception? _broken;
    private int _inside;
    private int _delivered;

    public ISource? Source => this;

    public ISink? Sink { get; init; }

    public bool IsTransactional { get; init; }

    public bool ReadsOnWhileDraining { get; init; }

    /// <summary>What it has read, as it says when a drain begins.</summary>
    public Queue<string> ReadAhead { get; } = [];

    /// <summary>Throws to make an attempt to connect fail.</summary>
    public Action? OnConnect { get; set; }

    /// <summary>Its work on an acknowledgement.</summary>
    public Action? OnAck { get; set; }

    /// <summary>Replies that were pulled.</summary>
    public int Delivered => Volatile.Read(ref _delivered);

    /// <summary>Calls of the engine to overlap, or to come while a pull waits.</summary>
    public int Overlaps { get; private set; }

    /// <summary>The calls of the engine, such as <c>ack 0 12</c>.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_lock) return [.. _heard];
        }
    }

    public void Send(SourceReply reply) => _replies.Writer.TryWrite((reply, null));

    /// <summary>The pull behind all that was sent before fails.</summary>
    public void Send(OutsideFailure failure) => Send(new OutsideException(failure));

    public void Send(Exception failure) => _replies.Writer.TryWrite((default, failure));

    public void SendText(string text, ulong stream = 0, ulong? pull = null) =>
        Send(TextOf(text, stream, pull));

    public void SendValue(Value value, ulong? pull = null) => Send(SourceReply.Structured(value, new PullDetails { PullId = pull }));

    /// <summary>The next pull throws. A pull that waits is not disturbed.</summary>
    public void Break(Exception e) => _broken = e;

    public void Break(OutsideFailure failure) => Break(new OutsideException(failure));

    public ValueTask ConnectAsync(CancellationToken cancellation)
    {
        Hear("connect");
        OnConnect?.Invoke();
        return default;
    }

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > 1) Overlaps++;
        try
        {
            if (Interlocked.Exchange(ref _broken, null) is { } e) throw e;
            await _replies.Reader.WaitToReadAsync(cancellation);
            if (!_replies.Reader.TryRead(out var next)) throw new InvalidOperationException("one reader");
            var (reply, failure) = next;
            if (failure is not null) throw failure;
            Interlocked.Increment(ref _delivered);
            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public ValueTask<SourceReply?> TakeReadAheadAsync() => new(ReadAhead.TryDequeue(out var text) ? TextOf(text, 0, null) : null);

    public void Ack(ulong stream, ulong pull)
    {
        Hear($"ack {stream} {pull}");
        OnAck?.Invoke();
    }

    public void Fail(ulong stream, ulong pull) => Hear($"fail {stream} {pull}");

    public void Settled(in EventId id, Outcome outcome) => Hear($"{(outcome == Outcome.Ack ? "delivered" : "failed")} {id}");

    public void OnPause() => Hear("pause");

    public void OnResume() => Hear("resume");

    public ValueTask StopAsync()
    {
        Hear("stop");
        return default;
    }

    private static SourceReply TextOf(string text, ulong stream, ulong? pull) =>
        SourceReply.Data(PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(text)), new PullDetails { Stream = stream, PullId = pull });

    private void Hear(string call)
    {
        if (Volatile.Read(ref _inside) > 0) Overlaps++;
        lock (_lock) _heard.Add(call);
    }
}
