using System.Text;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Connectors.Timing;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Connectors.Cb;

/// <summary>The reading half of <see cref="CbConnector"/>. Answers may come on any thread, also while a pull waits for them.</summary>
internal sealed class CbSource(CbConnector.Config config, ConnectorContext context) : ISource
{
    private readonly OriginUri _origin = new("tremor-cb", context.HostName, null, []);
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, List<ulong>> _acks = []; // guarded by _gate
    private readonly SortedDictionary<ulong, List<ulong>> _fails = []; // guarded by _gate
    private readonly SortedDictionary<ulong, ulong> _lastPulls = []; // of each stream with a line; guarded by _gate
    private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReadOnlyMemory<byte>[]? _rest; // what is unread of each file
    private bool[] _isOpen = [];
    private IOException? _failure;
    private int _next; // the file whose turn it is
    private ulong _pull;
    private ulong _lines; // sent; guarded by _gate
    private bool _allSent; // guarded by _gate
    private long? _waitingSince; // time stamp
    private bool _isFinished;

    public bool IsTransactional => true;

    public bool IsAsynchronous => false;

    /// <summary>The files are read at the first pull, since nobody needs them where only the sink is used; when that fails, it is final.</summary>
    public ValueTask ConnectAsync(CancellationToken cancellation) => _failure is null ? default : ValueTask.FromException(_failure);

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isFinished) return SourceReply.Finished;
        if (_rest is null) Load();
        if (Array.IndexOf(_isOpen, true) < 0)
        {
            await WaitForAnswersAsync(cancellation);
            _isFinished = true;
            Report();
            context.Process.RequestShutdown(graceful: true);
            return SourceReply.Finished;
        }

        while (!_isOpen[_next]) _next = (_next + 1) % _isOpen.Length;
        var file = _next;
        _next = (_next + 1) % _isOpen.Length;
        var pull = _pull++;
        if (LineFile.TryTake(ref _rest![file], out var line)) return Line((ulong)file, pull, line);
        _isOpen[file] = false;
        return SourceReply.EndStream((ulong)file);
    }

    public void Settled(in EventId id, Outcome outcome)
    {
        lock (_gate)
        {
            if (id.Tracked.IsEmpty) Add(id.Stream, id.Pull, outcome);
            foreach (var range in id.Tracked)
                if (range.Source == context.Id) Add(range.Stream, outcome == Outcome.Ack ? range.MaxPull : range.MinPull, outcome);
            if (_allSent && IsComplete()) _allAnswered.TrySetResult();
        }
    }

    private void Load()
    {
        var rest = new ReadOnlyMemory<byte>[config.Paths.Count];
        for (var i = 0; i < rest.Length; i++)
        {
            try
            {
                rest[i] = System.IO.File.ReadAllBytes(config.Paths[i]);
            }
            catch (Exception e) when (FileErrors.IsExpected(e))
            {
                throw _failure = FileErrors.Describe("read", config.Paths[i], e);
            }
        }

        _rest = rest;
        _isOpen = [.. rest.Select(static _ => true)];
    }

    private SourceReply Line(ulong stream, ulong pull, ReadOnlyMemory<byte> line)
    {
        lock (_gate)
        {
            _lines++;
            _lastPulls[stream] = pull;
        }

        return new SourceReply { Kind = SourceReplyKind.Data, Stream = stream, Buffer = PooledBuffer.CopyOf(line.Span), Origin = _origin, PullId = pull };
    }

    private void Add(ulong stream, ulong pull, Outcome outcome)
    {
        var answers = outcome == Outcome.Ack ? _acks : _fails;
        if (!answers.TryGetValue(stream, out var pulls)) answers.Add(stream, pulls = []);
        pulls.Add(pull);
    }

    /// <summary>Under the lock. Counted by answers; where events are merged, the last of each file stands for those before it.</summary>
    private bool IsComplete()
    {
        if (!config.ExpectBatched) return Count(_acks) + Count(_fails) == _lines;
        return _lastPulls.All(last => Math.Max(Highest(_acks, last.Key), Highest(_fails, last.Key)) == (long)last.Value);

        static ulong Count(SortedDictionary<ulong, List<ulong>> answers) => (ulong)answers.Values.Sum(static p => (long)p.Count);

        static long Highest(SortedDictionary<ulong, List<ulong>> answers, ulong stream) =>
            answers.TryGetValue(stream, out var pulls) ? (long)pulls.Max() : -1;
    }

    private async ValueTask WaitForAnswersAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _allSent = true;
            if (IsComplete()) return;
        }

        _waitingSince ??= context.Time.GetTimestamp();
        var waited = context.Time.ElapsedNs(_waitingSince.Value);
        if (waited >= config.Timeout) return;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timeout = LongDelay.WaitAsync(context.Time, config.Timeout - waited, given.Token).AsTask();
        await Task.WhenAny(_allAnswered.Task, timeout);
        await given.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Report()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            text.AppendLine(IsComplete()
                ? "All required CB events received."
                : $"Expected CB events up to id {{{string.Join(", ", _lastPulls.Select(static l => $"{l.Key}: {l.Value}"))}}}.");
            text.AppendLine($"Got acks: {Text(_acks)}");
            text.AppendLine($"Got fails: {Text(_fails)}");
        }

        var error = context.Process.StandardError;
        error.Write(Encoding.UTF8.GetBytes(text.ToString()));
        error.Flush();
    }

    private static string Text(SortedDictionary<ulong, List<ulong>> answers) =>
        $"{{{string.Join(", ", answers.Select(static a => $"{a.Key}: [{string.Join(", ", a.Value)}]"))}}}";
}
