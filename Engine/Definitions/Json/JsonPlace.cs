using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The place of a part of a document in JSON or YAML; its lines and columns are counted only when it is shown.</summary>
/// <param name="start">Offset of what to underline, in UTF-16 units of the text.</param>
/// <param name="end">One past the last.</param>
/// <param name="order">Offset of the part itself: that of a record with a key is underlined at the key.</param>
internal sealed class JsonPlace(DocumentNode node, int start, int end, int order, string? note = null) : Place
{
    public override SourceSpan? Span => node.Document.Span(start, end);

    public override string Pointer => node.Pointer;

    public override string? Note => note is null || node.Note is null ? note ?? node.Note : $"{note}; {node.Note}";

    public override int Order => order;

    /// <summary>The place of a value: a scalar itself, of a record or list its key, or its first character where it has none.</summary>
    public static JsonPlace Of(DocumentNode node) => (node.IsRecord || node.IsList, node.Owner) switch
    {
        (false, _) => new(node, node.Start, node.End, node.Start),
        (true, { } owner) => new(node, owner.NameStart, owner.NameEnd, node.Start),
        (true, null) => new(node, node.Start, node.Start + 1, node.Start),
    };

    /// <summary>The place of a text that has places of its own inside.</summary>
    public static JsonPlace OfText(DocumentNode node) =>
        node.Text is null || node.OffsetOf is not null ? Of(node) : new(node, node.Start, node.End, node.Start, "folded text has no columns");

    /// <summary>The place of a key.</summary>
    public static JsonPlace Of(DocumentMember member) => new(member.Value, member.NameStart, member.NameEnd, member.NameStart);

    /// <summary>The place of a part of a string; of all of it where nobody can tell.</summary>
    /// <param name="start">Index of the part in the string.</param>
    public static JsonPlace Within(DocumentNode text, int start, int length) =>
        text.OffsetOf is { } offsetOf ? new(text, offsetOf(start), offsetOf(start + length), text.Start) : Of(text);
}
