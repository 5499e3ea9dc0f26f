namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Reads connections: <c>"connector/a/port -> pipeline/b/port"</c>, longer chains of the same, or <c>{"from", "to"}</c> (spec: troy B2).
/// Whether an end exists is a matter of meaning, which knows the names that could be meant.
/// </summary>
internal sealed class ConnectionReader(PartReader parts)
{
    private const string Arrow = "->";

    private static readonly RecordKeys s_connection = new("from", "to") { Required = ["from", "to"] };

    /// <summary>An item of <c>connect</c>; null where it is no connection, which is reported.</summary>
    public Connection? Read(DocumentNode node)
    {
        if (node.Text is not null) return new(ReadChain(node), JsonPlace.Of(node));
        if (!node.IsRecord)
        {
            parts.Shapes.Expected("a string or a record", node, "\"connector/a -> pipeline/b -> connector/c\"");
            return null;
        }

        parts.Shapes.IsRecord(node, s_connection);
        var from = node["from"] is { } source && parts.Shapes.IsString(source) ? ReadEnd(source.Text!, JsonPlace.Of(source)) : null;
        var to = node["to"] is { } target && parts.Shapes.IsString(target) ? ReadEnd(target.Text!, JsonPlace.Of(target)) : null;
        return from is not null && to is not null ? new([from, to], JsonPlace.Of(node)) : null;
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
