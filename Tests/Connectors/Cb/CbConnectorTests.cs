using Tremor.Dataflow.Connectors.Cb;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Connectors.Fakes;

namespace Tremor.Dataflow.Tests.Connectors.Cb;

public sealed class CbConnectorTests : IDisposable
{
    private const ulong Id = 7;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-cb-");
    private readonly FakeProcess _process = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Lines_come_in_turn_and_pulls_are_counted_with_the_ends()
    {
        var source = await Source(["a\nb\r\n\nc", "x\n"]);
        var replies = new List<(string, ulong?)>();
        for (var i = 0; i < 7; i++)
        {
            var reply = await source.PullAsync(default);
            replies.Add((reply.Show(), reply.Kind == SourceReplyKind.Data ? reply.Details.PullId : null));
        }

        Assert.Equal(
            [("0:a", 0ul), ("1:x", 1ul), ("0:b", 2ul), ("EndStream:1", null), ("0:", 4ul), ("0:c", 5ul), ("EndStream:0", null)], replies);
    }

    [Fact]
    public async Task All_answers_are_a_success()
    {
        var source = await Source(["a\nb\nc\n"]);
        await PullLines(source, 4);
        foreach (var pull in new ulong[] { 0, 1, 2 }) source.Settled(new EventId(Id, 0, pull, pull), Outcome.Ack);
        Assert.Equal("Finished:0", await source.PullTextAsync());
        Assert.Equal("All required CB events received.\nGot acks: {0: [0, 1, 2]}\nGot fails: {}\n", _process.ErrorText);
        Assert.Equal([true], _process.Shutdowns);
    }

    [Fact]
    public async Task Fails_are_answers_too()
    {
        var source = await Source(["a\nb\n", "x\n"]);
        await PullLines(source, 5);
        source.Settled(new EventId(Id, 0, 0, 0), Outcome.Fail);
        source.Settled(new EventId(Id, 1, 0, 1), Outcome.Ack);
        source.Settled(new EventId(Id, 0, 1, 2), Outcome.Ack);
        await source.PullTextAsync();
        Assert.Equal("All required CB events received.\nGot acks: {0: [2], 1: [1]}\nGot fails: {0: [0]}\n", _process.ErrorText);
    }

