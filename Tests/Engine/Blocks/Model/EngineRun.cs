using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>Runs a case on the engine, with sinks that answer at once, in ranges, or later from another thread.</summary>
internal sealed class EngineRun : IUpstream
{
    /// <summary>The source of the drain that ends a run; those among the steps of a case have none.</summary>
    public const ulong LastDrain = 1;

    private static readonly Tamper s_sound = new();

    private readonly GraphCase _case;
    private readonly Tamper _tamper;
    private readonly Observation _expected;
    private readonly Observation _seen = new();
    private readonly Lock _gate = new();
    private readonly PipelineInstance _pipeline;
    private readonly List<Sink> _sinks = [];
    private readonly Dictionary<int, int> _answers = [];

    private EngineRun(GraphCase @case, Observation expected, Tamper? tamper)
    {
        _case = @case;
        _tamper = tamper ?? s_sound;
        _expected = expected;
        ulong lastId = 0;
        _pipeline = new PipelineInstance(@case.Plan(_seen.ShownInsights, _tamper.Operator), new PipelineOptions
        {
            NextOperatorId = () => ++lastId,
            Capacity = @case.Capacity,
            TickInterval = Timeout.InfiniteTimeSpan,
            NewHeldSet = _tamper.NewHeldSet,
        });
        var sender = _tamper.Sender(this);
        foreach (var input in @case.Inputs) _pipeline.ConnectInput(Port.Of(input), sender);
        foreach (var sink in @case.Sinks)
        {
            _seen.Arrived[sink.Name] = [];
            _sinks.Add(new Sink(this, sink));
        }
    }

    /// <param name="expected">What the model says: an event must not end before as many answers about it were given.</param>
    public static async Task<Observation> RunAsync(GraphCase @case, Observation expected, Tamper? tamper = null)
    {
        var run = new EngineRun(@case, expected, tamper);
        run._pipeline.Start();
        var inputs = @case.Inputs.Select(Port.Of).ToDictionary(static p => p, p => run._tamper.Input(run._pipeline.Input(p), @case.Capacity));
        foreach (var step in @case.Steps)
        {
            var input = inputs[step.Port];
            if (step.Signal is { } kind) await input.SignalAsync(new Signal(kind, 0, 0), run);
            else await input.SendAsync(Batch(step), run, step.First);
        }

        foreach (var input in inputs.Values.Skip(1)) await Tamper.EmptyAsync(input);
        await inputs[Port.Of(@case.Inputs[0])].SignalAsync(new Signal(SignalKind.Drain, LastDrain, 0), run);
        foreach (var sink in run._sinks) await sink.Ended;
        await run._pipeline.StopAsync();
        return run._seen;
    }

    void IUpstream.Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        lock (_gate)
            for (var number = (int)first; number < first + count; number++)
            {
                if (!_seen.Outcomes.TryAdd(number, outcome)) _seen.Offences.Add($"event {number} was settled twice");
                var (answers, all) = (_answers.GetValueOrDefault(number), _expected.AnswersPerEvent.GetValueOrDefault(number));
                if (answers < all && Payload.IsTransactional(number)) _seen.Offences.Add($"event {number} was settled after {answers} of {all} answers");
            }
    }

    void IUpstream.OnInsight(in Insight insight, object receiver)
    {
        lock (_gate) _seen.SenderInsights.Add($"{insight.Kind} of {insight.Maker}");
    }

    private static EventBatch Batch(Step step)
    {
        var batch = EventBatch.Rent();
        for (var i = 0; i < step.Count; i++) batch.Add(Payload.Input(step.First + i, batch));
        return batch;
    }

    private sealed class Sink
    {
        private readonly EngineRun _run;
        private readonly SinkCase _case;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Action> _later = [];
        private int _linksToEnd;

        public Sink(EngineRun run, SinkCase @case)
        {
            (_run, _case, _linksToEnd) = (run, @case, @case.Ports.Length);
            foreach (var port in @case.Ports) run._pipeline.ConnectOutput(port, run._tamper.Output(new Link(this, port)));
        }

        /// <summary>The last signal has come on all links and every answer is given.</summary>
        public Task Ended => _ended.Task;

        private async ValueTask TakeAsync(Port port, EventBatch batch, IUpstream from, long first)
        {
            if (_case.Salt % 3 == 0) await Task.Yield();
            for (var i = 0; i < batch.Count; i++)
            {
                var index = i;
                var e = batch.Events[i];
                lock (_run._gate) _run._seen.Arrived[_case.Name].Add($"{port} {Payload.Path(e.Data)}");
                if (_case.BreakerAfter(e) is var kind and not InsightKind.None) from.OnInsight(new Insight { Kind = kind, Maker = _case.Id }, this);
                var outcome = _case.AnswerTo(e, out var waits);
                List<int> roots = [.. Payload.Roots(e.Data)];
                if (waits && _linksToEnd > 0) _later.Add(Answer);
                else Answer();

                void Answer()
                {
                    lock (_run._gate)
                        foreach (var number in roots) _run._answers[number] = _run._answers.GetValueOrDefault(number) + 1;
                    from.Settle(first + index, 1, outcome, 7);
                }
            }

            batch.Release();
        }

        private async ValueTask TakeSignalAsync(Signal signal)
        {
            lock (_run._gate) _run._seen.Arrived[_case.Name].Add(signal.Kind.ToString());
            if (signal.Source != LastDrain || --_linksToEnd > 0) return;
            await Task.Yield();
            _ = Task.Run(() =>
            {
                for (var i = _later.Count - 1; i >= 0; i--) _later[i]();
                _ended.SetResult();
            });
        }

        private sealed class Link(Sink sink, Port port) : IEventTarget
        {
            public object Receiver => sink;

            public ulong Sink => sink._case.Id;

            public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => sink.TakeAsync(port, batch, from, first);

            public ValueTask SignalAsync(Signal signal, IUpstream from) => sink.TakeSignalAsync(signal);
        }
    }
}
