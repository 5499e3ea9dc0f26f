using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;

namespace Tremor.Dataflow.Tests.Operators.Nodes.Windows;

/// <summary>Windows against a model of lists (spec: query 13, query 14): the same results in the same order, and each answers for the events in it.</summary>
public sealed class WindowModelTests
{
    private const int Groups = 3;

    /// <summary>A step: an event of a group, or a tick, so many nanoseconds behind the one before.</summary>
    private static Arbitrary<(int Group, int Gap)[]> Steps =>
        (from gap in Gen.Choose(0, 4) from at in Gen.Choose(0, Groups + 1) select (Group: at - 1, Gap: gap)).ArrayOf().ToArbitrary();

    private static Arbitrary<WindowClauses[]> Windows =>
        (from kind in Gen.Elements(WindowEnd.Size, WindowEnd.Interval) from size in Gen.Choose(1, 6) select new WindowClauses($"w{size}", kind) { Size = (ulong)size })
        .NonEmptyListOf().Select(static w => w.Take(3).ToArray()).ToArbitrary();

    [Property(MaxTest = 500)]
    public Property Results_and_answers_are_those_of_the_model() => Prop.ForAll(Windows, Steps, (windows, steps) =>
    {
        var select = new SelectClauses(SelectOf.Text("[window, group[0], aggr::win::collect_flattened(event.n)]"), null, null) { Windows = windows, Group = [new(SelectOf.Text("event.g"), false, null)] };
        var node = SelectOf.Clauses(select, new OperatorContext(1, "select"));
        var (output, model) = (new Recorder(), new Model(windows));
        ulong now = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            now += (ulong)steps[i].Gap;
            if (steps[i].Group < 0)
            {
                output.IsInSignal = true;
                node.OnSignal(new Signal(SignalKind.Tick, 0, now), output);
                output.IsInSignal = false;
                model.Tick(now);
                continue;
            }

            output.Current = i;
            var e = new Event { Data = JsonText.Parse($$"""{"g":{{steps[i].Group}},"n":{{i}}}"""), Meta = Value.EmptyRecord, IngestNs = now, Transactional = true };
            node.OnEvent(Port.In, ref e, output);
            model.Send(steps[i].Group, i, now);
        }

        Assert.Equal(model.Results.Select(static r => $"out: [\"{r.Window}\",{r.Group},[{string.Join(',', r.Numbers)}]]"), output.Sent);
        Assert.Equal(model.Results.Select(static r => r.Numbers.Select(static n => (long)n)), output.Answered.Select(static a => a.Order()));
        Assert.Equal(model.Held, node.Leftovers.LeftOut);
        // Whoever waits for a result yet is held once for each window that it has not come out of.
        Assert.Equal(model.Waiting.Order(), output.Held.Order());
    });

    [Fact]
    public void A_refused_group_leaves_nothing_behind_for_the_next_tick()
    {
        var node = Node("aggr::stats::count()", new("w", WindowEnd.Interval) { Size = 10, MaxGroups = 1 });
        var output = new Recorder();
        Send(node, output, """{"g":1}""", 0);
        Assert.Throws<SelectException>(() => Send(node, output, """{"g":2}""", 1));
        output.IsInSignal = true;
        node.OnSignal(new Signal(SignalKind.Tick, 0, 10), output);
        Assert.Equal(["out: 1"], output.Sent);
    }

    [Fact]
    public void A_window_that_fails_at_a_tick_is_lost_and_the_others_close()
    {
        var failures = new List<Exception>();
        var node = Node("1 / aggr::stats::sum(event.n) > 0 and 1 % aggr::win::last(event.z) == 0", new("w", WindowEnd.Interval) { Size = 10 }, failures.Add);
        var output = new Recorder();
        foreach (var g in new[] { 1, 2, 3 })
            for (var i = 0; i < 2; i++) Send(node, output, $$"""{"g":{{g}},"n":1,"z":{{(g == 2 ? 0 : 1)}}}""", 0);
        output.IsInSignal = true;
        node.OnSignal(new Signal(SignalKind.Tick, 0, 10), output);
        Assert.Equal(["out: true", "out: true"], output.Sent);
        Assert.Single(failures);
        Assert.Equal(2, node.Leftovers.Lost);
    }

    [Fact]
    public void A_window_that_fails_at_an_event_loses_what_the_event_does_not_count()
    {
        var node = Node("1 % aggr::win::last(event.z)", new("w", WindowEnd.Size) { Size = 3 });
        var output = new Recorder();
        for (var i = 0; i < 2; i++) Send(node, output, """{"g":1,"z":0}""", 0);
        Assert.Throws<SelectException>(() => Send(node, output, """{"g":1,"z":0}""", 0));
        Assert.Equal(2, node.Leftovers.Lost);
        Send(node, output, """{"g":1,"z":1}""", 0);
        Assert.Equal(1, node.Leftovers.LeftOut);
    }

    [Theory]
    [InlineData(true, false, false, 1)]
    [InlineData(false, false, true, 2)]
    [InlineData(true, true, false, 0)]
    public void A_window_of_mixed_sources_that_fails_loses_what_none_sends_again(bool first, bool second, bool last, int lost)
    {
        var node = Node("1 % aggr::win::last(event.z)", new("w", WindowEnd.Size) { Size = 3 });
        var output = new Recorder();
        foreach (var isTransactional in new[] { first, second })
            Send(node, output, """{"g":1,"z":0}""", 0, isTransactional);
        Assert.Throws<SelectException>(() => Send(node, output, """{"g":1,"z":0}""", 0, last));
        Assert.Equal(lost, node.Leftovers.Lost);
    }

    [Fact]
    public void Of_errors_of_mixed_sources_those_are_lost_that_none_sends_again()
    {
        var node = Node("aggr::stats::count()", new("w", WindowEnd.Size) { Size = 10 });
        var output = new Recorder();
        foreach (var (number, isTransactional, isError) in ((ulong, bool, bool)[])[(0, true, true), (1, false, false), (2, false, true), (3, true, false), (4, false, true)])
        {
            var e = new Event { Id = new(7, 0, number, number), Data = JsonText.Parse("""{"g":1}"""), Meta = Value.EmptyRecord, Transactional = isTransactional, IsError = isError };
            node.OnEvent(Port.In, ref e, output);
        }

        Assert.Equal(new Leftovers(3, 2, new EventId(7, 0, 2, 2)), node.Leftovers);
    }

    private static IOperator Node(string target, WindowClauses window, Action<Exception>? failed = null) => SelectOf.Clauses(
        new(SelectOf.Text(target), null, null) { Windows = [window], Group = [new(SelectOf.Text("event.g"), false, null)] },
        new OperatorContext(1, "select") { FailedBesideEvents = failed });

    private static void Send(IOperator node, Recorder output, string payload, ulong now, bool isTransactional = false)
    {
        var e = new Event { Data = JsonText.Parse(payload), Meta = Value.EmptyRecord, IngestNs = now, Transactional = isTransactional };
        node.OnEvent(Port.In, ref e, output);
    }

    [Theory]
    [InlineData(WindowEnd.Size, 2ul, 4, 3)]
    [InlineData(WindowEnd.Interval, 100ul, 0, 7)]
    public void What_is_not_complete_comes_out_at_the_end_where_it_is_asked_for(WindowEnd kind, ulong size, int before, int atEnd)
    {
        var select = new SelectClauses(SelectOf.Text("aggr::stats::count()"), null, null)
        {
            Windows = [new("w", kind) { Size = size, EmitsAtEnd = true }],
            Group = [new(SelectOf.Text("event.g"), false, null)],
        };
        var node = SelectOf.Clauses(select, new OperatorContext(1, "select"));
        var output = new Recorder();
        for (var i = 0; i < 11; i++)
        {
            var e = new Event { Data = JsonText.Parse($$"""{"g":{{i % 7}}}"""), Meta = Value.EmptyRecord, Transactional = true };
            node.OnEvent(Port.In, ref e, output);
        }

        Assert.Equal(before, output.Sent.Count);
        node.OnEnd(output);
        Assert.Equal(before + atEnd, output.Sent.Count);
        Assert.Empty(output.Held);
        Assert.Equal(0, node.Leftovers.LeftOut);
    }

    /// <summary>The windows of all groups, as lists of numbers.</summary>
    private sealed class Model(WindowClauses[] windows)
    {
        private readonly List<(int Group, Cell[] Cells)> _groups = [];

        public List<(string Window, int Group, int[] Numbers)> Results { get; } = [];

        public long Held => _groups.Sum(static g => g.Cells.Sum(static c => c.Numbers.Count));

        public IEnumerable<long> Waiting => from g in _groups
                                            from c in g.Cells.Index()
                                            from n in c.Item.Numbers
                                            from _ in Enumerable.Range(c.Index, g.Cells.Length - c.Index)
                                            select (long)n;

        public void Send(int group, int number, ulong now)
        {
            var at = _groups.FindIndex(g => g.Group == group);
            var cells = at >= 0 ? _groups[at].Cells : [.. windows.Select(static _ => new Cell())];
            var isEmpty = Step(group, cells, 0, [number], now);
            if (isEmpty && at >= 0) _groups.RemoveAt(at);
            else if (!isEmpty && at < 0) _groups.Add((group, cells));
        }

        public void Tick(ulong now)
        {
            foreach (var (group, cells) in _groups.ToArray())
                if (windows[0].Kind == WindowEnd.Interval && cells[0].Passes(now, windows[0].Size) && Close(group, cells, 0, now)) _groups.RemoveAll(g => g.Group == group);
        }

        /// <returns>Whether all from this window on are empty.</returns>
        private bool Step(int group, Cell[] cells, int level, IReadOnlyList<int> numbers, ulong now)
        {
            var cell = cells[level];
            if (windows[level].Kind == WindowEnd.Size)
            {
                cell.Numbers.AddRange(numbers);
                if (++cell.Count < windows[level].Size) return false;
                cell.Count = 0;
                return Close(group, cells, level, now);
            }

            var isEmpty = cell.Passes(now, windows[level].Size) && Close(group, cells, level, now);
            cell.Numbers.AddRange(numbers);
            return isEmpty && cell.Numbers.Count == 0;
        }

        private bool Close(int group, Cell[] cells, int level, ulong now)
        {
            int[] numbers = [.. cells[level].Numbers];
            if (numbers.Length > 0) Results.Add((windows[level].Name, group, numbers));
            cells[level].Numbers.Clear();
            return level + 1 == windows.Length || Step(group, cells, level + 1, numbers, now);
        }

        private sealed class Cell
        {
            private ulong? _end;

            public List<int> Numbers { get; } = [];

            public ulong Count { get; set; }

            public bool Passes(ulong now, ulong size)
            {
                var passes = now >= _end;
                if (passes || _end is null) _end = now + size;
                return passes;
            }
        }
    }
}
