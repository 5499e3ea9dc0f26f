using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads the parts that definitions of several kinds have: names, comments, arguments, imports.</summary>
internal sealed class PartReader
{
    private static readonly RecordKeys s_parameter = new("default", "doc", "type");
    private static readonly string[] s_types = ["any", "string", "int", "float", "bool", "list", "record"];
    private static readonly RecordKeys s_use = new("module", "as") { Required = ["module", "as"] };

    public PartReader(DefinitionFindings findings)
    {
        Shapes = new(findings);
        Texts = new(Shapes);
        Settings = new(Shapes, Texts);
    }

    public Shapes Shapes { get; }

    public TextReader Texts { get; }

    public SettingReader Settings { get; }

    /// <summary>A reference by name; null where there is no string, which is reported.</summary>
    public Name? ReadReference(DocumentNode? node) => node is not null && Shapes.IsString(node) ? new(node.Text!, JsonPlace.Of(node)) : null;

    /// <summary>A new name in a string; null where there is none, which is reported.</summary>
    public Name? ReadName(DocumentNode? node)
    {
        if (ReadReference(node) is not { } name) return null;
        Shapes.CheckName(name.Text, name.Place);
        return name;
    }

    /// <summary>A name that is a key.</summary>
    /// <param name="isFree">Whether it may be anything.</param>
    public Name ReadKey(DocumentMember member, bool isFree = false)
    {
        var name = new Name(member.Name, JsonPlace.Of(member));
        if (!isFree) Shapes.CheckName(name.Text, name.Place);
        return name;
    }

    /// <summary>The comment of a record.</summary>
    public Text? ReadDoc(DocumentNode record) => record["doc"] is { } doc ? Texts.Read(doc) : null;

    /// <summary>The members of a record of anything; none where there is no record, which is reported.</summary>
    public IReadOnlyList<DocumentMember> Members(DocumentNode? node) => node is not null && Shapes.IsMap(node) ? node.Members : [];

    public Parts<Parameter> ReadParameters(DocumentNode? args) => [.. Members(args).Select(ReadParameter)];

    public Parts<Use> ReadUses(DocumentNode? list)
    {
        if (list is null || !Shapes.IsList(list)) return [];
        return [.. list.Items.Select(ReadUse).OfType<Use>()];
    }

    private Parameter ReadParameter(DocumentMember member)
    {
        var parameter = new Parameter(ReadKey(member, isFree: true));
        var node = member.Value;
        if (node.Kind == ValueKind.Null) return parameter;
        if (!node.IsRecord) return parameter with { Default = Settings.Read(node) };
        Shapes.IsRecord(node, s_parameter);
        return parameter with
        {
            Default = node["default"] is { } value ? Settings.Read(value) : null,
            Type = node["type"] is { } type && Shapes.IsOneOf(type, s_types) ? (ParameterType)Array.IndexOf(s_types, type.Text) : ParameterType.Any,
            Doc = node["doc"] is { } doc && Shapes.IsString(doc) ? doc.Text : null,
        };
    }

    private Use? ReadUse(DocumentNode node)
    {
        var place = JsonPlace.Of(node);
        if (node.Text is { } module) return new(module, null, place);
        if (!node.IsRecord) Shapes.Expected("a string or a record", node);
        else if (Shapes.IsRecord(node, s_use)) return ReadReference(node["module"]) is { } name ? new(name.Text, ReadName(node["as"]), place) : null;
        return null;
    }
}
