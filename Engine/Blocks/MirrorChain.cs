using System.Threading.Tasks.Dataflow;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// The reverse block graph: the mirror of each node that takes part in contraflow, from the outputs back to the inputs. Nodes
/// that do not are linked through, as nodes that pass everything on are forward; with no such node there is no block at all.
/// </summary>
/// <remarks>
/// An insight visits the mirrors in reverse topological order (spec: query 10, runtime 4.2). A mirror runs on the exclusive scheduler of its
/// node, so the two halves of a node never overlap; its queue has no bound and it never sends forward, so it waits for nobody.
/// </remarks>
internal sealed class MirrorChain
{
    private readonly List<Mirror> _mirrors = [];
    private readonly Action<Answer> _conclude;

    public MirrorChain(ILogger logger, Action<Answer> conclude)
    {
        Logger = logger;
        _conclude = conclude;
    }

    public bool IsEmpty => _mirrors.Count == 0;

    private ILogger Logger { get; }

    /// <summary>Adds the mirror of a node; nodes come in topological order.</summary>
    public void Add(NodeCore node) => _mirrors.Add(new Mirror(this, _mirrors.Count, node));

    /// <summary>Sends what came from the targets all the way up.</summary>
    public void Send(Answer answer) => SendTo(_mirrors.Count - 1, answer);

    /// <summary>Sends what a node made to the nodes upstream of it.</summary>
    public void SendFrom(Vertex maker, in Insight insight)
    {
        var at = _mirrors.Count - 1;
        while (at >= 0 && _mirrors[at].Node.Vertex.Index >= maker.Index) at--;
        SendTo(at, Answer.Of(insight, maker));
    }

    public async Task StopAsync()
    {
        for (var i = _mirrors.Count - 1; i >= 0; i--) await _mirrors[i].StopAsync();
    }

    /// <summary>Acks and fails are what the engine makes of settlements.</summary>
    public static void RefuseAnswers(in Insight insight)
    {
        if (insight.Kind is InsightKind.Ack or InsightKind.Fail)
            throw new InvalidOperationException($"an operator cannot send an insight of the kind {insight.Kind}: events are answered when all their branches have ended");
    }

    private void SendTo(int mirror, Answer answer)
    {
        while (mirror >= 0)
            if (_mirrors[mirror--].TryPost(answer)) return;
        _conclude(answer);
    }

    private sealed class Mirror : IEmitter
    {
        private readonly MirrorChain _chain;
        private readonly int _index;
        private readonly ActionBlock<Answer> _block;

        public Mirror(MirrorChain chain, int index, NodeCore node)
        {
            _chain = chain;
            _index = index;
            Node = node;
            _block = new ActionBlock<Answer>(Handle, new ExecutionDataflowBlockOptions { TaskScheduler = node.Scheduler });
        }

        public NodeCore Node { get; }

        public bool TryPost(Answer answer) => _block.Post(answer);

        public Task StopAsync()
        {
            _block.Complete();
            return _block.Completion;
        }

        void IEmitter.Insight(in Insight insight)
        {
            RefuseAnswers(insight);
            _chain.SendFrom(Node.Vertex, insight);
        }

        void IEmitter.Emit(Port port, in Event e) => throw NotForward();

        void IEmitter.Hold(HeldEvents held) => throw NotForward();

        void IEmitter.EmitMerged(Port port, in Event e, HeldEvents held) => throw NotForward();

        private static InvalidOperationException NotForward() =>
            new("an operator cannot send or hold events while it handles an insight: that way leads upstream");

        private void Handle(Answer answer)
        {
            if (answer.Maker is null || answer.Maker.Ancestors.Contains(Node.Vertex.Index))
                foreach (ref var insight in answer.Insights)
                {
                    if (insight.Kind == InsightKind.None) continue;
                    try
                    {
                        Node.Operator.OnInsight(ref insight, this);
                    }
                    catch (Exception e)
                    {
                        _chain.Logger.LogError(e, "{Node}: error handling the insight {Kind} of event {Id}: {Message}", Node.Alias, insight.Kind, insight.Id, e.Message);
                    }
                }

            _chain.SendTo(_index - 1, answer);
        }
    }
}
