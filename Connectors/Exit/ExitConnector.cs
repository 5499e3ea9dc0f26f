using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.Timing;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Exit;

/// <summary>Ends the process when an event arrives.</summary>
/// <remarks>
/// <para>
/// Only the first event counts, of an engine batch its first element. When it is a record, its fields <c>delay</c> (nanoseconds, unsigned) and
/// <c>graceful</c> (bool) override the configuration; every other value does as well. The delay passes inside the sink, so that events
/// behind it wait; then the shutdown starts in the background. The exit code is 0, or 1 where the run has lost events or failed.
/// </para>
/// <para>
/// Every event is acknowledged, also one that comes when the sink has stopped, behind the first. There are no errors. What another sink has not written of it is lost
/// there.
/// </para>
/// <example><code>{"kind": "exit", "config": {"delay": 500000000}}</code></example>
/// <para>(spec: connectors B.16)</para>
/// </remarks>
[Connector("exit", Codec = CodecUse.Structured, Debug = true, ConfigOptional = true, HasSource = false)]
internal sealed class ExitConnector(ExitConnector.Config config, ConnectorContext context) : IConnector, ISink
{
    internal sealed record Config
    {
        /// <summary>How long to wait between the event and the shutdown, in nanoseconds. Nothing unless set.</summary>
        [Unit(TimeUnit.Nanoseconds)]
        public ulong Delay { get; init; }

        /// <summary>Whether the flows are drained before they are stopped; true, since otherwise events under way are lost.</summary>
        public bool Graceful { get; init; } = true;
    }

    private volatile bool _isAsked;

    public ISource? Source => null;

    public ISink Sink => this;

    public bool IgnoresMore => _isAsked;

    public void OnStart(ISinkContext sinkContext)
    {
    }

    public async ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        if (_isAsked || delivery.Events.IsEmpty) return;
        _isAsked = true;
        var (delay, graceful) = Wishes(delivery.Events[0]);
        try
        {
            await LongDelay.WaitAsync(context.Time, delay, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // somebody else was quicker
        }

        context.Logger.LogInformation("[{Alias}] An event asks for the end of the process ({How}).", context.Alias, graceful ? "graceful" : "forceful");
        context.Process.RequestShutdown(graceful, context.Alias);
    }

    private (ulong Delay, bool Graceful) Wishes(in Event e)
    {
        var elements = new BatchElements(in e);
        var value = elements.MoveNext() ? elements.Data : Value.Null;
        var delay = value.TryGetField("delay"u8, out var ns) && ns.TryGetUInt64(out var given) ? given : config.Delay;
        var graceful = value.TryGetField("graceful"u8, out var flag) && flag.TryGetBool(out var wish) ? wish : config.Graceful;
        return (delay, graceful);
    }
}
