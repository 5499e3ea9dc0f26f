using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>
/// What a codec says of a block of lines, kept until it may be said to the events of the stream. Holds the memory that it is told of until <see cref="Clear"/>.
/// </summary>
internal sealed class DecodedLines : IDecodeOutput
{
    /// <summary>A usual block has a hundred lines; what blocks of short ones need is not kept.</summary>
    private const int MaxKept = 4096;

    private readonly List<Note> _notes = [];
    private Value[] _values = new Value[256];
    private int _count;

    private enum NoteKind
    {
        Memory,
        Meta,
        Nothing,
        Error,
    }

    /// <summary>Where the next block begins.</summary>
    public (int Answers, int Notes) End => (_count, _notes.Count);

    public void Attach(IBatchMemory memory)
    {
        _notes.Add(new Note(NoteKind.Memory, _count, memory, default));
        memory.Retain();
    }

    public void Value(Value value)
    {
        if (_count == _values.Length) Array.Resize(ref _values, _count * 2);
        _values[_count++] = value;
    }

    public void Value(Value value, Value meta)
    {
        _notes.Add(new Note(NoteKind.Meta, _count, null, meta));
        Value(value);
    }

    public void Nothing() => Answer(NoteKind.Nothing, null);

    public void Error(string text) => Answer(NoteKind.Error, text);

    /// <summary>Takes back what was said from there on.</summary>
    public void Truncate((int Answers, int Notes) end)
    {
        for (var i = end.Notes; i < _notes.Count; i++)
            if (_notes[i].What is IBatchMemory memory) memory.Release();
        _notes.RemoveRange(end.Notes, _notes.Count - end.Notes);
        _values.AsSpan(end.Answers, _count - end.Answers).Clear();
        _count = end.Answers;
    }

    /// <summary>Says it: what lies between two values of <see cref="End"/>.</summary>
    public void Say((int Answers, int Notes) from, (int Answers, int Notes) to, StreamEvents output)
    {
        IDecodeOutput events = output;
        var at = from.Answers;
        for (var i = from.Notes; i < to.Notes; i++)
        {
            var note = _notes[i];
            output.Values(_values.AsSpan(at, note.Before - at));
            at = note.Before;
            switch (note.Kind)
            {
                case NoteKind.Memory:
                    output.Attach((IBatchMemory)note.What!);
                    continue;
                case NoteKind.Meta:
                    events.Value(_values[at], note.Meta);
                    break;
                case NoteKind.Nothing:
                    output.Nothing();
                    break;
                case NoteKind.Error:
                    output.Error((string)note.What!);
                    break;
            }

            at++;
        }

        output.Values(_values.AsSpan(at, to.Answers - at));
    }

    public void Clear()
    {
        Truncate(default);
        if (_values.Length > MaxKept) _values = new Value[MaxKept];
    }

    private void Answer(NoteKind kind, string? text)
    {
        _notes.Add(new Note(kind, _count, text, default));
        Value(default(Value));
    }

    /// <summary>Something besides a value, said when so many pieces had had their answer.</summary>
    private readonly record struct Note(NoteKind Kind, int Before, object? What, Value Meta);
}
