using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// The work of a flow without the flow: decodes a chunk to a batch of events, runs the script over the batch, encodes it, on one thread and by plain calls.
/// What a flow on one processor takes longer is the price of its blocks, the hand-off between them and the contraflow.
/// </summary>
internal sealed class DirectCalls : IDecodeOutput, IEmitter
{
    /// <summary>Stands for these calls where a number of deployments is asked for.</summary>
    public const int Deployments = 0;

    private readonly ILineCodec _codec;
    private readonly StreamSerializer _serializer;
    private readonly IOperator? _script;
    private readonly ArrayBufferWriter<byte> _output = new(256 * 1024);
    private EventBatch _batch = null!;
    private Piece _chunk;
    private ulong _emitted;

    /// <param name="plan">Of the sink, with its codec and postprocessors.</param>
    /// <param name="script">Null for none.</param>
    public DirectCalls(ConnectorPlan plan, NodeWork? script)
    {
        _codec = (ILineCodec)plan.Codec!.Create();
        _serializer = new StreamSerializer(plan);
        _script = script?.Create(new OperatorContext(1, "script"));
    }

    public long Events { get; private set; }

    /// <summary>All chunks again and again, each a batch, as the source of a flow makes them.</summary>
    public void Run(byte[][] chunks, long totalBytes)
    {
        for (var (left, next) = (totalBytes, 0); left > 0; next = (next + 1) % chunks.Length)
        {
            Take(chunks[next]);
            left -= chunks[next].Length;
        }
    }

    private void Take(byte[] chunk)
    {
        var buffer = PooledBuffer.CopyOf(chunk);
        _batch = EventBatch.Rent();
        _batch.Attach(buffer);
        _chunk = new Piece(buffer, 0, buffer.Length, Engine.Values.Value.EmptyRecord, Clock.NowNs());
        _codec.DecodeLines(_chunk, (byte)'\n', this);
        buffer.Release();
        var events = _batch.Events;
        if (_script is not null)
        {
            var before = _emitted;
            for (var i = 0; i < events.Length; i++) _script.OnEvent(Port.In, ref events[i], this);
            if (_emitted - before != (ulong)events.Length) throw new InvalidOperationException("the script is to send each event on");
        }

        _output.ResetWrittenCount();
        _serializer.Serialize(events, 0, _output, static (_, error) => throw new InvalidOperationException(error));
        Events += events.Length;
        _batch.Release();
    }

    void IDecodeOutput.Attach(IBatchMemory memory) => _batch.Attach(memory);

    void IDecodeOutput.Value(Value value)
    {
        ref var e = ref _batch.Add();
        var number = (ulong)Events + (ulong)_batch.Count;
        e.Id = new EventId(1, 0, number, number);
        e.Data = value;
        e.Meta = _chunk.Meta;
        e.IngestNs = _chunk.IngestNs;
    }

    void IDecodeOutput.Error(string text) => throw new InvalidDataException(text);

    void IEmitter.Emit(Port port, in Event e) => _emitted++;

    void IEmitter.Hold(HeldEvents held) => throw new NotSupportedException();

    void IEmitter.EmitMerged(Port port, in Event e, HeldEvents held) => throw new NotSupportedException();

    void IEmitter.Settle(HeldEvents held) => throw new NotSupportedException();

    void IEmitter.Merge(HeldEvents smaller, HeldEvents larger) => throw new NotSupportedException();

    void IEmitter.Insight(in Insight insight) => throw new NotSupportedException();
}
