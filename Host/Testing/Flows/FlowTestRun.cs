using System.Globalization;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>What became of a test.</summary>
/// <param name="Failures">Why it failed; none when it passed.</param>
/// <param name="Notes">What else was seen: lines of the test, losses, what the flow logged.</param>
/// <param name="Transcript">What came out, in words, to compare with another run.</param>
internal sealed record FlowTestOutcome(IReadOnlyList<FlowTestFailure> Failures, IReadOnlyList<string> Notes, IReadOnlyList<string> Transcript);

/// <summary>Runs one test, step by step (spec: extensions 4.3).</summary>
internal sealed class FlowTestRun
{
    private readonly FlowTestFile _file;
    private readonly FlowTest _test;
    private readonly Definitions _definitions;
    private readonly TestSubject _subject;
    private readonly TestClock _clock;
    private readonly TestLog _log = new();
    private readonly List<FlowTestFailure> _failures = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _transcript = [];
    private readonly List<string> _acked = [];
    private readonly List<string> _failed = [];
    private readonly List<Value> _insights = [];
    private SpecialExpectation? _heldAtEnd;
    private bool _hasDrained;
    private int _step;

    private FlowTestRun(FlowTestFile file, FlowTest test, Definitions definitions, TestSubject subject)
    {
        (_file, _test, _definitions, _subject) = (file, test, definitions, subject);
        _clock = new(test.StartNs);
    }

    /// <param name="capacity">Waves that a block takes in; no result may depend on it.</param>
    /// <param name="time">The real time, for tests that hang.</param>
    public static async Task<FlowTestOutcome> RunAsync(FlowTestFile file, FlowTest test, Definitions definitions, int capacity, TimeProvider time)
    {
        try
        {
            var findings = new List<Diagnostic>();
            if (TestSubject.Load(definitions, file.Definition, test, findings) is not { } subject)
                return new([.. findings.Select(f => new FlowTestFailure($"the definition: {f.Message}", test.Place, [], f.Hint is null ? [] : [f.Hint]))], [], []);
            var run = new FlowTestRun(file, test, definitions, subject);
            await run.RunAsync(capacity, time);
            return new(run._failures, run._notes, run._transcript);
        }
        catch (FlowTestException e)
        {
            return new([new(e.Message, e.Place ?? test.Place, [], [])], [], []);
        }
    }

    private async Task RunAsync(int capacity, TimeProvider time)
    {
        var tooLong = new TaskCompletionSource();
        await using var timer = time.CreateTimer(static t => ((TaskCompletionSource)t!).TrySetException(new TimeoutException()), tooLong, _test.Timeout, Timeout.InfiniteTimeSpan);
        var place = _test.Place;
        await using var bench = await FlowBench.StartAsync(_subject, _clock, capacity, _log, tooLong.Task);
        try
        {
            foreach (var step in _test.Steps)
            {
                _step++;
                place = step.Place;
                await RunAsync(step, bench);
            }

            await bench.StopAsync();
            CheckHeld(bench);
        }
        catch (FlowTestException e)
        {
            Fail($"{At}: {e.Message}", e.Place ?? place);
        }
        catch (TimeoutException)
        {
            Fail($"{At}: nothing has moved for {Quantity.Duration(_test.Timeout)}: it hangs", place);
        }

        foreach (var loss in bench.Losses) _notes.Add($"{loss.Place}: {Quantity.Count(loss.Events, "event")} lost: {loss.Reason}");
        foreach (var line in _log.All.Take(10)) _notes.Add($"logged: {line}");
    }

    private string At => string.Create(CultureInfo.InvariantCulture, $"step {_step}");

    private async Task RunAsync(TestStep step, FlowBench bench)
    {
        switch (step)
        {
            case SendStep send:
                await SendAsync(send, bench);
                break;
            case GenerateStep generate:
                await GenerateAsync(generate, bench);
                break;
            case FileStep file:
                await SendFileAsync(file, bench);
                break;
            case AdvanceStep advance:
                await bench.AdvanceToAsync(_clock.NowNs + ((ulong)advance.By.Ticks * 100));
                break;
            case TickStep tick:
                for (var i = 0L; i < tick.Count; i++) await bench.TickAsync();
                break;
            case SinkStep sink:
                Find(bench.Sinks, sink.Sink, "sinks").Behave(sink);
                break;
            case AnswerStep answer:
                Answer(answer, bench);
                break;
            case InsightStep insight:
                Find(bench.Sinks, insight.Port, "sinks").Turn(insight.IsOpen);
                break;
            case DrainStep:
                await bench.DrainAsync();
                _hasDrained = true;
                break;
            case RestartStep:
                await bench.RestartAsync();
                break;
            case LogStep log:
                _notes.Add(log.Line);
                break;
            case ExpectStep expect:
                await bench.SettleAsync();
                Check(expect, bench);
                return;
        }

        await bench.SettleAsync();
    }

