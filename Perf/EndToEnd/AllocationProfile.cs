using System.Diagnostics.Tracing;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>Samples what is allocated, by type: the runtime says so once every 100 kB or so. For <c>e2e --allocations</c>.</summary>
internal sealed class AllocationProfile : EventListener
{
    private const EventKeywords GcKeyword = (EventKeywords)0x1;
    private readonly Dictionary<string, long> _bytesByType = [];

    public IEnumerable<(string Type, long Bytes)> Largest
    {
        get
        {
            lock (_bytesByType) return [.. _bytesByType.OrderByDescending(static p => p.Value).Take(12).Select(static p => (p.Key, p.Value))];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, GcKeyword);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is not ("GCAllocationTick_V2" or "GCAllocationTick_V3" or "GCAllocationTick_V4")) return;
        if (eventData is not { Payload: [_, _, _, ulong amount, _, string type, ..] }) return;
        lock (_bytesByType) _bytesByType[type] = _bytesByType.GetValueOrDefault(type) + (long)amount;
    }
}
