using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>What every postprocessor without a memory keeps: it treats what an earlier one flushed like any chunk, and adds nothing at the end.</summary>
public abstract class PostprocessorCompliance
{
    internal abstract IPostprocessor Create();

    [Theory]
    [InlineData("")]
    [InlineData("snot\n")]
    public void What_is_passed_at_the_end_is_transformed_like_any_chunk(string text)
    {
        var data = System.Text.Encoding.Latin1.GetBytes(text);
        var (first, second) = (new Chunks(), new Chunks());
        Assert.Null(Create().Process(data, 0, first));
        Assert.Null(Create().Finish(data, true, second));
        Assert.Equal(first.All, second.All);
    }

    [Fact]
    public void The_end_without_data_adds_nothing() => Assert.Empty(new Chunks().Finish(Create()).All);

    [Fact]
    public void It_is_not_streaming() => Assert.False(Create().IsStreaming);

    [Fact]
    public void Appending_in_place_gives_what_processing_gives()
    {
        if (Create() is not IAppendingPostprocessor appending) return;
        var inPlace = new System.Buffers.ArrayBufferWriter<byte>();
        System.Buffers.BuffersExtensions.Write(inPlace, "snot"u8);
        appending.Append(inPlace);
        Assert.Equal(new Chunks().Through(Create(), "snot").Joined, inPlace.WrittenSpan.ToArray());
    }
}
