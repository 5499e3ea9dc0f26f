using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>A member of a record in a document, with the offsets of its key.</summary>
internal sealed record DocumentMember(string Name, int NameStart, int NameEnd, DocumentNode Value)
{
    /// <summary>All members of the record that this is one of.</summary>
    public List<DocumentMember> Siblings => Value.Parent!.Members;
}

/// <summary>
/// A value of a document, in JSON or in YAML, that knows where it stands. Offsets count UTF-16 units of the document's text from 0;
/// <see cref="End"/> is one past the last.
/// </summary>
internal sealed class DocumentNode
{
    private static readonly List<DocumentMember> s_noMembers = [];
    private static readonly List<DocumentNode> s_noItems = [];

    private readonly string _key;

    /// <param name="key">Name or index in the parent.</param>
    public DocumentNode(Document document, DocumentNode? parent, string key, ValueKind kind, int start)
    {
        Document = document;
        Parent = parent;
        _key = key;
        Kind = kind;
        Start = start;
        Members = kind == ValueKind.Record ? [] : s_noMembers;
        Items = kind == ValueKind.Array ? [] : s_noItems;
    }

    public Document Document { get; }

    /// <summary>Null for the root.</summary>
    public DocumentNode? Parent { get; }

    public ValueKind Kind { get; }

    public int Start { get; }

    public int End { get; set; }

    /// <summary>The value of what is neither a list nor a record.</summary>
    public Value Scalar { get; set; }

    /// <summary>Members of a record, in order, without those whose key came before.</summary>
    public List<DocumentMember> Members { get; }

    /// <summary>Items of a list.</summary>
    public List<DocumentNode> Items { get; }

    public bool IsRecord => Kind == ValueKind.Record;

    public bool IsList => Kind == ValueKind.Array;

    /// <summary>The member whose value this is; null for the items of a list and the root.</summary>
    public DocumentMember? Owner { get; set; }

    /// <summary>The text of a string; null for every other kind.</summary>
    public string? Text => field ??= Scalar.AsText();

    /// <summary>From an index of <see cref="Text"/> to the offset of that character; null where nobody can tell, as the lines are folded.</summary>
    public Func<int, int>? OffsetOf { get; init; }

    /// <summary>A number as it is written in YAML without quotes, which may have been meant as a string; null otherwise.</summary>
    public string? PlainNumber { get; init; }

    /// <summary>Whether it is reported that nobody can tell what it means.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>What the place alone does not tell about a mistake here; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>JSON pointer (RFC 6901) from the document's root.</summary>
    public string Pointer => field ??= Parent is null ? "" : PointerTo(Parent, _key);

    /// <summary>The member's value; null when there is none.</summary>
    public DocumentNode? this[string name] => Member(name)?.Value;

    public DocumentMember? Member(string name) => Members.Find(m => m.Name == name);

    public static string PointerTo(DocumentNode parent, string key) => $"{parent.Pointer}/{key.Replace("~", "~0").Replace("/", "~1")}";

    /// <summary>The value as it is written, directives not replaced.</summary>
    public Value ToValue()
    {
        if (IsList) return Value.FromArray([.. Items.Select(static i => i.ToValue())]);
        if (!IsRecord) return Scalar;
        var record = new RecordBuilder(Members.Count);
        foreach (var member in Members) record.Set(member.Name, member.Value.ToValue());
        return record.Build();
    }
}
