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

    /// <summary>
    /// The index of a line and column, both from 1. A column behind the end of its line gives that end, where the line feed is; a line behind the last one
    /// the end of the text.
    /// </summary>
    public int IndexOf(int line, int column)
    {
        // The last block that begins at or before the place.
        var (low, high) = (0, _blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var begin = _blocks[middle];
            if (begin.Line < line || (begin.Line == line && begin.Column <= column)) low = middle;
            else high = middle - 1;
        }

        var mark = _blocks[low];
        var index = low * BlockLength;
        while (index < _text.Length && (mark.Line < line || (mark.Line == line && mark.Column < column && _text[index] != '\n'))) mark = Next(mark, index++);

        // Never between the halves of a pair: the second one has the position that follows the first.
        return index > 0 && index < _text.Length && char.IsLowSurrogate(_text[index]) && char.IsHighSurrogate(_text[index - 1]) ? index + 1 : index;
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
