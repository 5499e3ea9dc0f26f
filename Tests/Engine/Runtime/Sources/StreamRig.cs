using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>The streams of a source without its loop: replies in, events out as text, in the order of their numbers.</summary>
internal sealed class StreamRig : IUpstream, IEventTarget
{
    private readonly SourcePorts _ports;
    private readonly List<(ulong Stream, ulong Number, string Text)> _events = [];

    /// <summary>Of a source whose chunks end anywhere.</summary>
    public StreamRig(Func<ICodec> codec, params Func<IPreprocessor>[] preprocessors)
        : this(cutsAnywhere: true, codec, preprocessors)
    {
    }

    public StreamRig(bool cutsAnywhere, Func<ICodec> codec, params Func<IPreprocessor>[] preprocessors)
    {
        var context = new ConnectorContext
        {
            Alias = "f::s",
            Id = 1,
            Time = Time,
            Logger = Log,
            Process = FlowBench.Process,
            HostName = "here",
        };
        var plan = new ConnectorPlan
        {
            Alias = "s",
            Kind = "test",
            Create = static _ => throw new NotSupportedException(),
            Codec = new("test", null, codec),
            CutsAnywhere = cutsAnywhere,
            Preprocessors = [.. preprocessors.Select(static p => new ComponentPlan<IPreprocessor>("test", null, p))],
        };
        Ledger = new SettlementLedger(1);
        Hooks = new SourceHooks(Source, "f::s", Log, Time);
        _ports = new SourcePorts(context, Ledger, Hooks, this, new LossLedger());
        _ports.Out.Targets.Add(this);
        _ports.Err.Targets.Add(this);
        Statistics = new ConnectorStatistics { Losses = new LossLedger { Redact = text => Redact(text) } };
        Clock = new SourceClock(Time);
        Clock.Start();
        Streams = new SourceStreams(plan, context, _ports, Statistics, Clock);
        Ledger.Torn = Streams.Restart;
    }

    public VirtualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public SourceClock Clock { get; }

    public SourceStreams Streams { get; }

    public SettlementLedger Ledger { get; }

    public SourceHooks Hooks { get; }

    public ConnectorStatistics Statistics { get; }

    /// <summary>Takes secrets out of texts.</summary>
    public Func<string, string> Redact { get; set; } = static text => text;

    /// <summary>Hears what becomes of the pulls.</summary>
    public ScriptedSource Source { get; } = new();

    /// <summary>How an event ends; acks unless set.</summary>
    public Func<Event, Outcome> Answer { get; set; } = static _ => Outcome.Ack;

    /// <summary>Sizes of the batches that came out.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>What came out, such as <c>out "a" {}</c>.</summary>
    public Func<Event, string> Show { get; set; } = static e => $"{e.Data} {e.Meta}";

    public IEnumerable<string> Events => _events.OrderBy(static e => e.Stream).ThenBy(static e => e.Number).Select(static e => e.Text);

    public IEnumerable<string> Answers => Source.Heard.Where(static h => !h.Contains(':'));

    public async Task<StreamRig> TakeAsync(SourceReply reply)
    {
        Streams.Take(reply);
        await FlushAsync();
        return this;
    }

    public Task<StreamRig> TextAsync(string text, PullDetails details = default) =>
        TakeAsync(SourceReply.Data(PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(text)), details));

    /// <summary>Time passes while the source may pull.</summary>
    public Task WaitAsync(int milliseconds)
    {
        Time.Advance(milliseconds);
        Streams.WakeDue();
        return FlushAsync();
    }

    void IUpstream.Settle(long first, long count, Outcome outcome, ulong durationNs) => Ledger.Settle(first, count, outcome, Hooks);

    void IUpstream.OnInsight(in Insight insight, object receiver)
    {
    }

    ValueTask IEventTarget.SendAsync(EventBatch batch, IUpstream from, long first)
    {
        Batches.Add(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var e = ref batch.Events[i];
            var port = e.Data.TryGetField("error"u8, out _) ? "err" : "out";
            _events.Add((e.Id.Stream, e.Id.Event, $"{port} {Show(e)}"));
            from.Settle(first + i, 1, Answer(e), 0);
        }

        batch.Release();
        return default;
    }

    ValueTask IEventTarget.SignalAsync(Signal signal, IUpstream from) => default;

    private async Task FlushAsync()
    {
        await _ports.FlushAsync();
        Ledger.Report(Hooks);
    }
}
