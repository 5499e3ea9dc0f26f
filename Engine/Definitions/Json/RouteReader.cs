using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads nodes of the type <c>route</c> and says in what else the format has what they mean (spec: extensions 5.1).</summary>
internal sealed class RouteReader(PartReader parts)
{
    private static readonly RecordKeys s_first = new("type", "routes", "default", "mode", "args", "with", "doc") { Required = ["routes"] };
    private static readonly RecordKeys s_all = s_first.Without("args", "in mode \"all\" its conditions see the arguments of the pipeline").Without("with", "in mode \"all\" its conditions see the arguments of the pipeline");
    private static readonly string[] s_modes = ["first", "all"];

    /// <summary>A script, or a stream where an event may leave by several ports: the links from there are lowered too.</summary>
    /// <param name="routes">Gets the node.</param>
    public Creation Read(DocumentMember member, Creation creation, List<RouteNode> routes)
    {
        var node = member.Value;
        var mode = node["mode"] is { } given && parts.Shapes.IsOneOf(given, s_modes) ? given.Text : "first";
        var sendsToAll = mode == "all";
        parts.Shapes.IsRecord(node, sendsToAll ? s_all : s_first);
        (Name Port, WrittenText? Condition)[] conditions = [.. parts.Members(node["routes"]).Select(ReadRoute)];
        if (node["routes"] is { IsRecord: true, Members.Count: 0 } empty) parts.Shapes.Wrong(empty, "expected at least one member but found none");
        var (isKnown, otherwise) = ReadDefault(node["default"]);
        var isWhole = conditions.Length > 0 && isKnown && Array.TrueForAll(conditions, static c => c.Condition is not null);
        var route = new RouteNode(creation.Name, [.. conditions.Where(static c => c.Condition is not null).Select(static c => (c.Port, c.Condition!))], otherwise, sendsToAll);
        if (isWhole) routes.Add(route);
        WarnOfUnreached(route);
        if (sendsToAll) return creation with { Kind = CreationKind.Stream, Doc = parts.ReadDoc(node) };
        var place = JsonPlace.Of(node);
        return creation with
        {
            Kind = CreationKind.Script,
            With = parts.Settings.ReadFields(node["with"]),
            Definition = new ScriptDefinition(creation.Name, isWhole ? route.Script() : null, place) { Doc = parts.ReadDoc(node), Parameters = parts.ReadParameters(node["args"]), IsWhole = isWhole },
        };
    }

    /// <summary>Links from ports of routes: to ports that are there, and with the conditions in them where no script decides.</summary>
    public Parts<Link> Lower(Parts<Link> links, IReadOnlyList<RouteNode> routes)
    {
        if (routes.Count == 0) return links;
        var lowered = new List<Link>();
        foreach (var link in links)
        {
            if (link is SelectLink select) lowered.Add(Lower(select, routes));
            else Lower((ChainLink)link, routes, lowered);
        }

        return [.. lowered];
    }

    private (Name, WrittenText?) ReadRoute(DocumentMember member)
    {
        var port = parts.ReadKey(member);
        CheckPort(port.Text, port.Place);
        var node = member.Value;
        if (node.Kind is ValueKind.String or ValueKind.Array or ValueKind.Bool) return (port, parts.Texts.ReadExpression(node) as WrittenText);
        parts.Shapes.Expected("an expression, as a string, a list of lines, true or false", node, node["file"] is null ? null : "a file holds a whole script: write a node of the type \"script\"");
        return (port, null);
    }

    private (bool IsKnown, string? Port) ReadDefault(DocumentNode? node)
    {
        if (node is null) return (true, "out");
        if (node.Kind == ValueKind.Null) return (true, null);
        if (parts.ReadName(node) is not { } port) return (false, null);
        CheckPort(port.Text, port.Place);
        return (true, port.Text);
    }

    private void CheckPort(string port, Place place)
    {
        if (port.ToLowerInvariant() is "in") parts.Shapes.Findings.Error(place, DefinitionErrorKind.ReservedPort, "no event leaves by the port `in`", "give the route another name");
        else if (port.ToLowerInvariant() is "err") parts.Shapes.Findings.Error(place, DefinitionErrorKind.ReservedPort, "the port `err` is for events at which a condition fails", "give the route another name");
    }

    private void WarnOfUnreached(RouteNode route)
    {
        if (route.SendsToAll) return;
        var always = route.Routes.Index().FirstOrDefault(static r => r.Item.Condition.Source.Text.Trim() == "true", (Index: route.Routes.Count, Item: default));
        foreach (var (port, _) in route.Routes.Skip(always.Index + 1))
            parts.Shapes.Findings.Warning(port.Place, $"the route `{port}` is never reached: `{always.Item.Port}` in front of it is always true", "move it in front");
    }

    private Link Lower(SelectLink link, IReadOnlyList<RouteNode> routes)
    {
        if (Find(link.From, routes) is not { } route) return link;
        var isPort = IsPort(route, link.From);
        if (!route.SendsToAll) return link;
        // One mistake, one error: a stream has no such port either.
        if (!isPort) return link with { From = link.From with { Port = null } };
        if (link.Where is TextFile file)
        {
            parts.Shapes.Findings.Error(file.Place, DefinitionErrorKind.WrongValue, "a link from a route in mode \"all\" cannot have its condition in a file", "write the condition here");
            return link with { From = link.From with { Port = null }, Where = null };
        }

        var port = link.From.Port ?? "out";
        return link with { From = link.From with { Port = null }, Where = route.Where(port, (WrittenText?)link.Where, link.From.Place) };
    }

    private void Lower(ChainLink chain, IReadOnlyList<RouteNode> routes, List<Link> lowered)
    {
        var ends = chain.Endpoints;
        var begin = 0;
        for (var i = 0; i + 1 < ends.Count; i++)
        {
            if (Find(ends[i], routes) is not { } route) continue;
            var isPort = IsPort(route, ends[i]);
            if (!route.SendsToAll) continue;
            if (i > begin) lowered.Add(new ChainLink([.. ends.Take(i + 1).Skip(begin)], chain.Place));
            lowered.Add(new SelectLink(ends[i] with { Port = null }, ends[i + 1], chain.Place) { Where = isPort ? route.Where(ends[i].Port ?? "out", null, ends[i].Place) : null });
            begin = i + 1;
        }

        if (begin == 0) lowered.Add(chain);
        else if (begin + 1 < ends.Count) lowered.Add(new ChainLink([.. ends.Skip(begin)], chain.Place));
    }

    private static RouteNode? Find(Endpoint from, IReadOnlyList<RouteNode> routes) => routes.FirstOrDefault(r => r.Name.Text == from.Node);

    /// <summary>Whether a route has the port that is read; that it has not is reported.</summary>
    private bool IsPort(RouteNode route, Endpoint from)
    {
        var port = from.Port ?? "out";
        if (route.Ports.Contains(port, StringComparer.OrdinalIgnoreCase)) return true;
        var (message, hint) = port.Equals("err", StringComparison.OrdinalIgnoreCase)
            ? ($"the route `{route.Name}` in mode \"all\" has no port `err`: an event at which a condition fails ends there", "in mode \"first\" it leaves by `err`")
            : ($"the route `{route.Name}` has no port `{port}`", NearestName.Hint(port, [.. route.Ports], "ports"));
        parts.Shapes.Findings.Error(from.Place, DefinitionErrorKind.QueryStreamNotDefined, message, hint);
        return false;
    }
}