    private async Task SendAsync(SendStep send, FlowBench bench)
    {
        if (send.At is { } at)
        {
            var ns = at.Since(_test.StartNs);
            if (ns < _clock.NowNs) throw new FlowTestException("the clock does not go back: \"at\" lies before the step in front of it");
            await bench.AdvanceToAsync(ns);
        }

        var (source, port) = InletOf(send.Into, bench);
        for (var i = 1L; i <= send.Repeat; i++)
        {
            var label = send.Id is null || send.Repeat == 1 ? send.Id : string.Create(CultureInfo.InvariantCulture, $"{send.Id}#{i}");
            await source.SendAsync(port, send.Value, send.Meta, send.IngestNs ?? _clock.NowNs, send.IsTransactional, label);
        }
    }

    private async Task GenerateAsync(GenerateStep step, FlowBench bench)
    {
        var (source, port) = InletOf(step.Into, bench);
        var expression = TestExpression.Compile(step.Expression, "let i = event; ", _file.Directory, _definitions, _clock);
        for (var i = 0L; i < step.Count; i++)
        {
            var value = expression.Evaluate(Value.From(i), Value.EmptyRecord, _clock.NowNs, out var error);
            if (error is not null) throw new FlowTestException($"the expression of event {i}: {error}");
            await source.SendAsync(port, value, Value.EmptyRecord, _clock.NowNs, true, null);
            if (step.Every is not { } every) continue;
            await bench.SettleAsync();
            await bench.AdvanceToAsync(_clock.NowNs + ((ulong)every.Ticks * 100));
        }
    }

