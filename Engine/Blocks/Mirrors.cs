using System.Runtime.CompilerServices;
using System.Threading.Tasks.Dataflow;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// The reverse block graph: each node has its mirror, from the outputs back to the inputs, and every answer visits every mirror once, in
/// reverse topological order (spec: query 10, runtime 4.2): where branches lie beside each other, what one operator makes of an insight is what the
/// next one sees.
/// </summary>
/// <remarks>
/// The mirror of an operator that handles insights is a block with a queue, on the exclusive scheduler of its node, so the two halves of a
/// node never overlap; the others are relays. The queues have no bound and nothing is sent forward, so a mirror waits for nobody.
/// </remarks>
internal sealed class Mirrors
{
    // A relay hands an answer on while its sender waits, so that most answers come back to the thread that rented them.
    [ThreadStatic]
    private static Answer? t_spare;

    private readonly PipelineOptions _options;
    private readonly Spares<Answer> _spares = new();
    private readonly List<ITargetBlock<Answer>> _above = [];
    private readonly Inputs _inputs;
    private ITargetBlock<Answer> _outputs;

    /// <param name="conclude">Called with each answer that has passed all mirrors; by several callers at a time.</param>
    public Mirrors(PipelineOptions options, PipelineFault fault, Action<Answer> conclude)
    {
        _options = options;
        _outputs = _inputs = new Inputs(this, fault, conclude);
    }

    /// <summary>Whether an operator wants to see the insights about results.</summary>
    public bool HandleInsights { get; private set; }

    /// <summary>Adds the mirror of a node. Nodes come in topological order, the ingress first.</summary>
    /// <param name="node">Null where the ingress needs no block.</param>
    public void Add(NodeCore? node, ReturnPorts ports)
    {
        _above.Add(_outputs);
        if (node is null) return;
        HandleInsights |= node.Operator.HandlesInsights;
        _outputs = node.Operator.HandlesInsights ? new Mirror(this, node, ports, _outputs).Block : new MirrorRelay(_outputs);
    }

    /// <summary>An empty answer.</summary>
    public Answer Rent()
    {
        if (t_spare is not { } answer) return _spares.Take() ?? new Answer();
        t_spare = null;
        return answer;
    }

    /// <summary>Sends what came from the targets, or has ended inside the pipeline, all the way up.</summary>
    public void Send(Answer answer)
    {
        if (answer.IsEmpty) Return(answer);
        else Send(answer, _outputs);
    }

    /// <summary>Sends what a node made to the nodes upstream of it.</summary>
    public void SendFrom(Vertex maker, in Insight insight)
    {
        var answer = Rent();
        answer.Carry(insight, maker);
        Send(answer, _above[maker.Index]);
    }

    public async Task StopAsync()
    {
        _outputs.Complete();
        await _inputs.Completion;
    }

    /// <summary>Acks and fails are what the engine makes of settlements.</summary>
    public static void RefuseAnswers(in Insight insight)
    {
        if (insight.Kind is InsightKind.Ack or InsightKind.Fail)
            throw new InvalidOperationException($"an operator cannot send an insight of the kind {insight.Kind}: events are answered when all their branches have ended");
    }

    /// <summary>Mirrors that have stopped are passed by: an answer that comes late still reaches its sender.</summary>
    private void Send(Answer answer, ITargetBlock<Answer> mirror)
    {
        if (!mirror.Post(answer)) _inputs.Post(answer);
    }

    private void Return(Answer answer)
    {
        if (t_spare is null) t_spare = answer;
        else _spares.Add(answer);
    }

    /// <summary>Where answers leave the mirrors for the senders.</summary>
    private sealed class Inputs(Mirrors all, PipelineFault fault, Action<Answer> conclude) : ITargetBlock<Answer>
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Completion => _completion.Task;

