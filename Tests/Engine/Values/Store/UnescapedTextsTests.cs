using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Values.Store;

public sealed class UnescapedTextsTests
{
    [Fact]
    public void A_text_is_made_once_and_forgotten_when_the_memory_goes_back()
    {
        var texts = new UnescapedTexts(chunkLength: 16);
        var first = texts.Get(3, "a\\nb"u8);
        Assert.Equal("a\nb", first.AsText());
        Assert.Equal("a\nb", texts.Get(3, "not\\nread"u8).AsText());
        Assert.Equal("\t, and longer than a chunk", texts.Get(9, "\\t, and longer than a chunk"u8).AsText());
        Assert.Equal("a\nb", first.AsText());
        texts.Clear();
        // The same place in the next document.
        Assert.Equal("other\n", texts.Get(3, "other\\n"u8).AsText());
    }
}
