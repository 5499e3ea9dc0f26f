using System.Text;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Connectors.Timing;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Connectors.Cb;

/// <summary>The reading half of <see cref="CbConnector"/>. An answer that comes while a pull waits for it gives up the pull; the next one looks again.</summary>
/// <remarks>
/// The engine answers each line by itself, also one that was merged with others on its way: no id stands for others. In which order the answers come is not said,
/// so that of the last line says nothing of those before it; what does is the cumulative <see cref="ISource.Ack"/>.
/// </remarks>
internal sealed class CbSource(CbConnector.Config config, ConnectorContext context) : ISource
{
    private readonly OriginUri _origin = new("tremor-cb", context.HostName, null, []);
    private readonly SortedDictionary<ulong, List<ulong>> _acks = [];
    private readonly SortedDictionary<ulong, List<ulong>> _fails = [];
    private readonly SortedDictionary<ulong, ulong> _lastPulls = []; // of each stream with a line
    private readonly Dictionary<ulong, SortedSet<ulong>> _unanswered = []; // lines of each stream

    private ReadOnlyMemory<byte>[]? _rest; // what is unread of each file
    private bool[] _isOpen = [];
    private int _next; // the file whose turn it is
    private ulong _pull;
    private ulong _lines; // sent
    private long? _waitingSince; // time stamp
    private bool _isFinished;

    public bool IsTransactional => true;

    public bool ReadsOnWhileDraining => false;

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isFinished) return SourceReply.Finished;
        // Not when connecting, since nobody needs the files where only the sink is used.
        if (_rest is null) Load();
        if (Array.IndexOf(_isOpen, true) < 0)
        {
            await WaitForAnswersAsync(cancellation);
            _isFinished = true;
            Report();
            context.Process.RequestShutdown(graceful: true, context.Alias);
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
        var answers = outcome == Outcome.Ack ? _acks : _fails;
        if (!answers.TryGetValue(id.Stream, out var pulls)) answers.Add(id.Stream, pulls = []);
        pulls.Add(id.Pull);
        _unanswered.GetValueOrDefault(id.Stream)?.Remove(id.Pull);
    }

    public void Ack(ulong stream, ulong pull) => _unanswered.GetValueOrDefault(stream)?.RemoveWhere(p => p <= pull);

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
                throw FileErrors.Reading("read", config.Paths[i], e);
            }
        }

        _rest = rest;
        _isOpen = [.. rest.Select(static _ => true)];
    }

    private SourceReply Line(ulong stream, ulong pull, ReadOnlyMemory<byte> line)
    {
        _lines++;
        _lastPulls[stream] = pull;
        if (!_unanswered.TryGetValue(stream, out var unanswered)) _unanswered.Add(stream, unanswered = []);
        unanswered.Add(pull);
        return SourceReply.Data(PooledBuffer.CopyOf(line.Span), new PullDetails { Stream = stream, Origin = _origin, PullId = pull });
    }

    /// <summary>Counted by answers; where events are merged, an acknowledgement of the engine stands for those before it.</summary>
    private bool IsComplete()
    {
        if (config.ExpectBatched) return _unanswered.Values.All(static u => u.Count == 0);
        return Count(_acks) + Count(_fails) == _lines;

        static ulong Count(SortedDictionary<ulong, List<ulong>> answers) => (ulong)answers.Values.Sum(static p => (long)p.Count);
    }

    private async ValueTask WaitForAnswersAsync(CancellationToken cancellation)
    {
        if (IsComplete()) return;
        _waitingSince ??= context.Time.GetTimestamp();
        var waited = context.Time.ElapsedNs(_waitingSince.Value);
        if (waited < config.Timeout) await LongDelay.WaitAsync(context.Time, config.Timeout - waited, cancellation);
    }

    private void Report()
    {
        var text = new StringBuilder();
        text.AppendLine(IsComplete()
            ? "All required CB events received."
            : $"Expected CB events up to id {{{string.Join(", ", _lastPulls.Select(static l => $"{l.Key}: {l.Value}"))}}}.");
        text.AppendLine($"Got acks: {Text(_acks)}");
        text.AppendLine($"Got fails: {Text(_fails)}");
        var error = context.Process.StandardError;
        error.Write(Encoding.UTF8.GetBytes(text.ToString()));
        error.Flush();
    }

    private static string Text(SortedDictionary<ulong, List<ulong>> answers) =>
        $"{{{string.Join(", ", answers.Select(static a => $"{a.Key}: [{string.Join(", ", a.Value)}]"))}}}";
}
