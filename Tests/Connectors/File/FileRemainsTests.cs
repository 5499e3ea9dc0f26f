using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.File;

/// <summary>What a run that was killed has left at the end of a file: half a unit, half a line.</summary>
public sealed class FileRemainsTests : FileCases
{
    private const int SnappyStart = 10; // bytes of the chunk that a unit begins with

    /// <summary>Algorithms and extensions.</summary>
    public static TheoryData<string, string> Formats => new()
    {
        { "gzip", ".gz" },
        { "zlib", ".zz" },
        { "br", ".br" },
        { "zstd", ".zst" },
        { "lz4", ".lz4" },
        { "snappy", ".sz" },
        { "bzip2", ".bz2" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Append_refuses_a_file_that_ends_in_half_a_unit_and_leaves_it_as_it_is(string algorithm, string extension)
    {
        var (whole, half, told) = (Compressed(extension, "one\n"), Compressed(extension, "two\n"), 0);
        SinkContext.Units = new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = algorithm });
        for (var length = 1; length < half.Length; length++)
        {
            if (algorithm == "snappy" && length == SnappyStart) continue; // it has no end: what ends behind one of its chunks is whole
            byte[] content = [.. whole, .. whole, .. half[..length]];
            var start = (whole.Length * 2) + (algorithm == "snappy" && length > SnappyStart ? SnappyStart : 0);
            System.IO.File.WriteAllBytes(FilePath, content);
            var error = await Assert.ThrowsAsync<OutsideException>(() => Writer("append"));
            Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
            Assert.Equal(content, System.IO.File.ReadAllBytes(FilePath));
            if (algorithm != "br" && error.Message.Contains(": it ends early)", StringComparison.Ordinal))
            {
                told++;
                Assert.StartsWith(
                    $"cannot append to \"{FilePath}\": its last {content.Length - start} bytes, from byte {start} on, are no whole unit (", error.Message, StringComparison.Ordinal);
                Assert.EndsWith(
                    $"), and nothing behind them could be read; cut them off (truncate -s {start}) or move the file away", error.Message, StringComparison.Ordinal);
                continue;
            }

            // Part of a mark, or a checksum of which it is not known whether it is wrong or half; and brotli has no mark that could tell that no unit stands behind.
            Assert.StartsWith($"cannot append to \"{FilePath}\": what begins at byte {start} is no whole unit (", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("), and what is written behind it could not be read; move the file away", error.Message, StringComparison.Ordinal);
        }

        Assert.InRange(told, algorithm == "br" ? 0 : half.Length / 2, half.Length);
    }

    /// <summary>There may be whole units behind it.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Nobody_is_told_to_cut_off_what_is_corrupt_in_the_middle(string algorithm, string extension)
    {
        var (first, damaged) = (Compressed(extension, "one\n"), Compressed(extension, "two times two\n"));
        SinkContext.Units = new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = algorithm });
        var refused = new List<string>();
        for (var bit = 0; bit < damaged.Length * 8; bit += 3)
        {
            byte[] content = [.. first, .. damaged, .. first, .. first];
            content[first.Length + (bit / 8)] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(FilePath, content);
            try
            {
                await (await Writer("append")).StopAsync();
            }
            catch (OutsideException e)
            {
                if (e.Message.Contains("truncate", StringComparison.Ordinal)) refused.Add($"{bit}: {e.Message}");
            }
        }

