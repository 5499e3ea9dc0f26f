using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Repl;

/// <summary>
/// Edits one line at a terminal, with the keys that shells have. The line stays in one row: what is wider than the terminal scrolls
/// sideways. Tab completes; while text is pasted it is a blank.
/// </summary>
/// <param name="complete">How the text before the cursor may go on: whole words, and where the word begins.</param>
internal sealed class LineEditor(ITerminal terminal, LineHistory history, LineEditor.Completer complete) : ILineSource
{
    private readonly StringBuilder _text = new();
    private int _cursor;

    /// <summary>Which line of the history is shown; its length for the one that is being entered.</summary>
    private int _entry;

    /// <summary>The line that was entered before the history was looked through.</summary>
    private string _draft = "";

    public delegate IReadOnlyList<string> Completer(string before, out int start);

    public InputLine Read(string prompt)
    {
        _text.Clear();
        _cursor = 0;
        _entry = history.Lines.Count;
        Show(prompt);
        while (terminal.ReadKey() is { } key)
        {
            switch (Action(key))
            {
                case EditAction.Enter:
                    history.Add(_text.ToString());
                    return End(prompt, LineKind.Line);
                case EditAction.Abandon:
                    terminal.Write("^C");
                    return End(prompt, LineKind.Abandoned);
                case EditAction.EndOfInput when _text.Length == 0:
                    return End(prompt, LineKind.End);
                case EditAction.EndOfInput or EditAction.Delete:
                    Remove(_cursor, Right(_cursor));
                    break;
                case EditAction.Complete:
                    Complete();
                    break;
                case EditAction.ClearScreen:
                    terminal.Write("\e[H\e[2J");
                    break;
                case EditAction.Left:
                    _cursor = Left(_cursor);
                    break;
                case EditAction.Right:
                    _cursor = Right(_cursor);
                    break;
                case EditAction.WordLeft:
                    _cursor = WordLeft();
                    break;
                case EditAction.WordRight:
                    _cursor = WordRight();
                    break;
                case EditAction.Home:
                    _cursor = 0;
                    break;
                case EditAction.LineEnd:
                    _cursor = _text.Length;
                    break;
                case EditAction.Backspace:
                    Remove(Left(_cursor), _cursor);
                    break;
                case EditAction.CutWord:
                    Remove(WordLeft(), _cursor);
                    break;
                case EditAction.CutToEnd:
                    Remove(_cursor, _text.Length);
                    break;
                case EditAction.CutToStart:
                    Remove(0, _cursor);
                    break;
                case EditAction.Older:
                    Recall(_entry - 1);
                    break;
                case EditAction.Newer:
                    Recall(_entry + 1);
                    break;
                case EditAction.Insert:
                    _text.Insert(_cursor++, key.KeyChar);
                    break;
            }

            // What is pasted is drawn once.
            if (!terminal.HasKey) Show(prompt);
        }

        return new InputLine(LineKind.End);
    }

    private InputLine End(string prompt, LineKind kind)
    {
        if (kind == LineKind.Line)
        {
            _cursor = _text.Length;
            Show(prompt);
        }

        terminal.Write("\n");
        return new InputLine(kind, _text.ToString());
    }

    private static EditAction Action(ConsoleKeyInfo key)
    {
        var isControl = (key.Modifiers & ConsoleModifiers.Control) != 0;
        var isWord = isControl || (key.Modifiers & ConsoleModifiers.Alt) != 0;
        return key.Key switch
        {
            ConsoleKey.Enter => EditAction.Enter,
            ConsoleKey.J or ConsoleKey.M when isControl => EditAction.Enter,
            ConsoleKey.C when isControl => EditAction.Abandon,
            ConsoleKey.D when isControl => EditAction.EndOfInput,
            ConsoleKey.Delete => EditAction.Delete,
            ConsoleKey.H when isControl => EditAction.Backspace,
            ConsoleKey.Backspace => isWord ? EditAction.CutWord : EditAction.Backspace,
            ConsoleKey.W when isControl => EditAction.CutWord,
            ConsoleKey.K when isControl => EditAction.CutToEnd,
            ConsoleKey.U when isControl => EditAction.CutToStart,
            ConsoleKey.L when isControl => EditAction.ClearScreen,
            ConsoleKey.Tab => EditAction.Complete,
            ConsoleKey.LeftArrow or ConsoleKey.B when isWord => key.Key == ConsoleKey.B && isControl ? EditAction.Left : EditAction.WordLeft,
            ConsoleKey.RightArrow or ConsoleKey.F when isWord => key.Key == ConsoleKey.F && isControl ? EditAction.Right : EditAction.WordRight,
            ConsoleKey.LeftArrow => EditAction.Left,
            ConsoleKey.RightArrow => EditAction.Right,
            ConsoleKey.Home => EditAction.Home,
            ConsoleKey.A when isControl => EditAction.Home,
            ConsoleKey.End => EditAction.LineEnd,
            ConsoleKey.E when isControl => EditAction.LineEnd,
            ConsoleKey.UpArrow => EditAction.Older,
            ConsoleKey.P when isControl => EditAction.Older,
            ConsoleKey.DownArrow => EditAction.Newer,
            ConsoleKey.N when isControl => EditAction.Newer,
            _ => char.IsControl(key.KeyChar) ? EditAction.None : EditAction.Insert,
        };
    }

