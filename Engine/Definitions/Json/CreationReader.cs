namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads entries that create something, from a definition in place or by name (spec: troy B4).</summary>
internal sealed class CreationReader(PartReader parts)
{
    private static readonly RecordKeys s_entry = new("from", "with", "doc") { Required = ["from"] };
    private static readonly RecordKeys s_node = new("type", "from", "with", "doc");

    /// <param name="define">Reads the definition in place.</param>
    public Creation Read(DocumentMember member, CreationKind kind, Func<Name, Definition> define)
    {
        var name = parts.ReadKey(member);
        var node = member.Value;
        var creation = new Creation(kind, name, JsonPlace.Of(node));
        if (!parts.Shapes.IsMap(node)) return creation;
        if (node["from"] is not null) return ReadReference(creation, node, s_entry);
        return creation with { Definition = define(name), With = parts.Settings.ReadFields(node["with"]) };
    }

    /// <summary>A node that is created from a definition by name.</summary>
    public Creation ReadReference(Creation creation, DocumentNode node) => ReadReference(creation, node, s_node);

    private Creation ReadReference(Creation creation, DocumentNode node, RecordKeys keys)
    {
        parts.Shapes.IsRecord(node, keys);
        return creation with { From = parts.ReadReference(node["from"]), With = parts.Settings.ReadFields(node["with"]), Doc = parts.ReadDoc(node) };
    }
}
