using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>A sink that keeps what comes as text, and does with it what a test says.</summary>
internal sealed class ScriptedSink : IConnector, ISink
{
    private readonly Lock _lock = new();
    private readonly List<string> _received = [];
    private readonly List<string> _heard = [];

    public ISource? Source => null;

    public ISink? Sink => this;

    public IReadOnlyList<Port> ExtraPorts { get; init; } = [];

    public bool IgnoresMore { get; set; }

    public Action? OnConnect { get; set; }

    /// <summary>Its work on a batch; none means delivered.</summary>
    public Func<IDelivery, Task>? OnDeliver { get; set; }

    /// <summary>Its work on a signal.</summary>
    public Func<Signal, Task>? OnSignal { get; set; }

    /// <summary>Throws to make the last write fail.</summary>
    public Action? OnStop { get; set; }

    public ISinkContext? Context { get; private set; }

    /// <summary>The payloads that it took without an exception, in order.</summary>
    public IReadOnlyList<string> Received
    {
        get
        {
            lock (_lock) return [.. _received];
        }
    }

    /// <summary>The calls of the engine but deliveries and ticks.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_lock) return [.. _heard];
        }
    }

    public void OnStart(ISinkContext context)
    {
        Context = context;
        Hear("start");
    }

    public ValueTask ConnectAsync(CancellationToken cancellation)
    {
        Hear("connect");
        OnConnect?.Invoke();
        return default;
    }

    public async ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        if (OnDeliver is { } act) await act(delivery).WaitAsync(cancellation);
        lock (_lock)
            foreach (ref readonly var e in delivery.Events) _received.Add(e.Data.AsText() ?? e.Data.ToString());
    }

    public async ValueTask OnSignalAsync(Signal signal, CancellationToken cancellation)
    {
        if (signal.Kind != SignalKind.Tick) Hear($"signal {signal.Kind.ToString().ToLowerInvariant()} {signal.Source}");
        if (OnSignal is { } act) await act(signal);
    }

    public ValueTask StopAsync()
    {
        Hear("stop");
        OnStop?.Invoke();
        return default;
    }

    private void Hear(string call)
    {
        lock (_lock) _heard.Add(call);
    }
}
