using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Buffers;

public class PooledBufferTests
{
    [Fact]
    public void A_buffer_has_padding_behind_its_content()
    {
        var buffer = PooledBuffer.CopyOf("snot"u8);
        Assert.Equal("snot"u8.ToArray(), buffer.Span.ToArray());
        Assert.True(buffer.Array.Length >= buffer.Length + PooledBuffer.Padding);
        buffer.Release();
    }

    [Fact]
    public void The_last_holder_returns_it()
    {
        var buffer = PooledBuffer.CopyOf("snot"u8);
        buffer.Retain();
        buffer.Release();
        Assert.Equal(4, buffer.Span.Length);
        buffer.Release();
        Assert.Throws<ObjectDisposedException>(() => buffer.Array);
    }

    [Fact]
    public void A_store_holds_its_buffer_until_its_own_last_release()
    {
        var buffer = PooledBuffer.CopyOf("""{"a":[1]}"""u8);
        var parser = new JsonParser();
        var store = JsonStore.Rent(buffer, parser.Shapes);
        buffer.Release();
        Assert.Null(parser.Parse(store, buffer.Array, 0, buffer.Length, out var value, out _));
        Assert.Equal("""{"a":[1]}""", value.ToString());
        var generation = store.Generation;
        Assert.True(store.TryRetain(generation));
        Assert.False(store.TryRetain(generation - 1));
        store.Release();
        store.Release();
        Assert.Throws<ObjectDisposedException>(() => buffer.Array);
        Assert.False(store.TryRetain(generation));
    }
}
