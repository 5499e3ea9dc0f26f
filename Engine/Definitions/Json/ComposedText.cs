using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>A text that is put together of texts of a document and of words between them: what is found in it is found where it is written.</summary>
/// <param name="place">Of the whole, and of the words between.</param>
internal sealed class ComposedText(Place place)
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, SourceText? Written)> _parts = [];

    public void Add(string words)
    {
        _parts.Add((_text.Length, null));
        _text.Append(words);
    }

    public void Add(WrittenText written)
    {
        _parts.Add((_text.Length, written.Source));
        _text.Append(written.Source.Text);
    }

    /// <summary>A comment at its end does not reach the closing one.</summary>
    public void AddInParentheses(WrittenText written)
    {
        Add("(");
        Add(written);
        Add(written.Source.Text.Contains('#', StringComparison.Ordinal) ? "\n)" : ")");
    }

    public WrittenText ToText()
    {
        var document = place.Span!.Value.Source;
        var around = document.IndexOf(place.Span.Value.Start.Line, place.Span.Value.Start.Column);
        var parts = _parts.ToArray();
        return new(new($"{document.Name}#{place.Pointer}", _text.ToString()) { Origin = new(document, IndexIn) }, place);

        int IndexIn(int index)
        {
            // Words behind a text stand where it ends.
            var part = Array.FindLastIndex(parts, p => p.Start <= index);
            if (parts[part].Written is null && part > 0) part--;
            return parts[part].Written is { Origin: { } origin } written ? origin.IndexIn(Math.Min(index - parts[part].Start, written.Text.Length)) : around;
        }
    }
}
