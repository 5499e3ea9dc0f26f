using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads texts and expressions (spec: troy B2).</summary>
internal sealed class TextReader(Shapes shapes)
{
    private const string FileKey = "file";

    /// <summary>A text; null where it is none, which is reported.</summary>
    public Text? Read(DocumentNode node)
    {
        if (node.Text is { } text) return Written(node, text);
        if (node.IsList) return ReadLines(node);
        if (node.IsRecord) return ReadFile(node);
        shapes.Expected("a string, a list or a record", node);
        return null;
    }

    /// <summary>An expression: a text, or a scalar of JSON, which stands for itself.</summary>
    public Text? ReadExpression(DocumentNode node) =>
        node.Kind switch
        {
            ValueKind.Null => Written(node, "null"),
            ValueKind.Bool or ValueKind.Integer or ValueKind.Float => Written(node, node.Document.Source.Text[node.Start..node.End]),
            _ => Read(node),
        };

    private WrittenText? ReadLines(DocumentNode list)
    {
        if (!shapes.HasItems(list, 1)) return null;
        var areStrings = true;
        foreach (var item in list.Items) areStrings &= shapes.IsString(item);
        return areStrings ? Written(list, string.Join('\n', list.Items.Select(static i => i.Text))) : null;
    }

    private TextFile? ReadFile(DocumentNode record)
    {
        var file = record[FileKey];
        foreach (var member in record.Members)
        {
            // A record that has nothing of a file is another thing as a whole.
            if (member.Name != FileKey && (file is not null || NearestName.Find(member.Name, [FileKey]) is not null)) shapes.ReportUnknown(member, [FileKey]);
        }

        if (file is null)
        {
            if (!Shapes.IsMisspelt(record, FileKey)) shapes.Expected("a string, a list of lines or {\"file\": ...}", record, "scripts and expressions stand in strings: \"{\\\"id\\\": event.id}\"");
            return null;
        }

        return shapes.IsString(file) ? new TextFile(new(file.Text!, JsonPlace.Of(file)), JsonPlace.Of(record)) : null;
    }

    private static WrittenText Written(DocumentNode node, string text)
    {
        var source = new SourceText($"{node.Document.Source.Name}#{node.Pointer}", text) { Origin = new(node.Document.Source, index => IndexIn(node, index)) };
        return new(source, JsonPlace.OfText(node));
    }

    /// <summary>Where a character of a text stands in the document.</summary>
    private static int IndexIn(DocumentNode node, int index)
    {
        if (!node.IsList) return node.Text is null ? Math.Min(node.Start + index, node.End) : OffsetIn(node, index);
        foreach (var line in node.Items)
        {
            // What joins the lines is behind the line.
            if (index <= line.Text!.Length) return OffsetIn(line, index);
            index -= line.Text.Length + 1;
        }

        return node.End;
    }

    private static int OffsetIn(DocumentNode text, int index) => text.OffsetOf?.Invoke(index) ?? text.Start;
}
