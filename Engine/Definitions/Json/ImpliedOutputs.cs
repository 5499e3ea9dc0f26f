namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Outputs of a pipeline that are there because links lead to them and somebody reads them (spec: extensions 5.2): they are written out. What nobody reads
/// is not implied, so that a mistyped name never becomes a port.
/// </summary>
internal static class ImpliedOutputs
{
    /// <param name="creation">Of a pipeline.</param>
    /// <param name="read">The outputs of it that somebody names.</param>
    public static Creation Of(Creation creation, IEnumerable<string> read)
    {
        if (creation.Definition is not PipelineDefinition { Outputs: null } pipeline) return creation;
        var known = pipeline.Nodes.Select(static n => n.Name.Text).Concat(pipeline.Inputs?.Select(static i => i.Text) ?? ["in"]).Concat(["out", "err"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wanted = read.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Name[] implied =
        [
            .. pipeline.Links.Select(Destination).Where(d => d is { Port: null, Node.Length: > 0 } && wanted.Contains(d.Node) && known.Add(d.Node)).Select(static d => new Name(d.Node, d.Place)),
        ];
        return implied.Length == 0 ? creation : creation with { Definition = pipeline with { Outputs = [new("out", Place.None), new("err", Place.None), .. implied] } };
    }

    /// <summary>The pipelines among the nodes of another one, of which links there read.</summary>
    public static IEnumerable<Creation> Of(IReadOnlyList<Creation> nodes, Parts<Link> links)
    {
        var read = links.SelectMany(Sources).Where(static s => s.Port is not null).ToLookup(static s => s.Node, static s => s.Port!);
        return nodes.Select(n => Of(n, read[n.Name.Text]));
    }

    /// <summary>Where a link leads: only there a pipeline can end.</summary>
    private static Endpoint Destination(Link link) => link is SelectLink select ? select.Into : ((ChainLink)link).Endpoints[^1];

    private static IEnumerable<Endpoint> Sources(Link link) => link is SelectLink select ? [select.From] : ((ChainLink)link).Endpoints.SkipLast(1);
}
