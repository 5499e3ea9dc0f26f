using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>
/// The laws of every operator: it keeps to its ports and the order of events, shares no state, holds nothing of a batch that is gone, and has one
/// answer for every event. The payloads are <c>{"n": number}</c>, numbered from 0.
/// </summary>
public abstract partial class OperatorCompliance : IComplianceSuite
{
    private const int Ticks = 3; // of ten steps
    private static readonly Port[] s_inputs = [Port.In, Port.In, Port.In, Port.Of("other")];

    private readonly JsonDecoder _decoder = new();

    ComponentKind IComplianceSuite.Kind => ComponentKind.Operator;

    Type IComplianceSuite.Tested => New().GetType();

    /// <summary>A new operator. Ticks come a second after each other.</summary>
    internal abstract IOperator Create(OperatorContext context);

    /// <summary>The ports that it may emit on, whatever the configuration.</summary>
    internal virtual string[] Outputs => ["out"];

    /// <summary>A step: an event on one of the inputs, or a tick.</summary>
    private static Arbitrary<Port?[]> Steps =>
        Gen.Frequency((10 - Ticks, Gen.Elements<Port?>(s_inputs)), (Ticks, Gen.Constant<Port?>(null))).ArrayOf().ToArbitrary();

    [Property]
    public Property Events_leave_by_the_declared_ports() => Prop.ForAll(Steps, steps =>
    {
        foreach (var (port, _) in Run(New(), steps).Emitted) Assert.Contains(port, Outputs);
    });

    [Property]
    public Property Order_is_kept_and_no_event_leaves_twice() => Prop.ForAll(Steps, steps =>
    {
        var numbers = Run(New(), steps).Emitted.SelectMany(static e => Numbers(e.Payload)).ToArray();
        Assert.Equal(numbers.Distinct().Order(), numbers);
    });

    [Property]
    public Property Two_of_a_kind_share_nothing() => Prop.ForAll(Steps, steps =>
    {
        var (first, second) = (New(), New());
        var (left, right) = (new Output(), new Output());
        var (leftNumber, rightNumber) = (0, 0);
        for (var i = 0; i < steps.Length; i++)
        {
            Step(first, steps[i], i, ref leftNumber, left);
            Step(second, steps[i], i, ref rightNumber, right);
        }

        Assert.Equal(Run(New(), steps).Emitted, left.Emitted);
        Assert.Equal(left.Emitted, right.Emitted);
    });

    [Property]
    public Property An_event_is_sent_on_dropped_or_held_and_what_is_held_leaves_in_the_event_that_answers_for_it() => Prop.ForAll(Steps, steps =>
    {
        var output = Run(New(), steps);
        foreach (var (held, payload) in output.Merged) Assert.Equal(held, Numbers(payload));
    });

    [Property]
    public Property What_is_held_at_the_end_is_sent_or_counted() => Prop.ForAll(Steps, steps =>
    {
        var subject = New();
        var output = Run(subject, steps);
        var held = subject.Leftovers;
        var sent = output.Emitted.Sum(static e => Numbers(e.Payload).Length);
        Assert.Equal(output.Held, held.Lost + held.LeftOut);
        subject.OnEnd(output);
        var left = subject.Leftovers;
        Assert.Equal(held.Lost + held.LeftOut, output.Emitted.Sum(static e => Numbers(e.Payload).Length) - sent + left.Lost + left.LeftOut);
        Assert.Equal(0, left.Lost);
    });

    [Fact]
    public void A_signal_or_an_insight_without_an_event_before_it_emits_nothing()
    {
        var subject = New();
        var output = new Output();
        foreach (var kind in Enum.GetValues<SignalKind>()) subject.OnSignal(new Signal(kind, 1, 5_000_000_000), output);
        foreach (var kind in Enum.GetValues<InsightKind>())
        {
            var insight = new Insight { Kind = kind, Meta = Value.EmptyRecord };
            subject.OnInsight(ref insight, output);
        }

        subject.OnEnd(output);
        Assert.Empty(output.Emitted);
        Assert.Equal(default, subject.Leftovers);
    }

    private IOperator New() => Create(new OperatorContext(7, "flow::pipeline/tested"));

    private Output Run(IOperator subject, Port?[] steps)
    {
        var output = new Output();
        var number = 0;
        for (var i = 0; i < steps.Length; i++) Step(subject, steps[i], i, ref number, output);
        return output;
    }

    /// <summary>The memory of an event is gone, and poisoned, when the call is over.</summary>
    private void Step(IOperator subject, Port? input, int second, ref int number, Output output)
    {
        var nowNs = (ulong)second * 1_000_000_000;
        if (input is null)
        {
            if (subject.HandlesSignals) subject.OnSignal(new Signal(SignalKind.Tick, 0, nowNs), output);
            return;
        }

        var piece = Pieces.Of(Encoding.UTF8.GetBytes($$"""{"n":{{number}}}"""));
        using var decoded = new Decoded(piece);
        _decoder.Decode(piece, decoded);
        var e = new Event { Id = new EventId(1, 0, (ulong)number, (ulong)number), Data = decoded.Value, Meta = Value.EmptyRecord, IngestNs = nowNs };
        output.Begin(number);
        subject.OnEvent(input, ref e, output);
        output.End();
        number++;
    }

    private static int[] Numbers(string payload) =>
        [.. Number().Matches(payload).Select(static m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    [GeneratedRegex("\"n\":(\\d+)")]
    private static partial Regex Number();

    private sealed class Output : IEmitter
    {
        private readonly Dictionary<HeldEvents, List<int>> _held = [];
        private int? _current;
        private bool _isSent;
        private bool _isHeld;

        public List<(string Port, string Payload)> Emitted { get; } = [];

        /// <summary>The numbers of the events that were held for each merged event.</summary>
        public List<(int[] Held, string Payload)> Merged { get; } = [];

        public int Held => _held.Values.Sum(static numbers => numbers.Count);

        public void Begin(int number) => (_current, _isSent, _isHeld) = (number, false, false);

        public void End()
        {
            Assert.False(_isSent && _isHeld, $"event {_current} is sent on and held: it would be answered twice");
            _current = null;
        }

        public void Emit(Port port, in Event e)
        {
            _isSent = true;
            Emitted.Add((port.Name, e.Data.ToString()));
        }

        public void Hold(HeldEvents held)
        {
            Assert.NotNull(_current);
            Assert.False(_isHeld, $"event {_current} is held twice");
            _isHeld = true;
            if (!_held.TryGetValue(held, out var numbers)) _held.Add(held, numbers = []);
            numbers.Add(_current.Value);
        }

        public void EmitMerged(Port port, in Event e, HeldEvents held)
        {
            Assert.True(_held.Remove(held, out var numbers), "an event is merged from nothing");
            var payload = e.Data.ToString();
            Merged.Add(([.. numbers], payload));
            Emitted.Add((port.Name, payload));
        }

        public void Settle(HeldEvents held) => _held.Remove(held);

        public void Merge(HeldEvents smaller, HeldEvents larger)
        {
            if (!_held.Remove(smaller, out var moved)) return;
            if (_held.TryGetValue(larger, out var numbers)) numbers.AddRange(moved);
            else _held.Add(larger, moved);
        }

        public void Insight(in Insight insight)
        {
        }
    }
}
