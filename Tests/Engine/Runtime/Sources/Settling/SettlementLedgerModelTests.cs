using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources.Settling;

/// <summary>The ledger, which keeps bits and runs, tells a source what a list of pulls would.</summary>
public sealed class SettlementLedgerModelTests
{
    [Fact]
    public void The_source_hears_what_a_plain_list_of_pulls_says()
    {
        for (var seed = 0; seed < 60; seed++) Compare(seed);
    }

    private static void Compare(int seed)
    {
        var random = new Random(seed);
        var (said, expected) = (new Heard(), new Heard());
        var hooks = new SourceHooks(said, "flow::source", NullLogger.Instance, TimeProvider.System);
        var ledger = new SettlementLedger(1);
        var model = new Model(expected);
        var (streams, largestPull, gaps, order) = (1 + random.Next(4), 1 + random.Next(5), random.Next(2) * 3, random.Next(3));
        var owed = new List<long>();
        var pulls = new ulong[streams];
        var events = new ulong[streams];
        var sent = 0L;
        for (var step = 0; step < 120; step++)
        {
            var targets = 1 + random.Next(2);
            var batch = ledger.BeginBatch(targets);
            for (var p = random.Next(60); p > 0; p--)
            {
                var stream = random.Next(streams);
                pulls[stream] += 1 + (ulong)random.Next(1 + gaps);
                var count = random.Next(largestPull + 1);
                var leans = random.Next(8) == 0;
                ledger.BeginPull((ulong)stream, pulls[stream]);
                model.BeginPull((ulong)stream, pulls[stream]);
                for (var i = 0; i < count; i++)
                {
                    ledger.Track(batch, events[stream]);
                    model.Track(events[stream]++, targets);
                }

                ledger.EndPull(leans);
                model.EndPull(leans);
            }

            for (var number = sent; number < sent + batch.Count; number++)
                for (var t = 0; t < targets; t++) owed.Add(number);
            sent += batch.Count;
            ledger.Send(batch, sent - batch.Count);
            Settle(owed.Count / 2);
        }

        Settle(owed.Count);
        Assert.Equal(0, ledger.Unsettled);
        Assert.Equal(expected.Lines, said.Lines);

        void Settle(int most)
        {
            while (most > 0 && owed.Count > 0)
            {
                // From the front, or anywhere; one event, or a run.
                var at = order == 0 ? 0 : random.Next(owed.Count);
                var (first, outcome) = (owed[at], random.Next(order == 2 ? 200 : 12) switch { 0 => Outcome.Fail, 1 => Outcome.Unanswered, _ => Outcome.Ack });
                var count = 0;
                while (at < owed.Count && owed[at] == first + count && count < 40)
                {
                    owed.RemoveAt(at);
                    count++;
                }

                most -= count;
                ledger.Settle(first, count, outcome, hooks);
                for (var i = 0; i < count; i++) model.Settle(first + i, outcome);
                if (random.Next(3) > 0) continue;
                ledger.Report(hooks);
                model.Report();
            }

            ledger.Report(hooks);
            model.Report();
        }
    }

    /// <summary>By stream, in order.</summary>
    private sealed class Heard : ISource
    {
        private readonly SortedDictionary<ulong, List<string>> _byStream = [];

        public IEnumerable<string> Lines => _byStream.SelectMany(static s => s.Value);

        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => throw new InvalidOperationException("nobody pulls here");

        public void Ack(ulong stream, ulong pull) => Add(stream, $"{stream}: ack {pull}");

        public void Fail(ulong stream, ulong pull) => Add(stream, $"{stream}: fail {pull}");

        public void Settled(in EventId id, Outcome outcome) => Add(id.Stream, $"{id} {outcome}");

        private void Add(ulong stream, string line)
        {
            if (!_byStream.TryGetValue(stream, out var lines)) _byStream[stream] = lines = [];
            lines.Add(line);
        }
    }

    private sealed class Model(ISource source)
    {
        private readonly Dictionary<ulong, List<Pull>> _streams = [];
        private readonly Dictionary<ulong, ulong> _failed = [];
        private readonly List<Sent> _sent = [];
        private Pull _current = null!;

        public void BeginPull(ulong stream, ulong number)
        {
            if (!_streams.TryGetValue(stream, out var pulls)) _streams[stream] = pulls = [];
            pulls.Add(_current = new Pull(stream, number));
        }

        public void Track(ulong number, int targets)
        {
            _sent.Add(new Sent(_current, number) { Targets = targets });
            _current.Open++;
        }

        public void EndPull(bool leans) => _current.Leans = leans;

        public void Settle(long number, Outcome outcome)
        {
            var e = _sent[(int)number];
            if (outcome > e.Worst) e.Worst = outcome;
            if (--e.Targets > 0) return;
            e.Pull.Open--;
            if (e.Worst == Outcome.Unanswered) return;
            source.Settled(new EventId(1, e.Pull.Stream, e.Number, e.Pull.Number), e.Worst);
            if (e.Worst == Outcome.Ack) e.Pull.HasAck = true;
            else GiveUp(e.Pull);
        }

        public void Report()
        {
            foreach (var (stream, pulls) in _streams)
            {
                if (TakeAck(pulls) is { } acknowledged) source.Ack(stream, acknowledged);
                if (_failed.Remove(stream, out var failed)) source.Fail(stream, failed);
            }
        }

        private void GiveUp(Pull pull)
        {
            var pulls = _streams[pull.Stream];
            var at = pulls.IndexOf(pull);
            if (at < 0) return;
            while (at > 0 && pulls[at - 1].Leans) at--;
            _failed[pull.Stream] = pulls[at].Number;
            pulls.RemoveRange(at, pulls.Count - at);
        }

        private static ulong? TakeAck(List<Pull> pulls)
        {
            ulong? acknowledged = null;
            while (true)
            {
                var end = 0;
                while (end < pulls.Count && pulls[end] is { Open: 0, Leans: true }) end++;
                if (end == pulls.Count || pulls[end].Open > 0) return acknowledged;
                if (pulls.Take(end + 1).LastOrDefault(static p => p.HasAck) is { } last) acknowledged = last.Number;
                pulls.RemoveRange(0, end + 1);
            }
        }

        private sealed class Pull(ulong stream, ulong number)
        {
            public ulong Stream => stream;

            public ulong Number => number;

            public int Open { get; set; }

            public bool HasAck { get; set; }

            public bool Leans { get; set; }
        }

        private sealed class Sent(Pull pull, ulong number)
        {
            public Pull Pull => pull;

            public ulong Number => number;

            public int Targets { get; set; }

            public Outcome Worst { get; set; }
        }
    }
}
