namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads the links of a pipeline (spec: troy B2, troy B4).</summary>
internal sealed class LinkReader(PartReader parts)
{
    private static readonly RecordKeys s_select = new("from", "into", "select", "where", "having", "doc") { Required = ["from", "into"] };

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
        var doc = parts.ReadDoc(record);
        if (!isWhole) return null;
        return new(EndpointAt(record["from"]!), EndpointAt(record["into"]!), JsonPlace.Of(record)) { Target = target, Where = where, Having = having, Doc = doc };

        Text? ReadClause(string key)
        {
            if (record[key] is not { } clause) return null;
            var text = parts.Texts.ReadExpression(clause);
            isWhole &= text is not null;
            return text;
        }
    }

    private bool IsEndpoint(DocumentNode? node) => node is not null && parts.Shapes.IsString(node);

    private static Endpoint EndpointAt(DocumentNode node)
    {
        var slash = node.Text!.IndexOf('/');
        var (name, port) = slash < 0 ? (node.Text, null) : (node.Text[..slash], node.Text[(slash + 1)..]);
        return new(name.Trim(), port?.Trim(), JsonPlace.Of(node));
    }
}