        Assert.Empty(refused);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("snappy")]
    [InlineData("bzip2")]
    public async Task Nobody_is_told_to_empty_a_file_of_another_kind(string algorithm)
    {
        SinkContext.Units = new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = algorithm });
        foreach (var text in (string[])["{\"a\":1}\n", "plain text\nof two lines\n", "a", "\n"])
        {
            System.IO.File.WriteAllText(FilePath, text);
            var error = await Assert.ThrowsAsync<OutsideException>(() => Writer("append"));
            Assert.StartsWith($"cannot append to \"{FilePath}\": what begins at byte 0 is no whole unit (", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("; move the file away", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>As when a log is rotated by hand, and an older one put in its place.</summary>
    [Theory]
    [InlineData("append", false)]
    [InlineData("truncate", false)]
    [InlineData("truncate", true)]
    public async Task A_file_that_ends_in_half_a_unit_is_refused_too_where_it_takes_the_place_of_another_one(string mode, bool isReconnect)
    {
        SinkContext.Units = new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = "gzip" });
        var unit = Compressed(".gz", "one\n");
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        System.IO.File.Move(FilePath, FilePath + ".1");
        System.IO.File.WriteAllBytes(FilePath, [.. unit, .. unit[..^9]]);
        var error = await Assert.ThrowsAsync<OutsideException>(
            async () => await (isReconnect ? sink.ConnectAsync(default) : sink.DeliverAsync(new FakeDelivery("y"), default)));
        Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
        Assert.Contains($"(truncate -s {unit.Length})", error.Message, StringComparison.Ordinal);
        await sink.StopAsync();
        Assert.Equal([.. unit, .. unit[..^9]], System.IO.File.ReadAllBytes(FilePath));
        Assert.Equal("x\n", System.IO.File.ReadAllText(FilePath + ".1"));
    }

    [Theory]
    [InlineData("append")]
    [InlineData("truncate")]
    [InlineData("overwrite")]
    public async Task Half_a_line_is_ended_too_where_a_file_takes_the_place_of_another_one(string mode)
    {
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        System.IO.File.Move(FilePath, FilePath + ".1");
        System.IO.File.WriteAllText(FilePath, "a\nhal");
        await sink.DeliverAsync(new FakeDelivery("y"), default);
        await sink.StopAsync();
        Assert.Equal("a\nhal\ny\n", Content);
    }

    [Theory]
    [InlineData("gzip", ".gz")]
    [InlineData("br", ".br")]
    [InlineData("snappy", ".sz")]
    public async Task Append_writes_behind_whole_units_and_into_a_file_of_no_byte(string algorithm, string extension)
    {
        SinkContext.Units = new StreamingCompressPostprocessor(new StreamingCompressPostprocessor.Config { Algorithm = algorithm });
        foreach (var content in (byte[][])[[], [.. Compressed(extension, "one\n"), .. Compressed(extension, "two\n")]])
        {
            System.IO.File.WriteAllBytes(FilePath, content);
            var sink = await Writer("append");
            await sink.DeliverAsync(new FakeDelivery("x"), default);
            await sink.StopAsync();
            Assert.Equal([.. content, .. "x\n"u8], System.IO.File.ReadAllBytes(FilePath));
        }
    }

    /// <summary>What it has written itself it does not read again when it has to open the file again, and what is emptied first it need not read.</summary>
    [Fact]
    public async Task Only_the_first_opening_to_append_reads_through_the_file()
    {
        SinkContext.Units = new CompressPostprocessor(new CompressPostprocessor.Config { Algorithm = "gzip" });
        System.IO.File.WriteAllText(FilePath, "no unit");
        await (await Writer("write")).StopAsync();
        var sink = await Writer("append");
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        await sink.ConnectAsync(default);
        await sink.DeliverAsync(new FakeDelivery("y"), default);
        await sink.StopAsync();
        Assert.Equal("x\ny\n", Content);
        await Assert.ThrowsAsync<OutsideException>(() => Writer("append"));
    }

    [Theory]
    [InlineData("append", "a\nhal", "a\nhal\nx\n")]
    [InlineData("append", "hal", "hal\nx\n")]
    [InlineData("append", "a\n", "a\nx\n")]
    [InlineData("append", "", "x\n")]
    [InlineData("overwrite", "hal", "x\nl")]
    public async Task Half_a_line_that_a_run_has_left_is_ended_first(string mode, string left, string expected)
    {
        System.IO.File.WriteAllText(FilePath, left);
        var sink = await Writer(mode);
        Assert.Equal(left, Content);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        await sink.StopAsync();
        Assert.Equal(expected, Content);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("append")]
    public async Task A_unit_of_which_a_write_fails_is_cut_off_from_its_start(string mode)
    {
        if (!OperatingSystem.IsLinux()) return;
        var sink = await Writer(mode);
        var length = FillUpTo(8);
        SinkContext.IsInsideUnit = true;
        await sink.DeliverAsync(new FakeDelivery("ab"), default);
        await sink.DeliverAsync(new FakeDelivery("cd"), default);
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.DeliverAsync(new FakeDelivery("efgh"), default));
        Assert.Equal(FailureKind.ConnectionLost, error.Failure.Kind);
        Assert.Equal(length, new FileInfo(FilePath).Length);
        await sink.ConnectAsync(default);
        await sink.DeliverAsync(new FakeDelivery("new"), default);
        SinkContext.IsInsideUnit = false;
        SinkContext.Held[0] = "end";
        await sink.StopAsync();
        Assert.Equal(length + "new\nend".Length, new FileInfo(FilePath).Length);
    }

    [Fact]
    public async Task Nothing_is_written_behind_half_a_unit_in_which_others_have_written()
    {
        if (!OperatingSystem.IsLinux()) return;
        var sink = await Writer("append");
        var length = FillUpTo(8);
        SinkContext.IsInsideUnit = true;
        await sink.DeliverAsync(new FakeDelivery("ab"), default);
        System.IO.File.AppendAllText(FilePath, "!");
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.DeliverAsync(new FakeDelivery("efgh"), default));
        Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
        Assert.EndsWith("; half a unit of a streaming postprocessor stays in it and cannot be cut off, and nothing behind it could be read", error.Message);
        Assert.InRange(new FileInfo(FilePath).Length, length + 4, length + 8);
    }

    [Theory]
    [InlineData("ConnectAsync")]
    [InlineData("StopAsync")]
    public async Task A_unit_that_gets_no_end_is_cut_off(string call)
    {
        var sink = await Writer("append");
        await sink.DeliverAsync(new FakeDelivery("whole"), default);
        SinkContext.IsInsideUnit = true;
        await sink.DeliverAsync(new FakeDelivery("ha"), default);
        await sink.DeliverAsync(new FakeDelivery("lf"), default);
        SinkContext.IsInsideUnit = false;
        if (call == "ConnectAsync") await sink.ConnectAsync(default);
        else await sink.StopAsync();
        Assert.Equal("whole\n", Content);
        await sink.StopAsync();
    }
}
