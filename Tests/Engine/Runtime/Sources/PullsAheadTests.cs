using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;
using Outcome = Tremor.Dataflow.Engine.Contracts.Outcome;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class PullsAheadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pulls_made_ahead_of_their_turn_change_nothing_that_anybody_sees(bool withThreads)
    {
        var text = Gen.Elements('a', 'b', '!', '#', '?', '@', '\n', '\n').ArrayOf().Where(static c => c.Length > 0)
            .Select(static c => string.Concat(Enumerable.Repeat(new string(c), 1 + (PullHasteBytes / c.Length))));
        var pull = from kind in Gen.Frequency([(24, Gen.Constant('c')), (1, Gen.Constant('e')), (1, Gen.Constant('h')), (1, Gen.Constant('f')), (2, Gen.Constant('w')), (1, Gen.Constant('v'))])
                   from slot in Gen.Frequency([(4, Gen.Constant(0)), (1, Gen.Constant(1))])
                   from t in text
                   select new Pull(kind, slot, t);
        var cases = from pulls in pull.ListOf(30)
                    from limit in Gen.Elements<int?>(null, null, 40)
                    from isTransactional in Gen.Elements(true, false)
                    from isErrRead in Gen.Elements(true, false)
                    from ahead in Gen.Choose(1, 5)
                    from seed in Gen.Choose(0, 1000)
                    select new Case([.. pulls], limit, isTransactional, isErrRead, ahead, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var plain = RunAsync(c, new PullsAheadOptions(0, 0, 0, static _ => { }), static () => { }).GetAwaiter().GetResult();
            var jobs = new List<IThreadPoolWorkItem>();
            var random = new Random(c.Seed);
            var ahead = withThreads
                ? RunAsync(c, new PullsAheadOptions(c.Ahead, 2, 1, static w => ThreadPool.UnsafeQueueUserWorkItem(w, false)), static () => { }).GetAwaiter().GetResult()
                : RunAsync(c, new PullsAheadOptions(c.Ahead, 2, 1, jobs.Add), RunSome).GetAwaiter().GetResult();
            Assert.Equal(plain, ahead);

            void RunSome()
            {
                for (var left = random.Next(4); left > 0 && jobs.Count > 0; left--)
                {
                    var at = random.Next(jobs.Count);
                    jobs[at].Execute();
                    jobs.RemoveAt(at);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(withThreads ? 150 : 400));
    }

    [Fact]
    public void What_was_pulled_ahead_of_a_failure_is_brought_again_whole_and_in_time()
    {
        var cases = from cuts in Gen.Choose(1, 40).ListOf(40)
                    from ahead in Gen.Choose(1, 5)
                    from seed in Gen.Choose(0, 1000)
                    from several in Gen.Elements(true, false)
                    select (cuts, ahead, seed, several);
        Prop.ForAll(cases.ToArbitrary(), static c =>
        {
            var text = string.Concat(Enumerable.Range(0, 100).Select(static i => $"v{i};\n"));
            var chunks = new List<string>();
            foreach (var cut in c.cuts.Append(int.MaxValue))
            {
                if (text.Length == 0) break;
                chunks.Add(text[..Math.Min(cut, text.Length)]);
                text = text[Math.Min(cut, text.Length)..];
            }

            var source = new ReplayingSource([.. chunks]);
            var random = new Random(c.seed);
            var fails = Enumerable.Range(0, 5).Select(_ => $"\"v{random.Next(100)};\"").ToHashSet();
            var seen = new ConcurrentDictionary<string, Outcome>();
            var target = new AnsweringTarget(e =>
            {
                var outcome = fails.Remove(e.Data.ToString()) ? Outcome.Fail : Outcome.Ack;
                seen.AddOrUpdate(e.Data.ToString(), outcome, (_, before) => outcome);
                return outcome;
            });
            var runner = Runner(source, new PullsAheadOptions(c.ahead, 2, 1, static w => ThreadPool.UnsafeQueueUserWorkItem(w, false)), new ConnectorStatistics(), null);
            runner.AddTarget(Port.Out, target);
            if (c.several) runner.AddTarget(Port.Out, new AnsweringTarget(static _ => Outcome.Ack));
            RunToEndAsync(runner).GetAwaiter().GetResult();
            Assert.Equal(Enumerable.Range(0, 100).Select(static i => $"\"v{i};\"").Order(), seen.Keys.Order());
            Assert.All(seen.Values, static o => Assert.Equal(Outcome.Ack, o));
            Assert.Empty(fails);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public async Task Lines_that_wait_for_their_turn_when_the_time_for_the_stop_is_over_count_as_lost_until_they_arrive()
    {
        var gate = new TaskCompletionSource();
        var source = new ListSource([.. Enumerable.Repeat(new Pull('c', 0, string.Concat(Enumerable.Repeat("a\n", 300))), 12)], isTransactional: false, static () => { }, new VirtualTime());
        var statistics = new ConnectorStatistics();
        var runner = Runner(source, new PullsAheadOptions(4, 1, 1, static _ => { }), statistics, null, source.Time);
        var target = new AnsweringTarget(static _ => Outcome.Ack) { Gate = gate.Task, Free = 2 };
        runner.AddTarget(Port.Out, target);
        runner.ExpectSinks([], []);
        runner.Start();
        await runner.SetConnectedAsync();
        await Eventually.True(() => target.IsWaiting, "the third batch waits");
        runner.CountUnderWayAsLost(0);
        Assert.Equal(6, source.Pulled);
        Assert.Equal(4 * 300, statistics.Losses.Events);
        gate.SetResult();
        await Eventually.Done(runner.Finished);
        await Eventually.Done(runner.StopAsync());
        Assert.Equal(0, statistics.Losses.Events);
        Assert.Equal(12 * 300, statistics.EventsRead);
    }

    [Fact]
    public async Task A_lack_of_memory_ends_the_source_and_what_was_pulled_behind_it_is_counted()
    {
        var pulls = Enumerable.Repeat(new Pull('c', 0, string.Concat(Enumerable.Repeat("a\n", 30))), 12).ToArray();
        pulls[6] = new Pull('c', 0, new string('a', 60) + "\n");
        var source = new ListSource(pulls, isTransactional: false, static () => { }, new VirtualTime());
        var statistics = new ConnectorStatistics();
        var runner = Runner(source, new PullsAheadOptions(4, 1, 1, static _ => { }), statistics, static () => new NoMemorySplitter(), source.Time);
        var ended = new TaskCompletionSource<OutsideFailure>();
        runner.Disconnected = ended.SetResult;
        runner.AddTarget(Port.Out, new AnsweringTarget(static _ => Outcome.Ack));
        runner.ExpectSinks([], []);
        runner.Start();
        await runner.SetConnectedAsync();
        Assert.Equal(FailureKind.Permanent, (await Eventually.Of(ended.Task)).Kind);
        await Eventually.Done(runner.DrainAsync());
        await Eventually.Done(runner.StopAsync());
        Assert.Equal(6 * 30, statistics.EventsRead);
        Assert.True(source.Pulled > 7, "something was pulled behind");
        Assert.Equal(source.Pulled - 6, statistics.Losses.Events);
        Assert.True(source.AreBuffersBack());
    }

    /// <summary>A pull of so many bytes in one tick of the clock is quick.</summary>
    private const int PullHasteBytes = 50;

    private static async Task<string> RunAsync(Case c, PullsAheadOptions options, Action beside)
    {
        var source = new ListSource(c.Pulls, c.IsTransactional, beside, new VirtualTime());
        var statistics = new ConnectorStatistics();
        var runner = Runner(source, options, statistics, () => new SeparatePreprocessor(new() { MaxLength = c.Limit }), source.Time);
        // How the two ports alternate is a matter of when batches are full.
        var (events, errors) = (new List<string>(), new List<string>());
        runner.AddTarget(Port.Out, new NotingTarget(events));
        if (c.IsErrRead) runner.AddTarget(Port.Err, new NotingTarget(errors));
        await RunToEndAsync(runner);
        Assert.True(source.AreBuffersBack(), "a buffer is not given back");
        Assert.Equal(0, source.Overlaps);
        return string.Join('\n',
        [
            .. events, .. errors, .. source.Acks.Select(static a => $"ack {a.Key} {a.Value}").Order(), .. source.SettledEvents.Order(),
            $"{statistics.EventsRead} {statistics.ErrorEvents} {statistics.BytesRead}", .. statistics.Losses.Losses.Select(static l => $"{l.Place} {l.Reason} {l.Events} {l.First}"),
        ]);
    }

    private static SourceRunner Runner(
        IConnector source, PullsAheadOptions options, ConnectorStatistics statistics, Func<IPreprocessor>? splitter, TimeProvider? time = null)
    {
        var context = new ConnectorContext
        {
            Alias = "f::s",
            Id = 1,
            Time = time ?? new VirtualTime(),
            Logger = new RecordingLog(),
            Process = FlowBench.Process,
            HostName = "here",
        };
        var plan = new ConnectorPlan
        {
            Alias = "s",
            Kind = "test",
            Create = _ => source,
            Codec = new("test", null, static () => new Codec()),
            Preprocessors = [new("separate", null, splitter ?? (static () => new SeparatePreprocessor(null)))],
        };
        return new SourceRunner(source.Source!, plan, context, statistics, options);
    }

    private static async Task RunToEndAsync(SourceRunner runner)
    {
        runner.ExpectSinks([], []);
        runner.Start();
        await runner.SetConnectedAsync();
        await Eventually.Done(runner.Finished);
        await Eventually.Done(runner.StopAsync());
    }

    /// <param name="Kind">A chunk, one that has to be waited for, a value, the end or failure of the stream, or the end with a successor.</param>
    /// <param name="Slot">Which of the streams that are open.</param>
    private sealed record Pull(char Kind, int Slot, string Text);

    private sealed record Case(Pull[] Pulls, int? Limit, bool IsTransactional, bool IsErrRead, int Ahead, int Seed);

    /// <summary>Text; a line with <c>!</c> is an error, one that starts with <c>#</c> nothing, with <c>@</c> one with metadata; at one that starts with <c>?</c> it breaks.</summary>
    private sealed class Codec : ILineCodec
    {
        public void Decode(in Piece piece, IDecodeOutput output)
        {
            var text = Encoding.UTF8.GetString(piece.Span);
            if (text.StartsWith('?')) throw new InvalidOperationException($"broken at {text}");
            if (text.StartsWith('#')) output.Nothing();
            else if (text.Contains('!', StringComparison.Ordinal)) output.Error($"bad: {text}");
            else if (text.StartsWith('@')) output.Value(Value.From(text), piece.Meta.With(new FieldName("at"), Value.From(text)));
            else output.Value(Value.FromUtf8(piece.Buffer.Array, piece.Offset, piece.Length));
        }

        public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
        {
            for (var at = 0; at < lines.Length;)
            {
                var length = lines.Span[at..].IndexOf(separator);
                Decode(lines with { Offset = lines.Offset + at, Length = length }, output);
                at += length + 1;
            }
        }

        public ILineCodec Fork() => new Codec();

        public string? Encode(Value value, Value meta, IBufferWriter<byte> output) => throw new NotSupportedException();
    }

    /// <summary>Delivers pulls, all at once but those that say otherwise.</summary>
    private sealed class ListSource(Pull[] pulls, bool isTransactional, Action beside, VirtualTime time) : IConnector, ISource
    {
        private readonly ulong[] _streams = [0, 1];
        private readonly List<PooledBuffer> _buffers = [];
        private ulong _nextStream = 2;
        private int _next;
        private int _isInside;
        private int _overlaps;

        public ISource? Source => this;

        public ISink? Sink => null;

        public VirtualTime Time => time;

        public bool IsTransactional => isTransactional;

        public bool ReadsOnWhileDraining => false;

        public int Pulled => Volatile.Read(ref _next);

        public int Overlaps => _overlaps;

        public Dictionary<ulong, ulong> Acks { get; } = [];

        public List<string> SettledEvents { get; } = [];

        public bool AreBuffersBack() => _buffers.All(static b =>
        {
            try
            {
                return b.Array is null;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        });

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
        {
            beside();
            return _next < pulls.Length && pulls[_next].Kind == 'w' ? WaitAsync() : new(Next());
        }

        public void Ack(ulong stream, ulong pull)
        {
            Note();
            Acks[stream] = pull;
        }

        public void Settled(in EventId id, Outcome outcome)
        {
            Note();
            SettledEvents.Add($"{id} {outcome}");
        }

        private void Note()
        {
            if (Volatile.Read(ref _isInside) != 0) Interlocked.Increment(ref _overlaps);
        }

        private async ValueTask<SourceReply> WaitAsync()
        {
            Volatile.Write(ref _isInside, 1);
            for (var i = 0; i < 3; i++) await Task.Yield();
            Volatile.Write(ref _isInside, 0);
            return Next();
        }

        private SourceReply Next()
        {
            if (_next == pulls.Length) return SourceReply.Finished;
            // So that every pull has a time of its own.
            time.Advance(TimeSpan.FromTicks(1));
            var pull = pulls[_next];
            Volatile.Write(ref _next, _next + 1);
            var stream = _streams[pull.Slot];
            var details = new PullDetails { Stream = stream, Meta = new RecordBuilder().Set("pull", Value.From((long)_next)).Build() };
            switch (pull.Kind)
            {
                case 'e':
                    return SourceReply.EndStream(stream);
                case 'f':
                    return SourceReply.StreamFail(stream);
                case 'h':
                    return SourceReply.EndStream(stream, _streams[pull.Slot] = _nextStream++);
                case 'v':
                    return SourceReply.Structured(Value.From(pull.Text), details);
                default:
                    var buffer = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(pull.Text));
                    _buffers.Add(buffer);
                    return SourceReply.Data(buffer, details);
            }
        }
    }

    /// <summary>Delivers chunks, again from the one that failed, and ends when all are acknowledged.</summary>
    private sealed class ReplayingSource(string[] chunks) : IConnector, ISource
    {
        private int _next;
        private int _acknowledged = -1;

        public ISource? Source => this;

        public ISink? Sink => null;

        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
        {
            if (_acknowledged == chunks.Length - 1) return new(SourceReply.Finished);
            if (_next == chunks.Length) return WaitAsync(cancellation);
            var chunk = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(chunks[_next]));
            return new(SourceReply.Data(chunk, new PullDetails { PullId = (ulong)_next++ }));
        }

        public void Ack(ulong stream, ulong pull) => _acknowledged = (int)pull;

        public void Fail(ulong stream, ulong pull) => _next = (int)pull;

        private static async ValueTask<SourceReply> WaitAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return SourceReply.Finished;
        }
    }

    private sealed class NotingTarget(List<string> events) : IEventTarget
    {
        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                ref readonly var e = ref batch.Events[i];
                events.Add(string.Create(CultureInfo.InvariantCulture, $"{e.Id} {e.IngestNs} {e.Data} {e.Meta} {e.Transactional} {e.IsError}"));
            }

            from.Settle(first, batch.Count, Outcome.Ack, 0);
            batch.Release();
            return default;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }

    private sealed class AnsweringTarget(Func<Event, Outcome> answer) : IEventTarget
    {
        private int _batches;

        /// <summary>Waited for behind the first <see cref="Free"/> batches.</summary>
        public Task Gate { get; init; } = Task.CompletedTask;

        public int Free { get; init; }

        public bool IsWaiting => Volatile.Read(ref _batches) > Free;

        public async ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            if (Interlocked.Increment(ref _batches) > Free) await Gate;
            for (var i = 0; i < batch.Count; i++) from.Settle(first + i, 1, answer(batch.Events[i]), 0);
            batch.Release();
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }

    /// <summary>Splits at line feeds; for a line that is too long it has no memory.</summary>
    private sealed class NoMemorySplitter : ISeparatingPreprocessor
    {
        public byte Separator => (byte)'\n';

        public bool Buffered => true;

        public int MaxLength => 10;

        public bool HoldsData => false;

        public string? Process(in Piece piece, IPieceOutput output) => throw new InsufficientMemoryException();

        public string? Finish(Piece? last, IPieceOutput output) => null;

        public void OnGap(IPieceOutput output)
        {
        }

        public void Discard()
        {
        }
    }
}
