using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class TextMarkTests
{
    [Fact]
    public void A_mark_that_waits_behind_another_stage_costs_a_chunk_nothing()
    {
        var chain = new PreprocessorChain([new Swallowing(), new TextMark(areChunks: true)], null!);
        var chunk = PooledBuffer.CopyOf("abc"u8);
        var piece = new Piece(chunk, 0, 3, Value.EmptyRecord, 0);
        chain.Process(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) chain.Process(piece);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        chunk.Release();
    }

    [Fact]
    public void A_text_that_nobody_takes_goes_back_to_the_pool()
    {
        var chunk = PooledBuffer.CopyOf("abc"u8);
        Assert.Throws<InvalidOperationException>(() => new TextMark(areChunks: true).Process(new Piece(chunk, 0, 3, Value.EmptyRecord, 0), new Refusing()));
        chunk.Release();
        Assert.Throws<ObjectDisposedException>(() => chunk.Array);
    }

    private sealed class Swallowing : IPreprocessor
    {
        public string? Process(in Piece piece, IPieceOutput output) => null;

        public string? Finish(Piece? last, IPieceOutput output) => null;
    }

    private sealed class Refusing : IPieceOutput
    {
        public void Add(in Piece piece) => throw new InvalidOperationException("full");

        public void Error(string text, in Piece lost, long? length = null) => throw new InvalidOperationException("full");
    }
}
