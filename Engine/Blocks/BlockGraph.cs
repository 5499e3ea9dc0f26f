using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// The forward block graph of a pipeline. A vertex with one channel is a <see cref="TransformBlock{TInput,TOutput}"/> that is linked natively,
/// one with several an <see cref="ActionBlock{TInput}"/> that waits for room on each; a vertex with several channels coming in has a
/// <see cref="WaveJoin"/> before it. All queues are bounded.
/// </summary>
internal sealed class BlockGraph
{
    private readonly ExecutionDataflowBlockOptions _options;
    private readonly PipelineParts _parts;
    private readonly ActionBlock<WavePart> _egress;
    private readonly ITargetBlock<WavePart>[][] _queues;
    private readonly List<IDataflowBlock> _all = [];
    private readonly List<Task> _joins = [];

    /// <param name="nodes">The work of each vertex but the egress, by index; null for an ingress that is not needed.</param>
    public BlockGraph(Wiring wiring, NodeCore?[] nodes, Egress egress, PipelineParts parts, int capacity)
    {
        _parts = parts;
        _options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity };
        _queues = new ITargetBlock<WavePart>[wiring.Vertices.Count][];
        _egress = new ActionBlock<WavePart>(egress.SendAsync, _options);
        _all.Add(_egress);
        _queues[^1] = QueuesOf(wiring.Egress, _egress);
        for (var v = nodes.Length - 1; v >= 0; v--)
            if (nodes[v] is { } node) _queues[v] = QueuesOf(node.Vertex, BlockOf(node));
        Head = nodes[0] is null ? QueueOf(wiring.Ingress.Out[0]) : _queues[0][0];
        foreach (var part in _all.Select(static b => b.Completion).Concat(_joins))
            part.ContinueWith(GiveUp, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Where waves go in.</summary>
    public ITargetBlock<WavePart> Head { get; }

    /// <summary>Takes nothing more in; completes when everything that is in has come out.</summary>
    public async Task StopAsync()
    {
        Head.Complete();
        await Task.WhenAll(_joins.Append(_egress.Completion)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// No error of an operator or target gets here, and errors of the engine are caught where they arise (<see cref="PipelineFault"/>): this is what nobody
    /// thought of. The whole pipeline stops, so that nobody waits for room that will never be.
    /// </summary>
    private void GiveUp(Task broken)
    {
        _parts.Fault.Note(broken.Exception!);
        foreach (var block in _all) block.Fault(broken.Exception!);
    }

    private ITargetBlock<WavePart>[] QueuesOf(Vertex vertex, ITargetBlock<WavePart> block)
    {
        if (vertex.In.Count < 2) return [block];
        var join = new WaveJoin(vertex.In.Count, _options.BoundedCapacity, block, _parts);
        _joins.Add(join.Completion);
        ITargetBlock<WavePart>[] queues = [.. Enumerable.Range(0, vertex.In.Count).Select(join.Queue)];
        _all.AddRange(queues);
        return queues;
    }

    private ITargetBlock<WavePart> QueueOf(Channel channel) => _queues[channel.To.Index][channel.To.In.IndexOf(channel)];

    private ITargetBlock<WavePart> BlockOf(NodeCore node)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = _options.BoundedCapacity, TaskScheduler = node.Scheduler };
        ITargetBlock<WavePart>[] targets = [.. node.Vertex.Out.Select(QueueOf)];
        if (targets.Length == 1)
        {
            var single = new TransformBlock<WavePart, WavePart>(part => Run(node, part), options);
            _all.Add(single);
            single.LinkTo(targets[0], new DataflowLinkOptions { PropagateCompletion = true });
            return single;
        }

        var several = new ActionBlock<WavePart>(part => RunAsync(node, part, targets), options);
        _all.Add(several);
        several.Completion.ContinueWith(
            _ => Array.ForEach(targets, static t => t.Complete()), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return several;
    }

    private static WavePart Run(NodeCore node, WavePart part)
    {
        node.Run(part);
        return node.Take(0, part.Wave);
    }

    private static async Task RunAsync(NodeCore node, WavePart part, ITargetBlock<WavePart>[] targets)
    {
        node.Run(part);
        for (var c = 0; c < targets.Length; c++) await targets[c].SendAsync(node.Take(c, part.Wave));
    }
}
