namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads the links of a pipeline (spec: troy B2, troy B4).</summary>
internal sealed class LinkReader(PartReader parts)
{
    private static readonly RecordKeys s_select = new("from", "into", "select", "windows", "where", "group_by", "having", "doc") { Required = ["from", "into"] };

    private static readonly RecordKeys s_set = new("set");
    private static readonly RecordKeys s_each = new("each");

    /// <summary>Those that can be read; null where there is no list.</summary>
    public Parts<Link>? Read(DocumentNode? list) =>
        list is not null && parts.Shapes.IsList(list, least: 1) ? [.. list.Items.Select(ReadLink).OfType<Link>()] : null;

    private Link? ReadLink(DocumentNode node)
    {
        if (node.IsList) return ReadChain(node);
        if (node.IsRecord) return ReadSelect(node);
        parts.Shapes.Expected("a list or a record", node, node.Text is { } text ? HintFor(text) : null);
        return null;
    }

    /// <summary>A link is a list of its own within the links.</summary>
    private static string HintFor(string text)
    {
        var ends = text.Split("->", StringSplitOptions.TrimEntries);
        return ends.Length > 1 ? $"write [{string.Join(", ", ends.Select(static e => $"\"{e}\""))}]" : "each link is a list of its own: [[\"in\", \"NODE\", \"out\"]]";
    }

    private ChainLink? ReadChain(DocumentNode list)
    {
        var isWhole = parts.Shapes.HasItems(list, 2);
        foreach (var item in list.Items) isWhole &= parts.Shapes.IsString(item);
        return isWhole ? new([.. list.Items.Select(EndpointAt)], JsonPlace.Of(list)) : null;
    }

    private SelectLink? ReadSelect(DocumentNode record)
    {
        parts.Shapes.IsRecord(record, s_select);
        var isWhole = IsEndpoint(record["from"]) & IsEndpoint(record["into"]);
        var target = ReadClause("select");
        var where = ReadClause("where");
        var having = ReadClause("having");
        var windows = ReadWindows(record["windows"], ref isWhole);
        var group = record["group_by"] is { } dimensions ? ReadGroup(dimensions) : null;
        isWhole &= group is not null || record["group_by"] is null;
        var doc = parts.ReadDoc(record);
        if (!isWhole) return null;
        return new(EndpointAt(record["from"]!), EndpointAt(record["into"]!), JsonPlace.Of(record)) { Target = target, Windows = windows, Where = where, Group = group, Having = having, Doc = doc };

        Text? ReadClause(string key)
        {
            if (record[key] is not { } clause) return null;
            var text = parts.Texts.ReadExpression(clause);
            isWhole &= text is not null;
            return text;
        }
    }

    private Parts<Name> ReadWindows(DocumentNode? list, ref bool isWhole)
    {
        if (list is null) return [];
        if (!parts.Shapes.IsList(list, least: 1))
        {
            isWhole = false;
            return [];
        }

        Name?[] names = [.. list.Items.Select(parts.ReadReference)];
        isWhole &= names.Length > 0 && Array.TrueForAll(names, static n => n is not null);
        return [.. names.OfType<Name>()];
    }

    /// <summary>An expression, <c>{"set": [...]}</c> or <c>{"each": ...}</c>; null where it is none of them, which is reported.</summary>
    private Group? ReadGroup(DocumentNode node)
    {
        var place = JsonPlace.Of(node);
        if (node["set"] is { } set)
        {
            parts.Shapes.IsRecord(node, s_set);
            if (!parts.Shapes.IsList(set, least: 1)) return null;
            Group?[] dimensions = [.. set.Items.Select(ReadGroup)];
            return dimensions.Length > 0 && Array.TrueForAll(dimensions, static d => d is not null) ? new SetGroup([.. dimensions.OfType<Group>()], place) : null;
        }

        if (node["each"] is { } each)
        {
            parts.Shapes.IsRecord(node, s_each);
            return parts.Texts.ReadExpression(each) is { } elements ? new EachGroup(elements, place) : null;
        }

        return parts.Texts.ReadExpression(node) is { } value ? new ValueGroup(value, place) : null;
    }

    private bool IsEndpoint(DocumentNode? node) => node is not null && parts.Shapes.IsString(node);

    private static Endpoint EndpointAt(DocumentNode node)
    {
        var slash = node.Text!.IndexOf('/');
        var (name, port) = slash < 0 ? (node.Text, null) : (node.Text[..slash], node.Text[(slash + 1)..]);
        return new(name.Trim(), port?.Trim(), JsonPlace.Of(node));
    }
}