    private async Task SendFileAsync(FileStep step, FlowBench bench)
    {
        var (source, port) = InletOf(step.Into, bench);
        var path = Path.Combine(_file.Directory, step.Path.Text);
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Length > 0) await source.SendAsync(port, JsonText.Parse(line), Value.EmptyRecord, _clock.NowNs, true, null);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonSyntaxException)
        {
            throw new FlowTestException(number == 0 ? $"{path} cannot be read: {e.Message}" : $"{path}, line {number}: {e.Message}");
        }
    }

    private static void Answer(AnswerStep step, FlowBench bench)
    {
        foreach (var id in step.Ids)
        {
            var found = false;
            foreach (var sink in bench.Sinks.Values)
                found |= sink.Answer((here, came) => here == id.Text || bench.Sources.Values.SelectMany(s => s.LabelsOf(came)).Contains(id.Text), step.IsAck ? Outcome.Ack : Outcome.Fail);
            if (!found) throw new FlowTestException($"no sink holds the event \"{id}\": {{\"sink\": NAME, \"then\": \"hold\"}} keeps events from then on", id.Place);
        }
    }

    private static (TestSource Source, Port Port) InletOf(TestInlet into, FlowBench bench)
    {
        var sources = bench.Sources;
        if (into.Connector is { } connector) return (Find(sources, connector, "sources"), Port.Of(into.Port?.Text ?? Port.Out.Name));
        if (into.Port is { } port) return sources.TryGetValue(port.Text, out var named) ? (named, Port.Out) : sources.Count == 1 && sources.Values.First() is var one && one.Ports.Contains(Port.Of(port.Text)) ? (one, Port.Of(port.Text)) : (Find(sources, port, "inputs"), Port.Out);
        if (sources.Count == 1) return (sources.Values.First(), Port.Out);
        return sources.TryGetValue(Port.In.Name, out var usual) ? (usual, Port.Out) : throw new FlowTestException(
            $"say where it goes with \"connector\" or \"port\": there are {string.Join(", ", sources.Keys)}");
    }

    private static T Find<T>(IReadOnlyDictionary<string, T> all, Name name, string what) => all.TryGetValue(name.Text, out var found)
        ? found
        : throw new FlowTestException($"there is no \"{name}\" among the {what}: {NearestName.Hint(name.Text, [.. all.Keys], what) ?? string.Join(", ", all.Keys)}", name.Place);

    private void Check(ExpectStep step, FlowBench bench)
    {
        var came = bench.Sinks.Values.SelectMany(s => s.Take().Select(t => (t.Name, t.Events, IsRead: !_subject.Unread.Contains(s.Name)))).ToDictionary(static c => c.Name, static c => (c.Events, c.IsRead));
        foreach (var (name, (events, _)) in came) _transcript.AddRange(events.Select(e => $"{name}: {e.Value} {e.Meta} {e.AtNs}"));
        TakeAnswers(bench);
        var named = new HashSet<string>();
        foreach (var expectation in step.Expectations)
        {
            if (expectation is SpecialExpectation special)
            {
                Check(special, bench);
                continue;
            }

            var name = expectation.Name.Text;
            if (!came.TryGetValue(name, out var events)) throw new FlowTestException($"there is no output \"{name}\": {NearestName.Hint(name, [.. came.Keys], "outputs")}", expectation.Place);
            named.Add(name);
            Comparison(name, bench).Compare((EventsExpectation)expectation, events.Events);
        }

        if (!step.AllowsOthers)
            foreach (var (name, (events, isRead)) in came)
                if (isRead && !named.Contains(name)) Comparison(name, bench).RefuseAll(events, step.Place);
        _acked.Clear();
        _failed.Clear();
        _insights.Clear();
        _log.Forget();
    }

    private EventComparison Comparison(string name, FlowBench bench) => new(
        $"{At}, expect, {(_subject.IsPipeline ? "port" : "sink")} {name}", _definitions, _file.Directory, _clock, e => [.. bench.Sources.Values.SelectMany(s => s.LabelsOf(e.Id))], _failures);

    private void TakeAnswers(FlowBench bench)
    {
        foreach (var source in bench.Sources.Values)
        {
            var (acked, failed, insights) = source.Take();
            _acked.AddRange(acked);
            _failed.AddRange(failed);
            _insights.AddRange(insights);
        }
    }

    private void Check(SpecialExpectation special, FlowBench bench)
    {
        var expected = special.Expected;
        switch (special.Subject)
        {
            case SpecialSubject.Acked:
                CompareIds(special, _acked);
                break;
            case SpecialSubject.Failed:
                CompareIds(special, _failed);
                break;
            case SpecialSubject.Unsettled:
                CompareIds(special, [.. bench.Sources.Values.SelectMany(static s => s.Unsettled())], anyOrder: true);
                break;
            case SpecialSubject.Insights:
                Compare(special, Differences.Of(expected, Value.FromArray([.. _insights]), isPart: true, isStrict: false));
                break;
            case SpecialSubject.Breaker:
                foreach (var field in expected.Fields)
                {
                    var name = field.NameValue.AsText()!;
                    var state = Find(bench.Sources, special.Name with { Text = name }, "inputs").IsHeld ? "open" : "closed";
                    if (state != field.Value.AsText()) Compare(special, [new(name, field.Value.AsText()!, state)]);
                }

                break;
            case SpecialSubject.Logs when expected.Count == 0:
                if (_log.New is [var first, ..]) Compare(special, [new("", "no warning and no error", first)]);
                break;
            case SpecialSubject.Logs:
                foreach (var text in expected.Items)
                    if (!_log.New.Any(l => l.Contains(text.AsText()!, StringComparison.Ordinal)))
                        Compare(special, [new("", $"a warning or an error with \"{text.AsText()}\"", _log.New.Count == 0 ? "none" : string.Join(" | ", _log.New))]);
                break;
            default:
                _heldAtEnd = special;
                break;
        }
    }

    private void CompareIds(SpecialExpectation special, List<string> got, bool anyOrder = false)
    {
        if (special.Expected.TryGetInt64(out var count))
        {
            if (count != got.Count) Compare(special, [new("", Quantity.Count(count, "event"), Quantity.Count(got.Count))]);
            return;
        }

        var expected = new List<string>();
        foreach (var item in special.Expected.Items) expected.Add(item.AsText()!);
        IEnumerable<string> ids = expected;
        if (anyOrder) (ids, got) = (ids.Order(StringComparer.Ordinal), [.. got.Order(StringComparer.Ordinal)]);
        if (!ids.SequenceEqual(got)) Compare(special, [new("", Listed([.. ids]), Listed(got))]);
    }

    private static string Listed(IReadOnlyList<string> ids) => ids.Count switch
    {
        0 => "none",
        > 10 => $"{string.Join(", ", ids.Take(8))} ... {ids[^1]} ({Quantity.Count(ids.Count, "event")})",
        _ => string.Join(", ", ids),
    };

    private void Compare(SpecialExpectation special, IReadOnlyList<Difference> differences)
    {
        if (differences.Count > 0) _failures.Add(new($"{At}, expect, {special.Name}", special.Place, differences, []));
    }

    /// <summary>What windows and batches keep at the end is part of the result: the test drains, or says so.</summary>
    private void CheckHeld(FlowBench bench)
    {
        var total = bench.Held.Sum(static h => h.Events);
        if (_heldAtEnd is { } special)
        {
            if (special.Expected.TryGetInt64(out var number) && number != total) Compare(special, [new("", Quantity.Count(number, "event"), Quantity.Count(total))]);
            if (special.Expected.TryGetBool(out _) && total == 0) Compare(special, [new("", "some events", "none")]);
            foreach (var field in special.Expected.IsRecord ? special.Expected.Fields : Value.EmptyRecord.Fields)
            {
                var node = field.NameValue.AsText()!;
                var held = bench.Held.Where(h => h.Place == node || h.Place.EndsWith("/" + node, StringComparison.Ordinal)).Sum(static h => h.Events);
                if (field.Value.TryGetInt64(out var own) && own != held) Compare(special, [new(node, Quantity.Count(own, "event"), Quantity.Count(held))]);
            }
        }
        else if (total > 0 && !_hasDrained)
        {
            var places = string.Join(", ", bench.Held.Select(static h => $"{Quantity.Count(h.Events)} in {h.Place}"));
            _failures.Add(new("at the end", _test.Name.Place, [new("", "no event is held", $"{Quantity.Count(total, "event")} held: {places}")], ["end with {\"drain\": true}, move the clock on, or expect it: {\"expect\": {\"held\": " + total + "}}"]));
        }
    }

    private void Fail(string where, Place place) => _failures.Add(new(where, place, [], []));
}
