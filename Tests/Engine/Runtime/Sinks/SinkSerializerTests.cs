using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Connectors.Postprocessors;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>What postprocessors hold belongs to a connection.</summary>
public sealed class SinkSerializerTests : SinkRunnerTestBase
{
    [Fact]
    public async Task What_postprocessors_held_for_a_lost_connection_does_not_get_into_the_next()
    {
        var sink = new ScriptedSink();
        var (runner, _) = Runner(sink, static () => new Pairs());
        runner.Start();
        await runner.SetConnectedAsync(true);
        Assert.Equal("", Write(runner, "a"));
        Assert.Equal("(a,b)", Write(runner, "b"));
        Assert.Equal("", Write(runner, "c"));
        await runner.SetConnectedAsync(false);
        await runner.SetConnectedAsync(true);
        Assert.Equal("", Write(runner, "d"));
        Assert.Equal("(d,e)", Write(runner, "e"));
        await runner.StopAsync();
    }

    [Fact]
    public void Bytes_are_counted_as_they_leave_whatever_way_they_take()
    {
        var plan = new ConnectorPlan
        {
            Alias = "f::to",
            Kind = "test",
            Create = static _ => throw new NotSupportedException(),
            Codec = new("string", null, static () => new StringCodec()),
            Postprocessors = [new("test", null, static () => new Pairs())],
        };
        using var serializer = new StreamSerializer(plan);
        Event[] events = [.. ((string[])["a", "b", "c", "d"]).Select(static t => new Event { Data = Value.From(t), Meta = Value.EmptyRecord })];
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        serializer.Serialize(events, 0, output, static (_, error) => Assert.Fail(error));
        Assert.Equal("(a,b)(c,d)", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(10, serializer.TakeGiven());
        var chunks = new ChunkList();
        Assert.Null(serializer.Serialize(events[0], 1, chunks));
        Assert.Null(serializer.Serialize(events[1], 1, chunks));
        Assert.Equal(5, serializer.TakeGiven());
    }

    [Theory]
    [InlineData("{\"algorithm\":\"gzip\"}", true)]
    [InlineData("{\"max_bytes\":4}", false)]
    public void A_compressed_unit_is_open_until_the_stream_ends_and_what_is_collected_never_is(string config, bool isUnit)
    {
        IPostprocessor last = isUnit
            ? new StreamingCompressPostprocessor(ConfigBinder.Bind<StreamingCompressPostprocessor.Config>(JsonText.Parse(config)))
            : new CollectPostprocessor(ConfigBinder.Bind<CollectPostprocessor.Config>(JsonText.Parse(config)));
        var chain = new PostprocessorChain([new SeparatePostprocessor(new SeparatePostprocessor.Config()), last]);
        var chunks = new ChunkList();
        Assert.False(chain.IsInsideUnit);
        for (var i = 0; i < 5; i++) Assert.Null(chain.Process("abc"u8, 0, chunks, i));
        Assert.True(chunks.Count > 0);
        Assert.Equal(isUnit, chain.IsInsideUnit);
        Assert.Null(chain.Finish(chunks));
        Assert.False(chain.IsInsideUnit);
    }

    private static string Write(SinkRunner runner, string text)
    {
        var chunks = new ChunkList();
        Assert.Null(runner.Serializer.Serialize(new Event { Data = Value.From(text), Meta = Value.EmptyRecord }, 0, chunks));
        return Encoding.UTF8.GetString(chunks.All);
    }

    /// <summary>Two chunks at a time.</summary>
    private sealed class Pairs : IPostprocessor
    {
        private string? _held;

        public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
        {
            var text = Encoding.UTF8.GetString(chunk);
            if (_held is not null) output.Add(Encoding.UTF8.GetBytes($"({_held},{text})"));
            _held = _held is null ? text : null;
            return null;
        }

        public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => null;
    }
}
