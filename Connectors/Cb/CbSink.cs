using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Cb;

/// <summary>The writing half of <see cref="CbConnector"/>.</summary>
internal sealed class CbSink : ISink
{
    private ISinkContext? _sink;

    [Flags]
    private enum Commands
    {
        None = 0,
        Ack = 1,
        Fail = 2,
        Close = 4,
        Open = 8,
    }

    public void OnStart(ISinkContext context) => _sink = context;

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        for (var i = 0; i < delivery.Events.Length; i++)
        {
            var commands = Find(delivery.Events[i]);
            if (commands.HasFlag(Commands.Close)) _sink!.OpenBreaker();
            else if (commands.HasFlag(Commands.Open)) _sink!.CloseBreaker();

            if (commands.HasFlag(Commands.Ack)) continue;
            if (commands.HasFlag(Commands.Fail)) delivery.Fail(i, "an event asked for it");
            else delivery.Ignore(i);
        }

        return ValueTask.CompletedTask;
    }

    private static Commands Find(in Event e)
    {
        var elements = new BatchElements(in e);
        while (elements.MoveNext())
        {
            if (!elements.Meta.TryGetField("cb"u8, out var wish) && !elements.Data.TryGetField("cb"u8, out wish)) continue;
            var commands = Parse(wish);
            if (commands != Commands.None) return commands;
        }

        return Commands.None;
    }

    private static Commands Parse(Value wish)
    {
        var commands = wish.AsText() switch
        {
            "ack" => Commands.Ack,
            "fail" => Commands.Fail,
            "close" or "trigger" => Commands.Close,
            "open" or "restore" => Commands.Open,
            _ => Commands.None,
        };
        foreach (var item in wish.Items) commands |= Parse(item);
        return commands;
    }
}
