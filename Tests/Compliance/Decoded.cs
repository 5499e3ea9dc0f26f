using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>What a codec makes of one piece or of a run of lines. Keeps the memory of the values, and the piece, until it is disposed of.</summary>
internal sealed class Decoded : IDecodeOutput, IDisposable
{
    private readonly EventBatch _memory = EventBatch.Rent();
    private readonly List<(Value Value, string? Text)> _all = [];

    /// <param name="piece">The hold on its buffer passes to this.</param>
    public Decoded(in Piece piece)
    {
        _memory.Attach(piece.Buffer);
        piece.Buffer.Release();
    }

    /// <summary>Kind and text of each value; <c>nothing</c>; or the error behind <c>error</c>. Read as late as possible.</summary>
    public IEnumerable<string> All => _all.Select(static r => r.Text ?? $"{r.Value.Kind} {r.Value}");

    public IEnumerable<Value> Values => _all.Where(static r => r.Text is null).Select(static r => r.Value);

    /// <summary>The only value; an error fails the test.</summary>
    public Value Value
    {
        get
        {
            var (value, text) = Assert.Single(_all);
            Assert.Null(text);
            return value;
        }
    }

    public void Attach(IBatchMemory memory) => _memory.Attach(memory);

    void IDecodeOutput.Value(Value value) => _all.Add((value, null));

    void IDecodeOutput.Value(Value value, Value meta) => _all.Add((value, $"{value.Kind} {value} with {meta}"));

    public void Nothing() => _all.Add((default, "nothing"));

    public void Error(string text) => _all.Add((default, $"error {text}"));

    public void Dispose() => _memory.Release();
}
