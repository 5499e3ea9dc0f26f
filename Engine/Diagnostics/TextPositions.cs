namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// Lines, columns and byte offsets of the indexes of a text. Made by reading the text once; each answer then looks at one block of it, however long
/// its lines are. Immutable.
/// </summary>
internal sealed class TextPositions
{
    private const int BlockLength = 1024;

    private readonly string _text;
    private readonly List<Mark> _blocks = [];

    public TextPositions(string text)
    {
        _text = text;
        var mark = new Mark(1, 1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (i % BlockLength == 0) _blocks.Add(mark);
            mark = Next(mark, i);
        }

        if (text.Length % BlockLength == 0) _blocks.Add(mark);
    }

    /// <param name="index">In UTF-16 units from 0; what is beyond the text counts as its end.</param>
    public Position At(int index)
    {
        index = Math.Min(index, _text.Length);
        var block = index / BlockLength;
        var mark = _blocks[block];
        for (var i = block * BlockLength; i < index; i++) mark = Next(mark, i);
        return new(mark.Line, mark.Column, mark.Offset);
    }

    /// <summary>The position behind a unit. Both halves of a pair count with the first; half a pair alone counts as the three bytes that replace it.</summary>
    private Mark Next(Mark mark, int index)
    {
        var unit = _text[index];
        if (unit == '\n') return new(mark.Line + 1, 1, mark.Offset + 1);
        if (unit < 0x80) return mark with { Column = mark.Column + 1, Offset = mark.Offset + 1 };
        if (unit < 0x800) return mark with { Column = mark.Column + 1, Offset = mark.Offset + 2 };
        if (char.IsLowSurrogate(unit) && index > 0 && char.IsHighSurrogate(_text[index - 1])) return mark;
        var isPair = char.IsHighSurrogate(unit) && index + 1 < _text.Length && char.IsLowSurrogate(_text[index + 1]);
        return mark with { Column = mark.Column + 1, Offset = mark.Offset + (isPair ? 4 : 3) };
    }

    private readonly record struct Mark(int Line, int Column, int Offset);
}
