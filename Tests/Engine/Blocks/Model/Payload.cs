using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>Payloads <c>{"roots": [n, ...], "path": text}</c>: which input events went into it, and what nodes made of it.</summary>
internal static class Payload
{
    public static Event Input(int number, EventBatch? batch) => new()
    {
        Id = new EventId(1, 0, (ulong)number, (ulong)number),
        Data = Of([number], PathOf(number, batch)),
        Meta = Value.EmptyRecord,
        IngestNs = (ulong)number,
        Transactional = IsTransactional(number),
    };

    /// <summary>For some events nobody waits.</summary>
    public static bool IsTransactional(int number) => number % 5 != 4;

    public static Value Of(IEnumerable<int> roots, Value path) => new RecordBuilder(2)
        .Set("roots", Value.FromArray([.. roots.Select(static r => Value.From((long)r))])).Set("path", path).Build();

    public static IEnumerable<int> Roots(Value data)
    {
        data.TryGetField("roots", out var roots);
        foreach (var root in roots.Items) yield return root.TryGetInt64(out var number) ? (int)number : -1;
    }

    public static string Path(Value data) => data.TryGetField("path", out var path) ? path.AsText()! : "?";

    /// <summary>The payload, marked by a node.</summary>
    public static Value Marked(Value data, string mark) => Of(Roots(data), Value.From(Path(data) + mark));

    /// <summary>A number that depends on the payload and on <paramref name="salt"/>, the same in every run.</summary>
    public static int Dice(Value data, int salt, int sides)
    {
        var hash = 2166136261u ^ (uint)salt;
        foreach (var c in Path(data)) hash = (hash ^ c) * 16777619;
        return (int)((hash >> 8) % (uint)sides);
    }

    /// <summary>The text lies in pooled memory where there is a batch to own it.</summary>
    private static Value PathOf(int number, EventBatch? batch)
    {
        var text = Encoding.UTF8.GetBytes($"#{number}");
        if (batch is null) return Value.FromUtf8(text);
        var buffer = PooledBuffer.CopyOf(text);
        batch.Attach(buffer);
        buffer.Release();
        return Value.FromUtf8(buffer.Array, 0, text.Length);
    }
}
