using System.Text;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>A text that is written line by line, indented by what it is in.</summary>
internal sealed class PrintedText
{
    private const int Width = 2;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>How many strings around this interpolate it: there everything stands on one line.</summary>
    private int _strings;

    public PrintedText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Begins a line; in a string only a blank.</summary>
    public void NewLine()
    {
        if (_strings > 0) _text.Append(' ');
        else _text.Append('\n').Append(' ', _depth * Width);
    }

    /// <summary>Text up to <see cref="Outdent"/> lies a level deeper.</summary>
    public void Indent() => _depth++;

    public void Outdent() => _depth--;

    /// <summary>Text up to <see cref="EndString"/> is part of a string.</summary>
    public void BeginString() => _strings++;

    public void EndString() => _strings--;

    public override string ToString() => _text.ToString();
}