    private int Left(int at) => at == 0 ? 0 : at >= 2 && char.IsLowSurrogate(_text[at - 1]) ? at - 2 : at - 1;

    private int Right(int at) => at == _text.Length ? at : at + 1 < _text.Length && char.IsHighSurrogate(_text[at]) ? at + 2 : at + 1;

    private int WordLeft()
    {
        var at = _cursor;
        while (at > 0 && !IsWord(_text[at - 1])) at--;
        while (at > 0 && IsWord(_text[at - 1])) at--;
        return at;
    }

    private int WordRight()
    {
        var at = _cursor;
        while (at < _text.Length && !IsWord(_text[at])) at++;
        while (at < _text.Length && IsWord(_text[at])) at++;
        return at;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private void Remove(int from, int to)
    {
        _text.Remove(from, to - from);
        _cursor = from;
    }

    private void Recall(int entry)
    {
        if (entry < 0 || entry > history.Lines.Count) return;
        if (_entry == history.Lines.Count) _draft = _text.ToString();
        _entry = entry;
        _text.Clear().Append(entry == history.Lines.Count ? _draft : history.Lines[entry]);
        _cursor = _text.Length;
    }

    private void Complete()
    {
        var before = _text.ToString(0, _cursor);
        if (string.IsNullOrWhiteSpace(before) || terminal.HasKey)
        {
            _text.Insert(_cursor, "  ");
            _cursor += 2;
            return;
        }

        var words = complete(before, out var start);
        if (words.Count == 0) return;
        var common = words[0];
        foreach (var word in words) common = common[..Common(common, word)];
        if (common.Length > before.Length - start)
        {
            _text.Remove(start, _cursor - start).Insert(start, common);
            _cursor = start + common.Length;
        }
        else if (words.Count > 1) List(words);
    }

    private static int Common(string left, string right)
    {
        var length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[length] == right[length]) length++;
        return length;
    }

    private void List(IReadOnlyList<string> words)
    {
        var width = words.Max(static w => w.Length) + 2;
        var columns = Math.Max(1, (terminal.Width - 1) / width);
        var text = new StringBuilder("\n");
        for (var i = 0; i < words.Count; i++)
        {
            text.Append(words[i].PadRight(width));
            if (i % columns == columns - 1 || i == words.Count - 1) text.Append('\n');
        }

        terminal.Write(text.ToString());
    }

    /// <summary>Draws the row anew: the part of the line around the cursor that fits.</summary>
    private void Show(string prompt)
    {
        var line = _text.ToString();
        var room = Math.Max(8, terminal.Width - CellWidth.Of(prompt) - 1);
        var first = 0;
        while (first < _cursor && CellWidth.Of(line.AsSpan(first, _cursor - first)) > room) first = Right(first);
        var last = first;
        while (last < line.Length && CellWidth.Of(line.AsSpan(first, Right(last) - first)) <= room) last = Right(last);
        var shown = new StringBuilder("\r").Append(prompt);
        foreach (var c in line.AsSpan(first, last - first)) shown.Append(char.IsControl(c) ? ' ' : c);
        shown.Append("\e[K");
        var behind = CellWidth.Of(line.AsSpan(_cursor, last - _cursor));
        if (behind > 0) shown.Append($"\e[{behind}D");
        terminal.Write(shown.ToString());
    }

    private enum EditAction
    {
        None,
        Insert,
        Enter,
        Abandon,
        EndOfInput,
        Left,
        Right,
        WordLeft,
        WordRight,
        Home,
        LineEnd,
        Backspace,
        Delete,
        CutWord,
        CutToEnd,
        CutToStart,
        Older,
        Newer,
        Complete,
        ClearScreen,
    }
}
