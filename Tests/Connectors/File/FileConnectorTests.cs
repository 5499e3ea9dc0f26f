using System.Text;
using Tremor.Dataflow.Connectors.File;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Connectors.Fakes;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Connectors.File;

public sealed class FileConnectorTests : FileCases
{
    [Fact]
    public async Task Read_gives_chunks_with_the_path_then_the_end()
    {
        System.IO.File.WriteAllText(FilePath, "a\nbc");
        var source = await Reader(chunkSize: 3);
        var first = await source.PullAsync(default);
        Assert.Equal($$$"""{"file":{"path":"{{{FilePath}}}"}}""", first.Details.Meta.ToString());
        Assert.Equal(("tremor-file", "here", FilePath), (first.Details.Origin!.Scheme, first.Details.Origin.Host, Assert.Single(first.Details.Origin.Path)));
        Assert.Equal("0:a\nb", first.Show());
        Assert.Equal(["0:c", "EndStream:0"], await source.PullAllAsync());
        Assert.Equal("Finished:0", await source.PullTextAsync());
    }

    [Fact]
    public async Task An_empty_file_ends_at_once()
    {
        System.IO.File.WriteAllText(FilePath, "");
        Assert.Equal(["EndStream:0"], await (await Reader()).PullAllAsync());
    }

