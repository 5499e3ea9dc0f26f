using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The place of a part of a JSON document; its lines and columns are counted only when it is shown.</summary>
/// <param name="start">Offset of what to underline, in UTF-16 units of the text.</param>
/// <param name="end">One past the last.</param>
/// <param name="order">Offset of the part itself: that of a record with a key is underlined at the key.</param>
internal sealed class JsonPlace(DocumentNode node, int start, int end, int order) : Place
{
    public override SourceSpan? Span => node.Document.Span(start, end);

    public override string Pointer => node.Pointer;

    public override int Order => order;

    /// <summary>The place of a value: a scalar itself, of a record or list its key, or its first character where it has none.</summary>
    public static JsonPlace Of(DocumentNode node) => (node.IsRecord || node.IsList, node.Owner) switch
    {
        (false, _) => new(node, node.Start, node.End, node.Start),
        (true, { } owner) => new(node, owner.NameStart, owner.NameEnd, node.Start),
        (true, null) => new(node, node.Start, node.Start + 1, node.Start),
    };

    /// <summary>The place of a key.</summary>
    public static JsonPlace Of(DocumentMember member) => new(member.Value, member.NameStart, member.NameEnd, member.NameStart);

    /// <summary>The place of a part of a string; of all of it where escapes would shift the part.</summary>
    /// <param name="start">Offset of the part in the string.</param>
    public static JsonPlace Within(DocumentNode text, int start, int length)
    {
        var hasEscapes = text.End - text.Start != text.Text!.Length + 2;
        var first = text.Start + 1 + start;
        return hasEscapes ? Of(text) : new(text, first, first + length, text.Start);
    }
}
