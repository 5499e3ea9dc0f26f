using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>The laws of every preprocessor of streams: the same pieces however the stream is cut, and no crash on anything.</summary>
public abstract class PreprocessorCompliance : IComplianceSuite
{
    ComponentKind IComplianceSuite.Kind => ComponentKind.Preprocessor;

    Type IComplianceSuite.Tested => Create().GetType();

    internal abstract IPreprocessor Create();

    /// <summary>A well-formed stream.</summary>
    internal abstract byte[] Stream { get; }

    /// <summary>The pieces in it.</summary>
    internal abstract string[] Expected { get; }

    /// <summary>False for those that take each chunk for a unit of its own.</summary>
    internal virtual bool IsStreaming => true;

    [Fact]
    public void One_chunk_gives_the_expected_pieces()
    {
        var preprocessor = Create();
        Assert.Equal(Expected, new Pieces().Through(preprocessor, Stream).Finish(preprocessor).Texts);
    }

    [Fact]
    public void Byte_by_byte_gives_the_same_pieces()
    {
        if (!IsStreaming) return;
        var preprocessor = Create();
        var pieces = new Pieces();
        foreach (var one in Stream) pieces.Through(preprocessor, [one]);
        Assert.Equal(Expected, pieces.Finish(preprocessor).Texts);
    }

    [Property]
    public Property However_the_stream_is_cut_it_gives_the_same_pieces()
    {
        if (!IsStreaming) return true.ToProperty();
        return Prop.ForAll(Gen.Choose(0, Stream.Length).ArrayOf().ToArbitrary(), cuts =>
        {
            var preprocessor = Create();
            var pieces = new Pieces();
            foreach (var chunk in Cut(Stream, cuts)) pieces.Through(preprocessor, chunk);
            Assert.Equal(Expected, pieces.Finish(preprocessor).Texts);
        });
    }

    [Fact]
    public void It_says_whether_it_holds_a_piece_that_is_not_complete()
    {
        if (!IsStreaming) return;
        var preprocessor = Create();
        Assert.False(preprocessor.HoldsData);
        new Pieces().Through(preprocessor, Stream.AsSpan(0, 1));
        Assert.True(preprocessor.HoldsData);
        new Pieces().Finish(preprocessor);
        Assert.False(preprocessor.HoldsData);
    }

    [Property]
    public void Hostile_input_never_crashes(byte[][] chunks)
    {
        var preprocessor = Create();
        var pieces = new Pieces();
        foreach (var chunk in chunks) pieces.Through(preprocessor, chunk);
        pieces.Finish(preprocessor);
    }

    [Fact]
    public void Pieces_keep_the_metadata_of_their_chunk()
    {
        var pieces = new Pieces().Through(Create(), Stream, """{"peer":7}""").All;
        Assert.All(pieces, static p => Assert.Equal("""{"peer":7}""", p.Meta));
    }

    [Fact]
    public void The_same_preprocessor_serves_again_after_the_end_of_a_stream()
    {
        var preprocessor = Create();
        new Pieces().Through(preprocessor, Stream).Finish(preprocessor);
        Assert.Equal(Expected, new Pieces().Through(preprocessor, Stream).Finish(preprocessor).Texts);
    }

    internal static IEnumerable<byte[]> Cut(byte[] stream, int[] cuts)
    {
        var from = 0;
        foreach (var to in cuts.Order().Append(stream.Length))
        {
            yield return stream[from..to];
            from = to;
        }
    }
}
