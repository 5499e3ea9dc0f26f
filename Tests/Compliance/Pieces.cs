using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>One piece or error that came out of a preprocessor, copied out of its buffer.</summary>
internal sealed record Received(byte[] Bytes, string Meta, ulong IngestNs, string? Error = null)
{
    public string Text => Encoding.Latin1.GetString(Bytes);
}

/// <summary>Makes pieces, and collects what preprocessors make of them.</summary>
internal sealed class Pieces : IPieceOutput
{
    public List<Received> All { get; } = [];

    /// <summary>The texts of the pieces, in order; errors in angle brackets.</summary>
    public IEnumerable<string> Texts => All.Select(static p => p.Error is null ? p.Text : $"<{p.Error}>");

    public static Piece Of(string text, string meta = "{}", ulong ingestNs = 1) => Of(Encoding.Latin1.GetBytes(text), meta, ingestNs);

    /// <summary>A piece that does not lie at the start of its buffer, as in life.</summary>
    public static Piece Of(ReadOnlySpan<byte> bytes, string meta = "{}", ulong ingestNs = 1)
    {
        const int Before = 3;
        var buffer = PooledBuffer.Rent(Before + bytes.Length);
        buffer.Array.AsSpan(0, Before).Fill((byte)'\n');
        bytes.CopyTo(buffer.Array.AsSpan(Before));
        buffer.Length = Before + bytes.Length;
        buffer.Array.AsSpan(buffer.Length, PooledBuffer.Padding).Fill((byte)'\n');
        return new Piece(buffer, Before, bytes.Length, JsonText.Parse(meta), ingestNs);
    }

    public void Add(in Piece piece) => All.Add(new Received(piece.Span.ToArray(), piece.Meta.ToString(), piece.IngestNs));

    public void Error(string text, in Piece lost, long? length = null) =>
        All.Add(new Received(lost.Span.ToArray(), lost.Meta.ToString(), lost.IngestNs, text));

    /// <summary>Processes a chunk whose buffer is gone afterwards, so that a preprocessor that looks into it too late shows.</summary>
    public Pieces Through(IPreprocessor preprocessor, ReadOnlySpan<byte> chunk, string meta = "{}")
    {
        var piece = Of(chunk, meta);
        if (preprocessor.Process(piece, this) is { } error) Error(error, piece);
        piece.Buffer.Array.AsSpan().Fill(0xdb);
        piece.Buffer.Release();
        return this;
    }

    public Pieces Through(IPreprocessor preprocessor, string chunk, string meta = "{}") => Through(preprocessor, Encoding.Latin1.GetBytes(chunk), meta);

    public Pieces Finish(IPreprocessor preprocessor)
    {
        Assert.Null(preprocessor.Finish(null, this));
        return this;
    }
}

/// <summary>Collects what postprocessors make.</summary>
internal sealed class Chunks : IChunkOutput
{
    public List<byte[]> All { get; } = [];

    public IEnumerable<string> Texts => All.Select(Encoding.Latin1.GetString);

    public byte[] Joined => [.. All.SelectMany(static c => c)];

    public void Add(ReadOnlySpan<byte> chunk) => All.Add(chunk.ToArray());

    public Chunks Through(IPostprocessor postprocessor, ReadOnlySpan<byte> chunk, ulong ingestNs = 1)
    {
        Assert.Null(postprocessor.Process(chunk, ingestNs, this));
        return this;
    }

    public Chunks Through(IPostprocessor postprocessor, string chunk, ulong ingestNs = 1) =>
        Through(postprocessor, Encoding.Latin1.GetBytes(chunk), ingestNs);

    public Chunks Finish(IPostprocessor postprocessor)
    {
        Assert.Null(postprocessor.Finish([], false, this));
        return this;
    }
}
