using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Null;

/// <summary>Discards everything that is written to it, and ends at once when it is read from.</summary>
/// <remarks>
/// <para>
/// Events are not encoded. Each is acknowledged: being discarded here is what the flow asked for. The source ends at its first pull. There
/// are no errors.
/// </para>
/// <example><code>{"kind": "null"}</code></example>
/// <para>(spec: connectors B.15)</para>
/// </remarks>
[Connector("null", Codec = CodecUse.Optional, ConfigOptional = true)]
internal sealed class NullConnector : IConnector, ISource, ISink
{
    public ISource Source => this;

    public ISink Sink => this;

    public bool HasIndependentHalves => true;

    public bool IsTransactional => false;

    public bool ReadsOnWhileDraining => false;

    public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => new(SourceReply.Finished);

    public void OnStart(ISinkContext context)
    {
    }

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISource.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISink.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISource.StopAsync() => ValueTask.CompletedTask;

    ValueTask ISink.StopAsync() => ValueTask.CompletedTask;
}
