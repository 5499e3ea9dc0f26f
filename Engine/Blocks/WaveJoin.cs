using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// Stands before a vertex with several channels: waits until a wave has come on all of them, and hands on one part with the
/// events in depth-first order.
/// </summary>
/// <remarks>
/// Each channel has a bounded queue of its own, from which one part is taken for each wave. So a branch that is ahead
/// waits for the others without filling their room, and no capacity is too small for the graph to move.
/// </remarks>
internal sealed class WaveJoin
{
    private readonly BufferBlock<WavePart>[] _queues;
    private readonly ITargetBlock<WavePart> _vertex;
    private readonly PipelineParts _pipeline;
    private readonly WavePart[] _parts;
    private readonly int[] _next;

    public WaveJoin(int channels, int capacity, ITargetBlock<WavePart> vertex, PipelineParts pipeline)
    {
        _queues = new BufferBlock<WavePart>[channels];
        for (var i = 0; i < channels; i++) _queues[i] = new BufferBlock<WavePart>(new DataflowBlockOptions { BoundedCapacity = capacity });
        _parts = new WavePart[channels];
        _next = new int[channels];
        _vertex = vertex;
        _pipeline = pipeline;
        Completion = Task.Run(RunAsync);
    }

    public Task Completion { get; }

    public ITargetBlock<WavePart> Queue(int channel) => _queues[channel];

    private async Task RunAsync()
    {
        while (true)
        {
            for (var i = 0; i < _queues.Length; i++)
            {
                while (!_queues[i].TryReceive(out _parts[i]))
                    if (!await _queues[i].OutputAvailableAsync())
                    {
                        _vertex.Complete();
                        return;
                    }

                Debug.Assert(_parts[i].Wave == _parts[0].Wave, "a wave came twice, or not at all");
            }

            await _vertex.SendAsync(MergeOrLose());
        }
    }

    private WavePart MergeOrLose()
    {
        try
        {
            return Merge();
        }
        catch (Exception e)
        {
            _pipeline.Fault.Note(e);
            foreach (var part in _parts) _pipeline.Fault.Lose(part, _pipeline.Alias);
            return new WavePart(_parts[0].Wave, null, null, 0);
        }
    }

    private WavePart Merge()
    {
        var (total, only) = (0, 0);
        for (var i = 0; i < _parts.Length; i++)
        {
            _next[i] = 0;
            if (_parts[i].Events is not { } events) continue;
            only = total == 0 ? i : -1;
            total += events.Count;
        }

        if (only >= 0) return _parts[only];
        var merged = EventBatch.Rent(total);
        var lineage = _pipeline.Lineages.Rent();
        lineage.HasKeys = true;
        for (var at = 0; at < total; at++)
        {
            var channel = First();
            var from = _parts[channel];
            var i = _next[channel]++;
            merged.Add(from.Events!.Events[i]);
            lineage.Set(at, from.RootOf(i), from.PortOf(i));
            from.Lineage!.Key(i).CopyTo(lineage.NewKey(at));
            if (_pipeline.Lineages.PathLength > 0) from.Lineage.Path(i).CopyTo(lineage.NewPath(at));
        }

        foreach (var part in _parts)
        {
            if (part.Events is null) continue;
            merged.AttachMemoryOf(part.Events);
            part.Events.Release();
            _pipeline.Lineages.Return(part.Lineage);
        }

        return new WavePart(_parts[0].Wave, merged, lineage, WavePart.MixedPorts);
    }

    /// <summary>The channel whose next event comes first in depth-first order.</summary>
    private int First()
    {
        var first = -1;
        ReadOnlySpan<uint> least = default;
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].Events is not { } events || _next[i] == events.Count) continue;
            var key = _parts[i].Lineage!.Key(_next[i]);
            if (first >= 0 && key.SequenceCompareTo(least) >= 0) continue;
            first = i;
            least = key;
        }

        return first;
    }
}
