namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Reads connections: <c>"connector/a/port -> pipeline/b/port"</c>, longer chains of the same, or <c>{"from", "to"}</c> (spec: troy B2).
/// Whether an end exists is a matter of meaning, which knows the names that could be meant.
/// </summary>
internal sealed class ConnectionReader(PartReader parts)
{
    private const string Arrow = "->";

    private const string Chain = "\"connector/a -> pipeline/b -> connector/c\"";

    private static readonly RecordKeys s_connection = new("from", "to") { Required = ["from", "to"] };

    /// <summary>An item of <c>connect</c>; null where it is no connection, which is reported.</summary>
    public Connection? Read(DocumentNode node)
    {
        if (node.Text is not null) return new(ReadChain(node), JsonPlace.Of(node));
        if (!node.IsRecord)
        {
            parts.Shapes.Expected("a string or a record", node, node.IsList ? ChainOf(node) : Chain);
            return null;
        }

        parts.Shapes.IsRecord(node, s_connection);
        var from = node["from"] is { } source && parts.Shapes.IsString(source) ? ReadEnd(source.Text!, JsonPlace.Of(source)) : null;
        var to = node["to"] is { } target && parts.Shapes.IsString(target) ? ReadEnd(target.Text!, JsonPlace.Of(target)) : null;
        return from is not null && to is not null ? new([from, to], JsonPlace.Of(node)) : null;
    }

    /// <summary>The chain that was meant by a list of its ends, as the links of a pipeline are written.</summary>
    private static string ChainOf(DocumentNode list)
    {
        const int longest = 200;
        var ends = list.Items.Select(static i => i.Text ?? "").ToList();
        if (ends.Count < 2 || ends.Contains("")) return Chain;
        for (var i = 0; i < ends.Count; i++)
            if (!ends[i].Contains('/')) ends[i] = (i == 0 || i == ends.Count - 1 ? "connector/" : "pipeline/") + ends[i];
        var chain = string.Join($" {Arrow} ", ends);
        return chain.Length <= longest ? $"write it as one text: \"{chain}\"" : Chain;
    }

    private static Parts<ConnectionEnd> ReadChain(DocumentNode node)
    {
        var written = node.Text!.Split(Arrow);
        if (written.Length == 1) return [ReadEnd(node.Text, JsonPlace.Of(node))];
        var ends = new ConnectionEnd[written.Length];
        var at = 0;
        for (var i = 0; i < written.Length; i++)
        {
            var begin = at + (written[i].Length - written[i].TrimStart().Length);
            ends[i] = ReadEnd(written[i], JsonPlace.Within(node, begin, written[i].Trim().Length));
            at += written[i].Length + Arrow.Length;
        }

        return [.. ends];
    }

    private static ConnectionEnd ReadEnd(string written, Place place)
    {
        var steps = written.Trim().Split('/');
        ConnectionEndKind? kind = steps[0] switch
        {
            "connector" => ConnectionEndKind.Connector,
            "pipeline" => ConnectionEndKind.Pipeline,
            _ => null,
        };
        return kind is not null && steps.Length is 2 or 3 && Array.TrueForAll(steps, static s => s.Length > 0)
            ? new(written.Trim(), kind, steps[1], steps.Length == 3 ? steps[2] : null, place)
            : new(written.Trim(), null, "", null, place);
    }
}
