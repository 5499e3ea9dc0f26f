using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Tests.Engine.Resolving;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public sealed class Utf8FileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_text_comes_without_its_byte_order_mark() => Assert.Equal("a\u00FC\n\U0001F600", Read([0xEF, 0xBB, 0xBF, .. "a\u00FC\n\U0001F600"u8]));

    [Fact]
    public void An_empty_file_is_an_empty_text() => Assert.Equal("", Read([]));

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xFF }, 3, 2)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, 1, 1)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'\n', 0x80 }, 4, 2)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0, 1)]
    public void The_first_byte_that_is_not_Utf8_is_told(byte[] bytes, int offset, int line)
    {
        var fault = Assert.Throws<NotUtf8Exception>(() => Read(bytes));
        Assert.Equal((offset, line), (fault.Offset, fault.Line));
    }

    public void Dispose() => _directory.Dispose();

    private string Read(byte[] bytes)
    {
        var file = Path.Combine(_directory.Path, "text");
        File.WriteAllBytes(file, bytes);
        return Utf8File.Read(file);
    }
}