        public DataflowMessageStatus OfferMessage(DataflowMessageHeader messageHeader, Answer messageValue, ISourceBlock<Answer>? source, bool consumeToAccept)
        {
            // Where a pipeline feeds itself, one answer brings about the next, as often as the event went round.
            if (RuntimeHelpers.TryEnsureSufficientExecutionStack()) Conclude(messageValue);
            else ThreadPool.UnsafeQueueUserWorkItem(Conclude, messageValue, preferLocal: true);
            return DataflowMessageStatus.Accepted;
        }

        public void Complete() => _completion.TrySetResult();

        public void Fault(Exception exception) => _completion.TrySetException(exception);

        private void Conclude(Answer answer)
        {
            try
            {
                conclude(answer);
            }
            catch (Exception e)
            {
                // No sender fails to hear an answer: this is an error of the engine, and must not end the way back of all others.
                fault.Note(new InvalidOperationException($"an answer did not reach its sender: {e.Message}", e));
            }

            answer.Clear();
            all.Return(answer);
        }
    }

    private sealed class Mirror : IEmitter
    {
        private readonly Mirrors _all;
        private readonly NodeCore _node;
        private readonly ReturnPorts _ports;
        private readonly NewestInsights _newest = new();
        private readonly LogPace _failuresShown;

        public Mirror(Mirrors all, NodeCore node, ReturnPorts ports, ITargetBlock<Answer> next)
        {
            _all = all;
            _node = node;
            _ports = ports;
            _failuresShown = new LogPace(all._options.Time);
            var block = new TransformBlock<Answer, Answer>(Handle, new ExecutionDataflowBlockOptions { TaskScheduler = node.Scheduler });
            block.LinkTo(next, new DataflowLinkOptions { PropagateCompletion = true });
            Block = block;
        }

        public ITargetBlock<Answer> Block { get; }

        void IEmitter.Insight(in Insight insight)
        {
            RefuseAnswers(insight);
            _all.SendFrom(_node.Vertex, _node.Sign(insight));
        }

        void IEmitter.Emit(Port port, in Event e) => throw NotForward();

        void IEmitter.Hold(HeldEvents held) => throw NotForward();

        void IEmitter.EmitMerged(Port port, in Event e, HeldEvents held) => throw NotForward();

        void IEmitter.Settle(HeldEvents held) => throw NotForward();

        void IEmitter.Merge(HeldEvents smaller, HeldEvents larger) => throw NotForward();

        private static InvalidOperationException NotForward() =>
            new("an operator cannot send or hold events while it handles an insight: that way leads upstream");

        private Answer Handle(Answer answer)
        {
            if (answer.Maker is { } maker && !maker.Ancestors.Contains(_node.Vertex.Index)) return answer;
            var insights = answer.Insights;
            for (var i = 0; i < insights.Length; i++)
            {
                ref var insight = ref insights[i];
                if (insight.Kind == InsightKind.None) continue;
                if (answer.Receiver is { } receiver && !_newest.IsNews(insight, receiver))
                {
                    insight.Kind = InsightKind.None;
                    continue;
                }

                var kind = insight.Kind;
                insight.Ports = PortsOf(answer, i);
                try
                {
                    _node.Operator.OnInsight(ref insight, this);
                }
                catch (Exception e)
                {
                    if (_failuresShown.TryTake(out var hidden))
                    {
                        _all._options.Logger.LogError(
                            e, "{Node}: error handling the insight {Kind} of event {Id}{Hidden}: {Message}", _node.Alias, insight.Kind, insight.Id, LogPace.Hidden(hidden), e.Message);
                    }
                }

                if (insight.Kind != kind) insight = _node.Sign(insight);
            }

            return answer;
        }

        private Port[] PortsOf(Answer answer, int i)
        {
            var vertex = _node.Vertex.Index;
            if (answer.Shipment is { } shipment) return _ports.Of(vertex, shipment.PathOf(answer.First + i));
            return answer.Maker is { } maker ? _ports.Of(vertex, maker) : _ports.OfOutputs(vertex, answer.Outputs);
        }
    }
}
