using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Values;

public sealed class FieldNameTests
{
    [Fact]
    public void Names_are_equal_by_their_bytes()
    {
        object name = new FieldName("größe");
        Assert.True(name.Equals(new FieldName("größe"u8.ToArray())));
        Assert.False(name.Equals(new FieldName("grösse")));
        Assert.False(name.Equals("größe"));
        Assert.Equal(name.GetHashCode(), FieldName.HashOf("größe"u8));
    }
}
