using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Tests.Connectors.File;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Files;

public sealed class Utf8FileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_text_comes_without_its_byte_order_mark() => Assert.Equal("a\u00FC\n\U0001F600", Read([0xEF, 0xBB, 0xBF, .. "a\u00FC\n\U0001F600"u8]));

    [Fact]
    public void A_directory_is_called_one()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal("it is a directory", Assert.Throws<IOException>(() => Utf8File.Read(directory.Path)).Message);
    }

    [Fact]
    public void An_empty_file_is_an_empty_text() => Assert.Equal("", Read([]));

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xFF }, 3, 2, 2)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, 1, 1, 2)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'\n', 0x80 }, 4, 2, 1)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0, 1, 1)]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, (byte)'b', 0xFF, (byte)'c' }, 5, 1, 3)]
    public void The_first_byte_that_is_not_Utf8_is_told(byte[] bytes, int offset, int line, int column)
    {
        var fault = Assert.Throws<NotUtf8Exception>(() => Read(bytes));
        Assert.Equal((offset, line, column), (fault.Offset, fault.Line, fault.Column));
        var finding = fault.ToDiagnostic("x.json", "NotUtf8");
        Assert.Equal(($"x.json is not UTF-8 text: the byte at offset {offset} cannot be decoded", "x.json"), (finding.Message, finding.Span!.Value.Source.Name));
        Assert.Equal((line, column, "\uFFFD"), (finding.Span.Value.Start.Line, finding.Span.Value.Start.Column, finding.Span.Value.Text));
    }

    /// <summary>With and without a byte order mark; the line is shown as it is meant.</summary>
    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void Text_of_another_encoding_is_called_so(string name, string shown)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var mark in (byte[][])[encoding.GetPreamble(), []])
        {
            var fault = Assert.Throws<NotUtf8Exception>(() => Read([.. mark, .. encoding.GetBytes("{ \"version\": 1,\n}")]));
            Assert.Equal($"it is {shown}: save it as UTF-8", fault.Hint);
            var finding = fault.ToDiagnostic("x.json", "NotUtf8");
            Assert.Equal(($"x.json is not UTF-8 text: it is {shown}", "save it as UTF-8"), (finding.Message, finding.Hint));
            Assert.Equal((1, 1, "{ \"version\": 1,"), (finding.Span!.Value.Start.Line, finding.Span.Value.Start.Column, finding.Span.Value.Source.Text));
        }
    }

    [Fact]
    public void A_file_without_an_end_is_an_error()
    {
        if (!OperatingSystem.IsLinux()) return;
        var file = Path.Combine(_directory.Path, "endless");
        File.CreateSymbolicLink(file, "/dev/zero");
        Assert.Equal("it is longer than 256 MiB, which is the most for a definition", Assert.Throws<IOException>(() => Utf8File.Read(file, static () => { })).Message);
        Assert.Equal("it is a pipe or a device, and only regular files are read", Assert.Throws<IOException>(() => Utf8File.Read(file)).Message);
    }

    [Fact]
    public void A_file_that_is_too_long_is_an_error()
    {
        var file = Path.Combine(_directory.Path, "long");
        using (var sparse = File.Create(file)) sparse.SetLength(Utf8File.MaxLength + 1L);
        Assert.Equal("it is longer than 256 MiB, which is the most for a definition", Assert.Throws<IOException>(() => Utf8File.Read(file)).Message);
    }

    [Fact]
    public async Task A_pipe_is_waited_for_where_somebody_is_told_and_refused_elsewhere()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Path.Combine(_directory.Path, "pipe");
        NamedPipe.Make(file);
        Assert.Equal("it is a pipe or a device, and only regular files are read", Assert.Throws<IOException>(() => Utf8File.Read(file)).Message);
        var told = new TaskCompletionSource();
        var reading = Task.Run(() => Utf8File.Read(file, () => told.SetResult()));
        await Eventually.Done(told.Task);
        Assert.False(reading.IsCompleted);
        await NamedPipe.FeedAsync(file, "late");
        Assert.Equal("late", await reading);
    }

    public void Dispose() => _directory.Dispose();

    private string Read(byte[] bytes)
    {
        var file = Path.Combine(_directory.Path, "text");
        File.WriteAllBytes(file, bytes);
        return Utf8File.Read(file);
    }
}
