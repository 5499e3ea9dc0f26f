using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Fakes;

/// <summary>
/// A sink's surroundings with a plain serializer: strings and JSON, a line end behind each. A string <c>bad</c> cannot be encoded; what is
/// <see cref="Held"/> comes at the end.
/// </summary>
internal sealed class FakeSinkContext : ISinkContext, ISerializer
{
    public ISerializer Serializer => this;

    public List<string> Calls { get; } = [];

    /// <summary>The bytes that a streaming postprocessor would keep until the end, by stream.</summary>
    public Dictionary<ulong, string> Held { get; } = [];

    /// <summary>Whether all that is given is part of a unit that only the end of the stream ends.</summary>
    public bool IsInsideUnit { get; set; }

    byte? ISerializer.Separator => IsInsideUnit || Units is not null ? null : (byte)LineEnd[^1];

    bool ISerializer.IsInsideUnit(ulong stream) => IsInsideUnit;

    /// <summary>The postprocessor that reads what is written; null for none.</summary>
    public IUnitPostprocessor? Units { get; set; }

    bool ISerializer.GivesUnits => Units is not null;

    HalfUnit? ISerializer.FindHalfUnit(Stream written, CancellationToken cancellation) => Units!.FindHalfUnit(written, cancellation);

    public string LineEnd { get; set; } = "\n";

    public void OpenBreaker() => Calls.Add("breaker open");

    public void CloseBreaker() => Calls.Add("breaker closed");

    public void Failed(OutsideFailure failure) => Calls.Add(failure.Kind.ToString());

    public string? Serialize(in Event e, ulong stream, IChunkOutput output)
    {
        if (e.Data.AsText() == "bad") return "it is bad";
        output.Add(System.Text.Encoding.UTF8.GetBytes((e.Data.AsText() ?? e.Data.ToString()) + LineEnd));
        return null;
    }

    public void Serialize(ReadOnlySpan<Event> events, ulong stream, IBufferWriter<byte> output, Action<int, string> failed)
    {
        for (var i = 0; i < events.Length; i++)
        {
            var chunks = new Chunks();
            if (Serialize(events[i], stream, chunks) is { } error) failed(i, error);
            else output.Write(chunks.Joined);
        }
    }

    public string? Finish(ulong stream, IChunkOutput output)
    {
        if (Held.Remove(stream, out var held)) output.Add(System.Text.Encoding.UTF8.GetBytes(held));
        return null;
    }

    public void Clear() => Calls.Add("clear");
}

/// <summary>A batch on its way to a sink, and what the sink said of each event.</summary>
internal sealed class FakeDelivery : IDelivery
{
    private readonly string[] _outcomes;

    public FakeDelivery(params Value[] values)
    {
        foreach (var value in values) Batch.Add(new Event { Data = value, Meta = Value.EmptyRecord, IngestNs = 1 });
        _outcomes = [.. values.Select(static _ => "ack")];
    }

    public FakeDelivery(params string[] texts)
        : this([.. texts.Select(static t => Value.From(t))])
    {
    }

    public Port Port { get; init; } = Port.In;

    public ReadOnlySpan<Event> Events => Batch.Events;

    public EventBatch Batch { get; } = EventBatch.Rent();

    /// <summary>ack, fail or nothing for each event.</summary>
    public IEnumerable<string> Outcomes => _outcomes;

    public void Fail(int index, string? reason = null) => _outcomes[index] = "fail";

    public void Ignore(int index) => _outcomes[index] = "nothing";

    public IDeferred Defer(int index) => throw new NotSupportedException();
}
