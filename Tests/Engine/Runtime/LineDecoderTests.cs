using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class LineDecoderTests
{
    [Property(MaxTest = 2000)]
    public Property Decoding_chunks_in_one_pass_gives_what_piece_by_piece_gives()
    {
        // Short lines and limits, so that lines that are too long, empty, cut and left over all occur.
        var chunk = Gen.Elements('a', 'b', '!', '#', '\n', '\n').ArrayOf().Select(static c => new string(c));
        var cases = from chunks in chunk.ArrayOf() from limit in Gen.Elements(1, 3, 6, int.MaxValue) select (chunks, limit);
        return Prop.ForAll(cases.ToArbitrary(), static c => Run(c.chunks, c.limit, new LineCodec()) == Run(c.chunks, c.limit, new PieceCodec()));
    }

    [Fact]
    public void A_line_across_chunks_keeps_the_rest_of_the_chunks_in_place()
    {
        var codec = new LineCodec();
        Run(["one\ntwo\nthr", "ee\nfour\n"], 8192, codec);
        Assert.Equal(["one\ntwo\n", "three\n", "four\n"], codec.Runs);
    }

    [Fact]
    public void A_big_chunk_leaves_in_batches_of_bounded_size()
    {
        var sizes = new List<int>();
        Run([string.Concat(Enumerable.Repeat("ab\n", 100_000))], 8192, new LineCodec(), batch => sizes.Add(batch.Count));
        Assert.Equal(100_000, sizes.Sum());
        Assert.InRange(sizes.Max(), 1, 1300);
    }

    private static string Run(string[] chunks, int limit, ICodec codec, Action<EventBatch>? onBatch = null)
    {
        var statistics = new ConnectorStatistics();
        var source = new ScriptedSource();
        var events = new EventAssembler(1, "f::s", false, statistics, new SourceHooks(source, "f::s", NullLogger.Instance));
        var target = new CollectingTarget();
        foreach (var port in events.Ports) port.Targets.Add(target);
        var stream = new SourceStream(0, codec, [new SeparatePreprocessor(new() { MaxLength = limit == int.MaxValue ? null : limit })]);
        var all = new List<(ulong, string)>();
        for (var i = 0; i <= chunks.Length; i++)
        {
            if (i == chunks.Length)
            {
                events.Begin(stream, SourceReply.EndStream(0), (ulong)i, (ulong)i);
                events.Finish();
                events.End();
            }
            else
            {
                var buffer = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(chunks[i]));
                var meta = new RecordBuilder().Set("chunk", Value.From((long)i)).Build();
                events.Begin(stream, new SourceReply { Kind = SourceReplyKind.Data, Meta = meta }, (ulong)i, (ulong)i);
                events.Decode(buffer, null);
                events.End();
                buffer.Release();
            }

            var ready = new List<ReadyBatch>();
            events.TakeReady(ready);
            foreach (var (port, batch, _) in ready)
            {
                onBatch?.Invoke(batch);
                foreach (ref readonly var e in batch.Events) all.Add((e.Id.Event, $"{port.Port} {e.Id} {e.IngestNs} {e.Data} {e.Meta}"));
                batch.Release();
            }
        }

        return string.Join('\n', all.OrderBy(static e => e.Item1).Select(static e => e.Item2));
    }

    /// <summary>Text; a line with <c>!</c> is an error, one that starts with <c>#</c> nothing.</summary>
    private class PieceCodec : ICodec
    {
        public DecodeStatus Decode(in Piece piece, EventBatch batch, ref Value meta, out Value value, out string? error)
        {
            (value, error) = (default, null);
            var text = Encoding.UTF8.GetString(piece.Span);
            if (text.StartsWith('#')) return DecodeStatus.Nothing;
            error = text.Contains('!') ? $"bad: {text}" : null;
            value = Value.From(text);
            return error is null ? DecodeStatus.Value : DecodeStatus.Error;
        }

        public string? Encode(Value value, Value meta, System.Buffers.IBufferWriter<byte> output) => null;
    }

    private sealed class LineCodec : PieceCodec, ILineCodec
    {
        public List<string> Runs { get; } = [];

        public void DecodeLines(PooledBuffer buffer, int offset, int length, byte separator, IDecodeOutput output)
        {
            var run = Encoding.UTF8.GetString(buffer.Array, offset, length);
            Runs.Add(run);
            Assert.EndsWith("\n", run);
            foreach (var line in run[..^1].Split('\n'))
                if (line.Contains('!') && !line.StartsWith('#')) output.Error($"bad: {line}");
                else if (!line.StartsWith('#')) output.Value(Value.From(line));
        }
    }
}
