using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>What an event says of where and when it came.</summary>
public sealed class StreamEventsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_ingest_time_is_what_the_source_says_or_now(bool inBlocks)
    {
        var rig = new StreamRig(inBlocks ? static () => new StringCodec() : static () => new BinaryCodec(), static () => new SeparatePreprocessor(null))
        {
            Show = static e => $"{e.IngestNs}",
        };
        rig.Time.Advance(5);
        var now = (ulong)(rig.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        await rig.TextAsync("a\nb\n", new PullDetails { IngestNs = 12_345 });
        await rig.TextAsync("c\n");
        await rig.TakeAsync(SourceReply.Structured(Value.True, new PullDetails { IngestNs = 23_456 }));
        await rig.TakeAsync(SourceReply.Structured(Value.True, default));
        Assert.Equal(["out 12345", "out 12345", $"out {now}", "out 23456", $"out {now}"], rig.Events);
    }

    [Fact]
    public async Task An_error_has_the_ingest_time_of_its_pull()
    {
        var rig = new StreamRig(static () => new JsonCodec(null)) { Show = static e => $"{e.IngestNs}" };
        await rig.TextAsync("]", new PullDetails { IngestNs = 12_345 });
        Assert.Equal(["err 12345"], rig.Events);
    }

    [Fact]
    public async Task What_comes_at_the_end_of_a_stream_belongs_to_the_end_where_pulls_are_counted()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Data} {e.Id.Pull}" };
        await rig.TextAsync("a\nrest");
        await rig.TextAsync("b\n", new PullDetails { Stream = 1 });
        await rig.TakeAsync(SourceReply.EndStream(0));
        await rig.TextAsync("c\n", new PullDetails { Stream = 1 });
        Assert.Equal(["out \"a\" 0", "out \"rest\" 2", "out \"b\" 1", "out \"c\" 3"], rig.Events);
        Assert.Equal(["ack 1 1", "ack 0 2", "ack 1 3"], rig.Answers);
    }

    [Fact]
    public async Task What_comes_at_the_end_of_a_stream_belongs_to_the_last_pull_where_the_source_has_numbers()
    {
        var rig = new StreamRig(static () => new StringCodec(), static () => new SeparatePreprocessor(null)) { Show = static e => $"{e.Data} {e.Id.Pull}" };
        await rig.TextAsync("a\nrest", new PullDetails { PullId = 70 });
        await rig.TakeAsync(SourceReply.EndStream(0));
        Assert.Equal(["out \"a\" 70", "out \"rest\" 70"], rig.Events);
        Assert.Equal(["ack 0 70"], rig.Answers);
    }

    [Fact]
    public async Task A_pull_that_fails_counts()
    {
        var rig = new StreamRig(static () => new StringCodec()) { Show = static e => $"{e.Data} {e.Id.Pull}" };
        await rig.TextAsync("a");
        rig.Streams.CountFailedPull();
        await rig.TextAsync("b");
        Assert.Equal(["out \"a\" 0", "out \"b\" 2"], rig.Events);
    }

    [Fact]
    public async Task An_error_event_may_outlive_what_its_metadata_was_read_from()
    {
        var rig = new StreamRig(static () => new JsonCodec(null)) { Show = static e => $"{e.Meta}" };
        var parser = new JsonParser();
        var headers = PooledBuffer.CopyOf("""{"path":"/some/where","tags":["a","b"]}"""u8);
        var store = JsonStore.Rent(headers, parser.Shapes);
        headers.Release();
        Assert.Null(parser.Parse(store, headers.Array, 0, headers.Length, out var meta, out _));
        rig.Streams.Take(SourceReply.Data(PooledBuffer.CopyOf("]"u8), new PullDetails { Meta = meta }));
        store.Release();
        await rig.TextAsync("1");
        Assert.Equal(
            ["""err {"path":"/some/where","tags":["a","b"],"error":"expected a value at byte 0"}""", "out {}"], rig.Events);
    }
}
