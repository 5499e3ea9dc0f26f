using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>Makes a wrong engine of a sound one, from outside, to show that the property tests would notice.</summary>
internal sealed record Tamper
{
    /// <summary>Events are answered when they are sent to a target, not when it answers.</summary>
    public bool AnswersEarly { get; init; }

    /// <summary>An input that has no room drops what comes.</summary>
    public bool DropsWhenFull { get; init; }

    /// <summary>The first two events of a batch change places at the end.</summary>
    public bool SwapsTwo { get; init; }

    /// <summary>What is held is settled from the least to the greatest number, and with it what lies between.</summary>
    public bool SettlesFromLeastToGreatest { get; init; }

    /// <summary>Insights do not say who made them.</summary>
    public bool LosesMaker { get; init; }

    /// <summary>Insights do not say by which port they came back.</summary>
    public bool LosesPort { get; init; }

    public IOperator Operator(IOperator node) => LosesMaker || LosesPort ? new Forgetful(node, this) : node;

    public IUpstream Sender(IUpstream sender) => LosesMaker ? new Anonymous(sender) : sender;

    /// <summary>Completes when nothing waits before the input any more.</summary>
    public static Task EmptyAsync(IEventTarget input) => input is DroppingInput dropping ? dropping.EmptyAsync() : Task.CompletedTask;

    public IEventTarget Input(IEventTarget input, int capacity) => DropsWhenFull ? new DroppingInput(input, capacity) : input;

    public IEventTarget Output(IEventTarget target) => AnswersEarly || SwapsTwo ? new WrongOutput(target, this) : target;

    public HeldSet NewHeldSet() => SettlesFromLeastToGreatest ? new WideHeldSet() : new HeldSet();

    private sealed class DroppingInput : IEventTarget
    {
        private readonly IEventTarget _input;
        private readonly ActionBlock<(EventBatch Batch, IUpstream From, long First)> _queue;

        public DroppingInput(IEventTarget input, int capacity)
        {
            _input = input;
            _queue = new ActionBlock<(EventBatch Batch, IUpstream From, long First)>(
                async e => await input.SendAsync(e.Batch, e.From, e.First), new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
        }

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            _queue.Post((batch, from, first));
            return ValueTask.CompletedTask;
        }

        public Task EmptyAsync()
        {
            _queue.Complete();
            return _queue.Completion;
        }

        public async ValueTask SignalAsync(Signal signal, IUpstream from)
        {
            if (signal.Source == EngineRun.LastDrain) await EmptyAsync();
            await _input.SignalAsync(signal, from);
        }
    }

    private sealed class WrongOutput(IEventTarget target, Tamper tamper) : IEventTarget
    {
        public object Receiver => target.Receiver;

        public ulong Sink => target.Sink;

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            if (tamper.SwapsTwo && batch.Count > 1) (batch.Events[0], batch.Events[1]) = (batch.Events[1], batch.Events[0]);
            if (!tamper.AnswersEarly) return target.SendAsync(batch, from, first);
            from.Settle(first, batch.Count, Outcome.Ack, 0);
            return target.SendAsync(batch, new Deaf(from), first);
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => target.SignalAsync(signal, from);
    }

    private sealed class Deaf(IUpstream upstream) : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs)
        {
        }

        public void OnInsight(in Insight insight, object receiver) => upstream.OnInsight(insight, receiver);
    }

    private sealed class Anonymous(IUpstream upstream) : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs) => upstream.Settle(first, count, outcome, durationNs);

        public void OnInsight(in Insight insight, object receiver) => upstream.OnInsight(insight with { Maker = 0 }, receiver);
    }

    private sealed class Forgetful(IOperator node, Tamper tamper) : IOperator
    {
        public bool HandlesSignals => node.HandlesSignals;

        public bool HandlesInsights => node.HandlesInsights;

        public bool EmitsLast => node.EmitsLast;

        public void OnEvent(Port input, ref Event e, IEmitter output) => node.OnEvent(input, ref e, output);

        public void OnSignal(in Signal signal, IEmitter output) => node.OnSignal(signal, output);

        public void OnInsight(ref Insight insight, IEmitter output)
        {
            if (tamper.LosesMaker) insight.Maker = 0;
            if (tamper.LosesPort) insight.Ports = [];
            node.OnInsight(ref insight, output);
        }
    }

    private sealed class WideHeldSet : HeldSet
    {
        protected override NumberRuns Settled(NumberRuns numbers)
        {
            var runs = numbers.Runs().ToList();
            if (runs.Count == 0) return numbers;
            var least = runs.Min(static r => r.First);
            var wide = new NumberRuns();
            wide.Add(least, runs.Max(static r => r.First + r.Count) - least);
            return wide;
        }
    }
}