    [Fact]
    public async Task Missing_answers_are_a_failure_after_the_timeout()
    {
        var source = await Source(["a\nb\n"], """ "timeout":1000000000 """);
        await PullLines(source, 3);
        source.Settled(new EventId(Id, 0, 0, 0), Outcome.Ack);
        var pull = source.PullTextAsync();
        _process.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pull.IsCompleted);
        _process.Time.Advance(TimeSpan.FromMilliseconds(1));
        await pull;
        Assert.Equal("Expected CB events up to id {0: 1}.\nGot acks: {0: [0]}\nGot fails: {}\n", _process.ErrorText);
        Assert.Equal([true], _process.Shutdowns);
    }

    [Fact]
    public async Task The_wait_ends_with_the_last_answer_and_survives_a_cancelled_pull()
    {
        var source = await Source(["a\n"]);
        await PullLines(source, 2);
        using var cancelled = new CancellationTokenSource();
        var pull = source.PullAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        source.Settled(new EventId(Id, 0, 0, 0), Outcome.Ack);
        Assert.Equal("Finished:0", await source.PullTextAsync());
        Assert.StartsWith("All required CB events received.\n", _process.ErrorText);
    }

    [Fact]
    public async Task With_batches_an_acknowledgement_stands_for_the_lines_before_it()
    {
        var source = await Source(["a\nb\nc\nd\n"], """ "expect_batched":true """);
        await PullLines(source, 5);
        source.Settled(new EventId(Id, 0, 1, 1), Outcome.Ack);
        source.Settled(new EventId(Id, 0, 3, 3), Outcome.Ack);
        source.Ack(0, 3);
        await source.PullTextAsync();
        Assert.Equal("All required CB events received.\nGot acks: {0: [1, 3]}\nGot fails: {}\n", _process.ErrorText);
    }

    [Fact]
    public async Task With_batches_the_last_line_may_be_answered_first_and_the_others_are_waited_for()
    {
        var source = await Source(["a\nb\nc\n", "x\n"], """ "expect_batched":true """);
        await PullLines(source, 6);
        source.Settled(new EventId(Id, 0, 2, 4), Outcome.Ack);
        source.Settled(new EventId(Id, 1, 0, 1), Outcome.Fail);
        var pull = source.PullTextAsync();
        Assert.False(pull.IsCompleted);
        Assert.Equal("", _process.ErrorText);
        _process.Time.Advance(TimeSpan.FromSeconds(10));
        await pull;
        Assert.Equal("Expected CB events up to id {0: 4, 1: 1}.\nGot acks: {0: [4]}\nGot fails: {1: [1]}\n", _process.ErrorText);
    }

    [Fact]
    public async Task With_batches_lines_behind_a_failure_are_answered_one_by_one()
    {
        var source = await Source(["a\nb\n"], """ "expect_batched":true,"timeout":0 """);
        await PullLines(source, 3);
        source.Settled(new EventId(Id, 0, 0, 0), Outcome.Fail);
        source.Settled(new EventId(Id, 0, 1, 1), Outcome.Fail);
        await source.PullTextAsync();
        Assert.Equal("All required CB events received.\nGot acks: {}\nGot fails: {0: [0, 1]}\n", _process.ErrorText);
    }

    [Fact]
    public void No_paths_are_refused() =>
        Assert.Contains("Invalid configuration: `paths` config missing", Assert.Throws<ConfigException>(() => Bind("{}")).Message);

    [Theory]
    [InlineData("""{"cb":"ack"}""", "ack", "")]
    [InlineData("""{"cb":"fail"}""", "fail", "")]
    [InlineData("""{"cb":["fail","ack"]}""", "ack", "")]
    [InlineData("""{"cb":["fail","close"]}""", "fail", "breaker open")]
    [InlineData("""{"cb":"trigger"}""", "nothing", "breaker open")]
    [InlineData("""{"cb":["open","ack"]}""", "ack", "breaker closed")]
    [InlineData("""{"cb":["restore","close"]}""", "nothing", "breaker open")]
    [InlineData("""{"cb":"snot"}""", "nothing", "")]
    [InlineData("17", "nothing", "")]
    public async Task The_sink_answers_as_the_event_asks(string value, string outcome, string calls)
    {
        var delivery = new FakeDelivery(JsonText.Parse(value));
        var context = await Deliver(delivery);
        Assert.Equal((outcome, calls), (Assert.Single(delivery.Outcomes), string.Concat(context.Calls)));
    }

    [Fact]
    public async Task Metadata_wins_over_the_value()
    {
        var delivery = new FakeDelivery(JsonText.Parse("""{"cb":"ack"}"""));
        delivery.Batch.Events[0].Meta = JsonText.Parse("""{"cb":"fail"}""");
        await Deliver(delivery);
        Assert.Equal(["fail"], delivery.Outcomes);
    }

    [Fact]
    public async Task Of_a_batch_the_first_element_with_a_command_counts()
    {
        var delivery = new FakeDelivery(JsonText.Parse(
            """[{"data":{"value":1,"meta":{}}},{"data":{"value":{"cb":"fail"},"meta":{}}},{"data":{"value":{"cb":"ack"},"meta":{}}}]"""));
        delivery.Batch.Events[0].IsBatch = true;
        await Deliver(delivery);
        Assert.Equal(["fail"], delivery.Outcomes);
    }

    private static CbConnector.Config Bind(string config) => ConfigBinder.Bind<CbConnector.Config>(JsonText.Parse(config));

    private async Task<FakeSinkContext> Deliver(FakeDelivery delivery)
    {
        var context = new FakeSinkContext();
        var sink = new CbConnector(Bind("""{"paths":["unused"]}"""), _process.Context()).Sink;
        sink.OnStart(context);
        await sink.DeliverAsync(delivery, default);
        return context;
    }

    private async Task<ISource> Source(string[] files, string settings = """ "timeout":10000000000 """)
    {
        var paths = files.Select((text, i) =>
        {
            var path = Path.Combine(_directory.FullName, $"{i}");
            System.IO.File.WriteAllText(path, text);
            return Value.From(path);
        });
        var config = Bind($$"""{"paths":{{Value.FromArray([.. paths])}},{{settings}}}""");
        var source = new CbConnector(config, _process.Context(id: Id)).Source;
        await source.ConnectAsync(default);
        return source;
    }

    private static async Task PullLines(ISource source, int count)
    {
        for (var i = 0; i < count; i++) await source.PullTextAsync();
    }
}