    [Fact]
    public async Task A_reconnect_reads_from_the_start()
    {
        System.IO.File.WriteAllText(FilePath, "abc");
        var source = await Reader();
        await source.PullTextAsync();
        await source.ConnectAsync(default);
        Assert.Equal(["0:abc", "EndStream:0"], await source.PullAllAsync());
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zz")]
    [InlineData(".br")]
    [InlineData(".zst")]
    [InlineData(".lz4")]
    [InlineData(".sz")]
    [InlineData(".bz2")]
    [InlineData(".xz")]
    [InlineData(".GZ")]
    [InlineData(".Zst")]
    public async Task A_compressed_file_is_decompressed(string extension)
    {
        var bytes = Compressed(extension, "one\ntwo\n");
        System.IO.File.WriteAllBytes(FilePath + extension, bytes);
        var source = await Reader(FilePath + extension);
        Assert.Equal("0:one\ntwo\n|EndStream:0", string.Join('|', await source.PullAllAsync()));
    }

    [Fact]
    public async Task An_error_of_reading_is_final()
    {
        if (!OperatingSystem.IsLinux()) return;
        // Opens, and cannot be read at its start.
        var source = await Reader("/proc/self/mem");
        var error = await Assert.ThrowsAsync<OutsideException>(() => source.PullAllAsync());
        Assert.StartsWith("cannot read \"/proc/self/mem\": ", error.Message);
        Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
    }

    [Fact]
    public async Task Compressed_data_that_ends_early_is_final()
    {
        System.IO.File.WriteAllBytes(FilePath + ".gz", Compressed(".gz", "one\ntwo\n")[..^5]);
        var source = await Reader(FilePath + ".gz");
        var error = await Assert.ThrowsAsync<OutsideException>(() => source.PullAllAsync());
        Assert.Equal($"cannot decompress \"{FilePath}.gz\": invalid gzip data at byte 23: it ends early; bytes 0 to 7 of what it decompresses to came before that was known, and may be altered", error.Message);
        Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
    }

    [Fact]
    public async Task A_read_that_waits_for_a_peer_can_be_given_up_and_loses_nothing()
    {
        using var pipe = new NamedPipe(FilePath);
        var source = await Reader();
        using var cancelled = new CancellationTokenSource();
        var pull = source.PullAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        pipe.Write("late");
        Assert.Equal("0:late", await source.PullTextAsync());
        pipe.Dispose();
        Assert.Equal(["EndStream:0"], await source.PullAllAsync());
    }

    /// <summary>A pipe gives each byte once: what the read that is under way brings in time is taken.</summary>
    [Fact]
    public async Task A_read_that_a_drain_finds_under_way_is_taken_if_it_brings_something_soon()
    {
        using var pipe = new NamedPipe(FilePath);
        var source = await Reader();
        foreach (var text in (string[])["", "late"])
        {
            using var cancelled = new CancellationTokenSource();
            var pull = source.PullAsync(cancelled.Token).AsTask();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
            if (text.Length > 0) pipe.Write(text);
            var taking = source.TakeReadAheadAsync().AsTask();
            if (text.Length == 0) Process.Time.Advance(50);
            Assert.Equal(text.Length == 0 ? null : "0:" + text, (await taking)?.Show());
        }

        Assert.Null(await source.TakeReadAheadAsync());
    }

    [Theory]
    [InlineData("abcdef", "ab", "it shrank to 2 bytes while it was read; 4 bytes had been read")]
    [InlineData("abcdef", "abcde", "it shrank to 5 bytes while it was read; 5 bytes had been read")]
    [InlineData("abcdef", "", "it shrank to 0 bytes while it was read; 4 bytes had been read")]
    [InlineData("abcdef", "xxxxxxxxxx", "it was written over while it was read; 4 bytes had been read")]
    public async Task A_file_that_is_changed_while_it_is_read_is_an_error_that_says_how(string before, string after, string reason)
    {
        System.IO.File.WriteAllText(FilePath, before);
        var source = await Reader(chunkSize: 4);
        Assert.Equal("0:abcd", await source.PullTextAsync());
        using (var file = new FileStream(FilePath, FileMode.Truncate)) file.Write(Encoding.UTF8.GetBytes(after));
        var error = await Assert.ThrowsAsync<OutsideException>(() => source.PullAllAsync());
        Assert.Equal((FailureKind.Permanent, $"cannot read \"{FilePath}\": {reason}"), (error.Failure.Kind, error.Message));
    }

    [Theory]
    [InlineData(0)] // behind the reader
    [InlineData(3000)] // as the whole file is written anew, with other lines in front and the same ones where the reader is
    public async Task A_file_that_is_written_over_behind_the_reader_is_an_error_at_its_end(int emptied)
    {
        MakeOld("first\n" + string.Concat(Enumerable.Repeat("line\n", 500)));
        var source = await Reader(chunkSize: 1000);
        Assert.StartsWith("0:first\nline\n", await source.PullTextAsync(), StringComparison.Ordinal);
        using (var file = new FileStream(FilePath, emptied > 0 ? FileMode.Truncate : FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.Write(Encoding.UTF8.GetBytes("other\n" + string.Concat(Enumerable.Repeat("line\n", emptied / 5))));
        var error = await Assert.ThrowsAsync<OutsideException>(() => source.PullAllAsync());
        var length = Math.Max(2506, emptied + 6);
        Assert.Equal(
            $"cannot read \"{FilePath}\": it was written over while it was read: at byte 0 stands something else than was read there; {length:N0} bytes had been read",
            error.Message);
        Assert.Equal(FailureKind.Permanent, error.Failure.Kind);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "Warning [flow::it] \"PATH\" was written to while it was read, and is as long as before: parts of what was read may be older than others")]
    public async Task A_file_that_is_written_to_in_place_is_read_and_said_where_no_look_tells_what(bool isWritten, string expected)
    {
        MakeOld(new string('a', 5000));
        var log = new RecordingLog();
        var source = new FileConnector(Bind(FilePath, "read") with { ChunkSize = 1000 }, Process.Context(logger: log)).Source!;
        await source.ConnectAsync(default);
        await source.PullTextAsync();
        if (isWritten)
        {
            using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite) { Position = 4000 };
            file.Write("bbb"u8);
        }

        var rest = await source.PullAllAsync();
        Assert.StartsWith(isWritten ? "0:bbbaaa" : "0:aaa", rest[3], StringComparison.Ordinal);
        Assert.Equal("EndStream:0", rest[^1]);
        Assert.Equal(expected.Replace("PATH", FilePath, StringComparison.Ordinal), string.Join('|', log.Lines));
    }

    [Fact]
    public async Task A_file_that_grows_is_read_on_and_one_that_is_renamed_is_read_to_its_end()
    {
        System.IO.File.WriteAllText(FilePath, "abcdef");
        var source = await Reader(chunkSize: 4);
        Assert.Equal("0:abcd", await source.PullTextAsync());
        System.IO.File.AppendAllText(FilePath, "gh");
        System.IO.File.Move(FilePath, FilePath + ".1");
        System.IO.File.WriteAllText(FilePath, "x");
        Assert.Equal(["0:efgh", "EndStream:0"], await source.PullAllAsync());
    }

    [Fact]
    public async Task What_was_read_is_remembered_over_chunks_of_any_size()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(static i => $"line {i}\n"));
        foreach (var chunkSize in (int[])[1, 7, 255, 256, 257, 1000])
        {
            System.IO.File.WriteAllText(FilePath, text);
            var source = await Reader(chunkSize: chunkSize);
            var read = string.Concat((await source.PullAllAsync()).SkipLast(1).Select(static c => c[2..]));
            Assert.Equal(text, read);
        }
    }

    [Fact]
    public async Task A_compressed_file_of_no_byte_is_said()
    {
        System.IO.File.WriteAllBytes(FilePath + ".gz", []);
        var log = new RecordingLog();
        var source = new FileConnector(Bind(FilePath + ".gz", "read"), Process.Context(logger: log)).Source!;
        await source.ConnectAsync(default);
        Assert.Equal(SourceReplyKind.EndStream, (await source.PullAsync(default)).Kind);
        Assert.Equal(SourceReplyKind.Finished, (await source.PullAsync(default)).Kind);
        Assert.Equal([$"Error [flow::it] \"{FilePath}.gz\" has no byte: what compresses it was cut off, or wrote nothing"], log.Lines);
        await source.StopAsync();
    }

    [Theory]
    [InlineData("read", "writer")]
    [InlineData("append", "reader")]
    public async Task A_named_pipe_waits_for_its_other_end_and_says_so(string mode, string peer)
    {
        NamedPipe.Make(FilePath);
        var log = new RecordingLog();
        var connector = new FileConnector(Bind(FilePath, mode), Process.Context(logger: log));
        var connecting = connector.Source?.ConnectAsync(default).AsTask() ?? connector.Sink!.ConnectAsync(default).AsTask();
        Process.Time.Advance(999);
        Assert.Empty(log.Lines);
        Process.Time.Advance(1);
        await Eventually.True(() => log.Lines.Count > 0, "it says that it waits");
        Assert.Equal([$"Warning [flow::it] \"{FilePath}\" has no {peer} yet: waiting for one"], log.Lines);
        using var pipe = new NamedPipe(FilePath, isThere: true);
        await Eventually.Done(connecting);
        await (connector.Source?.StopAsync().AsTask() ?? connector.Sink!.StopAsync().AsTask());
    }

    [Theory]
    [InlineData("read")]
    [InlineData("append")]
    public async Task An_opening_that_is_given_up_goes_on_for_the_next_attempt_and_ends_with_the_connector(string mode)
    {
        if (!OperatingSystem.IsLinux()) return;
        NamedPipe.Make(FilePath);
        var connector = new FileConnector(Bind(FilePath, mode), Process.Context());
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var cancelled = new CancellationTokenSource();
            var connecting = connector.Source?.ConnectAsync(cancelled.Token).AsTask() ?? connector.Sink!.ConnectAsync(cancelled.Token).AsTask();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        }

        await (connector.Source?.StopAsync().AsTask() ?? connector.Sink!.StopAsync().AsTask());
        using var pipe = new NamedPipe(FilePath, isThere: true);
        await Eventually.True(() => Opened() == 1, "only the other end is open");

        int Opened() => Directory.GetFiles("/proc/self/fd").Count(f => TargetOf(f) == FilePath);

        static string? TargetOf(string descriptor)
        {
            try
            {
                return System.IO.File.ResolveLinkTarget(descriptor, false)?.FullName;
            }
            catch (IOException)
            {
                // Another test has closed it meanwhile.
                return null;
            }
        }
    }

    [Fact]
    public async Task It_says_how_far_it_has_read_in_bytes_of_the_file()
    {
        System.IO.File.WriteAllText(FilePath, "abcdefgh");
        var source = await Reader(chunkSize: 3);
        Assert.Equal(new InputExtent(0, 8), source.Extent);
        await source.PullTextAsync();
        Assert.Equal(new InputExtent(3, 8), source.Extent);
        System.IO.File.WriteAllBytes(FilePath + ".gz", Compressed(".gz", new string('x', 100_000)));
        var packed = await Reader(FilePath + ".gz");
        await packed.PullAllAsync();
        var size = new FileInfo(FilePath + ".gz").Length;
        Assert.Equal(new InputExtent(size, size), packed.Extent);
        using var pipe = new NamedPipe(FilePath + "p");
        pipe.Write("abc");
        var waiting = await Reader(FilePath + "p");
        await waiting.PullTextAsync();
        Assert.Equal((new InputExtent(3, null), false), (waiting.Extent, waiting.ReadsOnWhileDraining));
    }

    [Theory]
    [InlineData("missing", "it does not exist")]
    [InlineData("nowhere/data", "its directory does not exist")]
    [InlineData(".", "it is a directory")]
    [InlineData("plain/data", "a file stands in the place of its directory")]
    [InlineData("dangling", "it is a link to \"gone\", which does not exist")]
    [InlineData("round", "its symbolic links lead in a circle")]
    [InlineData("LONG", "its path, or a name in it, is too long")]
    public async Task What_cannot_be_read_is_said_with_connector_path_and_reason(string name, string reason)
    {
        System.IO.File.WriteAllText(Path.Combine(Folder.FullName, "plain"), "");
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder.FullName, "dangling"), "gone");
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder.FullName, "round"), "round");
        var path = Path.Combine(Folder.FullName, name.Replace("LONG", new string('n', 300)));
        var error = await Assert.ThrowsAsync<OutsideException>(() => Reader(path));
        Assert.Equal($"cannot read \"{path}\": {reason}", error.Message);
    }

    [Theory]
    [InlineData("~/data", "begins with `~`, which only a shell replaces")]
    [InlineData("~", "begins with `~`, which only a shell replaces")]
    [InlineData("out/", "ends in `/`, which makes it a directory")]
    [InlineData("", "`path` is empty")]
    [InlineData("a\\u0000b", "`path` holds the character U+0000, which no file name can have")]
    public void A_path_that_cannot_be_meant_is_refused_when_the_definition_is_loaded(string path, string problem)
    {
        foreach (var mode in (string[])["read", "append"])
            Assert.Contains(problem, Assert.Throws<ConfigException>(() => Bind(path, mode)).Message);
        Bind("./~", "write");
    }

    [Fact]
    public void A_mode_is_a_source_or_a_sink()
    {
        Assert.Null(Create("read").Sink);
        Assert.Null(Create("append").Source);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("truncate")]
    public async Task Write_and_truncate_empty_the_file(string mode)
    {
        System.IO.File.WriteAllText(FilePath, "1234567890");
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("x", "y"), default);
        Assert.Equal("x\ny\n", Content);
        await sink.StopAsync();
        Assert.Equal("x\ny\n", Content);
    }

    [Fact]
    public async Task Overwrite_leaves_the_old_tail()
    {
        System.IO.File.WriteAllText(FilePath, "1234567890");
        SinkContext.LineEnd = "";
        var sink = await Writer("overwrite");
        await sink.DeliverAsync(new FakeDelivery("\"ab\""), default);
        await sink.StopAsync();
        Assert.Equal("\"ab\"567890", Content);
    }

    [Fact]
    public async Task Append_adds_in_each_run()
    {
        foreach (var text in new[] { "x", "y" })
        {
            var sink = await Writer("append");
            await sink.DeliverAsync(new FakeDelivery(text), default);
            await sink.StopAsync();
        }

        Assert.Equal("x\ny\n", Content);
    }

    [Fact]
    public async Task Two_that_append_do_not_write_over_each_other()
    {
        var (one, two) = (await Writer("append"), await Writer("append"));
        await one.DeliverAsync(new FakeDelivery("a"), default);
        await two.DeliverAsync(new FakeDelivery("b"), default);
        await one.DeliverAsync(new FakeDelivery("c"), default);
        Assert.Equal("a\nb\nc\n", Content);
        await one.StopAsync();
        await two.StopAsync();
    }

    [Theory]
    [InlineData("append")]
    [InlineData("write")]
    public async Task It_goes_on_from_the_start_of_a_file_that_was_emptied(string mode)
    {
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("before"), default);
        System.IO.File.WriteAllText(FilePath, "");
        await sink.DeliverAsync(new FakeDelivery("after"), default);
        await sink.StopAsync();
        Assert.Equal("after\n", Content);
    }

    [Theory]
    [InlineData("truncate")]
    [InlineData("overwrite")]
    public async Task A_file_that_is_opened_again_is_appended_to(string mode)
    {
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        await sink.ConnectAsync(default);
        await sink.DeliverAsync(new FakeDelivery("y"), default);
        await sink.StopAsync();
        Assert.Equal("x\ny\n", Content);
    }

    [Theory]
    [InlineData("append")]
    [InlineData("truncate")]
    [InlineData("overwrite")]
    public async Task A_file_that_is_renamed_while_it_is_written_is_made_anew_and_nothing_is_lost(string mode)
    {
        var sink = await Writer(mode);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        SinkContext.Held[0] = "held";
        System.IO.File.Move(FilePath, FilePath + ".1");
        await sink.DeliverAsync(new FakeDelivery("y"), default);
        await sink.DeliverAsync(new FakeDelivery("z"), default);
        await sink.StopAsync();
        Assert.Equal(("x\nheld", "y\nz\n"), (System.IO.File.ReadAllText(FilePath + ".1"), Content));
    }

    [Fact]
    public async Task A_file_that_is_removed_while_it_is_written_is_made_anew_with_itsFolder()
    {
        var path = Path.Combine(Folder.CreateSubdirectory("logs").FullName, "data");
        var sink = await Writer("write", path);
        await sink.DeliverAsync(new FakeDelivery("x"), default);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        await sink.DeliverAsync(new FakeDelivery("y"), default);
        await sink.StopAsync();
        Assert.Equal("y\n", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_anew_loses_the_connection()
    {
        var path = Path.Combine(Folder.CreateSubdirectory("logs").FullName, "data");
        var sink = await Writer("write", path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        System.IO.File.WriteAllText(Path.GetDirectoryName(path)!, "");
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.DeliverAsync(new FakeDelivery("y"), default));
        Assert.Equal((FailureKind.ConnectionLost, $"cannot write \"{path}\": a file stands in the place of its directory"), (error.Failure.Kind, error.Message));
        await sink.StopAsync();
    }

    [Fact]
    public async Task It_holds_its_file_by_name_and_by_what_is_open()
    {
        var connector = Create("append");
        connector.Sink!.OnStart(SinkContext);
        var before = Assert.Single(connector.Holdings(false, true));
        Assert.Equal(("file", FilePath, "appends to", "append"), (before.Kind, before.Name, before.Use, before.SharedAs));
        await connector.Sink.ConnectAsync(default);
        var open = Assert.Single(connector.Holdings(false, true)).Identity;
        System.IO.File.Move(FilePath, FilePath + ".1");
        Assert.Equal([before.Identity, open], connector.Holdings(false, true).Select(static h => h.Identity));
        await connector.Sink.StopAsync();
    }

    [Fact]
    public async Task What_cannot_be_encoded_fails_and_the_rest_is_written()
    {
        var sink = await Writer("write");
        var delivery = new FakeDelivery("x", "bad", "y");
        await sink.DeliverAsync(delivery, default);
        Assert.Equal(["ack", "fail", "ack"], delivery.Outcomes);
        Assert.Equal("x\ny\n", Content);
        await sink.StopAsync();
    }

    [Fact]
    public async Task What_postprocessors_hold_is_written_when_it_stops()
    {
        var sink = await Writer("write");
        SinkContext.Held[0] = "held";
        await sink.StopAsync();
        Assert.Equal("held", Content);
        await sink.StopAsync();
    }

    [Theory]
    [InlineData("nowhere/data", "its directory does not exist", false)]
    [InlineData(".", "it is a directory", true)]
    [InlineData("plain/data", "a file stands in the place of its directory", true)]
    [InlineData("plain/new/data", "a file stands in the place of its directory", true)]
    [InlineData("round", "its symbolic links lead in a circle", true)]
    [InlineData("LONG", "its path, or a name in it, is too long", true)]
    [InlineData("LONG/data", "its path, or a name in it, is too long", true)]
    public async Task What_cannot_be_opened_is_said_with_connector_path_and_reason(string name, string reason, bool createDirs)
    {
        System.IO.File.WriteAllText(Path.Combine(Folder.FullName, "plain"), "");
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder.FullName, "round"), "round");
        var path = Path.Combine(Folder.FullName, name.Replace("LONG", new string('n', 300)));
        var error = await Assert.ThrowsAsync<OutsideException>(() => Writer("append", path, createDirs));
        Assert.Equal($"cannot write \"{path}\": {reason}", error.Message);
    }

    [Fact]
    public async Task A_full_disk_loses_the_connection_with_a_clear_error()
    {
        if (!System.IO.File.Exists("/dev/full")) return;
        var sink = await Writer("overwrite", "/dev/full");
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.DeliverAsync(new FakeDelivery("x"), default));
        Assert.Equal("cannot write \"/dev/full\": No space left on device", error.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.DeliverAsync(new FakeDelivery("x"), default));
        await sink.StopAsync();
    }

    [Fact]
    public async Task What_is_gathered_is_written_with_the_next_delivery()
    {
        var sink = (IGatheringSink)await Writer("write");
        await sink.GatherAsync(new FakeDelivery("a", "bad"), default);
        await sink.GatherAsync(new FakeDelivery("b"), default);
        Assert.Equal("", Content);
        await sink.DeliverAsync(new FakeDelivery("c"), default);
        Assert.Equal("a\nb\nc\n", Content);
        Assert.True(sink.HasRoom);
        await sink.GatherAsync(new FakeDelivery(new string('x', 2 * 1024 * 1024)), default);
        Assert.False(sink.HasRoom);
        await sink.DeliverAsync(new FakeDelivery("d"), default);
        Assert.True(sink.HasRoom);
        Assert.EndsWith("x\nd\n", Content);
        await sink.StopAsync();
    }

    [Theory]
    [InlineData("write", 6, "a\nbc\n", 2)] // a whole line and a byte of the next
    [InlineData("append", 6, "a\nbc\n", 2)]
    [InlineData("append", 5, "a\nbc\n", 2)]
    [InlineData("write", 4, "a\n", 1)]
    [InlineData("write", 1, "", 0)]
    public async Task A_write_that_fails_in_the_middle_leaves_the_deliveries_that_are_whole(string mode, int room, string left, int written)
    {
        if (!OperatingSystem.IsLinux()) return;
        var sink = (IGatheringSink)await Writer(mode);
        var length = FillUpTo(room);
        await sink.GatherAsync(new FakeDelivery("a"), default);
        await sink.GatherAsync(new FakeDelivery("bc"), default);
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.DeliverAsync(new FakeDelivery("d"), default));
        Assert.StartsWith($"cannot write \"{FilePath}\": ", error.Message);
        Assert.Equal(written, sink.Written);
        using (var file = System.IO.File.OpenHandle(FilePath))
        {
            var found = new byte[8];
            Assert.Equal(length + left.Length, RandomAccess.GetLength(file));
            Assert.Equal(left, Encoding.UTF8.GetString(found.AsSpan(0, RandomAccess.Read(file, found, length))));
        }

        await sink.ConnectAsync(default);
        FillUpTo(6);
        await sink.DeliverAsync(new FakeDelivery("after"), default);
        await sink.StopAsync();
    }

    [Fact]
    public async Task A_vanishedFolder_is_found_when_the_file_is_opened_again()
    {
        var path = Path.Combine(Folder.CreateSubdirectory("gone").FullName, "data");
        var sink = await Writer("write", path, createDirs: false);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        var error = await Assert.ThrowsAsync<OutsideException>(async () => await sink.ConnectAsync(default));
        Assert.Contains("does not exist", error.Message);
    }
}
