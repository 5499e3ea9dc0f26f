using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Tests.Engine.Buffers;

public sealed class PooledBufferWriterTests
{
    [Fact]
    public void The_room_of_something_huge_is_given_back_and_any_other_is_kept()
    {
        using var writer = new PooledBufferWriter(1024);
        writer.Write(new byte[100_000]);
        writer.Clear();
        Assert.InRange(writer.GetSpan().Length, 100_000, 1_000_000);
        writer.Write(new byte[10_000_000]);
        writer.Clear();
        Assert.InRange(writer.GetSpan().Length, 1, 1_000_000);
        writer.Write("ab"u8);
        Assert.Equal("ab"u8, writer.Span);
    }
}
