namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads the nodes of a pipeline, and the operators and scripts that it defines (spec: troy B4).</summary>
internal sealed class NodeReader(PartReader parts, PipelineReader pipelines)
{
    private const string WithHint = "give it where the definition is created";

    private static readonly string[] s_types = ["stream", "operator", "script", "pipeline", "route"];
    private static readonly string[] s_references = ["operator", "script", "pipeline"];
    private static readonly RecordKeys s_stream = new("type", "doc");
    private static readonly RecordKeys s_operator = new("type", "kind", "doc", "args", "with", "config") { Required = ["kind"] };
    private static readonly RecordKeys s_script = new("type", "script", "ports", "state", "doc", "args", "with") { Required = ["script"] };
    private static readonly string[] s_windowTypes = ["tumbling", "sliding"];
    private static readonly string[] s_windowSettings = ["size", "interval", "max_groups", "at_end"];
    private static readonly RecordKeys s_window = new(["type", "doc", .. s_windowSettings, "state", "script", "tick"]);
    private static readonly RecordKeys s_operatorDefinition = s_operator.Without("with", WithHint);
    private static readonly RecordKeys s_scriptDefinition = s_script.Without("with", WithHint);

    public OperatorDefinition ReadOperator(DocumentMember member) => ReadOperator(member, parts.ReadKey(member, isFree: true), s_operatorDefinition);

    public ScriptDefinition ReadScript(DocumentMember member) => ReadScript(member, parts.ReadKey(member, isFree: true), s_scriptDefinition);

    /// <summary>An entry of <c>windows</c>.</summary>
    public WindowDefinition ReadWindow(DocumentMember member)
    {
        var name = parts.ReadKey(member);
        var node = member.Value;
        var place = JsonPlace.Of(node);
        if (!parts.Shapes.IsRecord(node, s_window)) return new(name, WindowKind.Tumbling, place) { IsWhole = false };
        var isSliding = node["type"] is { } type && parts.Shapes.IsOneOf(type, s_windowTypes) && type.Text == "sliding";
        var tick = node["tick"] is { } section ? parts.Texts.Read(section) : null;
        var script = node["script"] is { } main ? parts.Texts.Read(main) : null;
        return new(name, isSliding ? WindowKind.Sliding : WindowKind.Tumbling, place)
        {
            Doc = parts.ReadDoc(node),
            Settings = [.. node.Members.Where(static m => s_windowSettings.Contains(m.Name)).Select(parts.Settings.ReadField)],
            State = node["state"] is { } state ? parts.Settings.Read(state) : null,
            Tick = tick is null ? null : new(new("tick", tick.Place), tick),
            Script = script,
            IsWhole = (tick is null) == (node["tick"] is null) && (script is null) == (node["script"] is null),
        };
    }

    /// <summary>An entry of <c>nodes</c>.</summary>
    /// <param name="routes">Gets those that are written as routes.</param>
    public Creation Read(DocumentMember member, List<RouteNode> routes)
    {
        var name = parts.ReadKey(member);
        var node = member.Value;
        var unreadable = new Creation(null, name, JsonPlace.Of(node));
        if (!parts.Shapes.IsMap(node)) return unreadable;
        if (node["type"]?.Text == "route" && node["from"] is null) return new RouteReader(parts).Read(member, unreadable, routes);
        var kind = ReadType(node);
        if (node["from"] is not null) return new CreationReader(parts).ReadReference(unreadable with { Kind = kind }, node);
        var creation = unreadable with { Kind = kind };
        if (kind is not (null or CreationKind.Stream)) creation = creation with { With = parts.Settings.ReadFields(node["with"]) };
        switch (kind)
        {
            case CreationKind.Operator:
                return creation with { Definition = ReadOperator(member, name, s_operator) };
            case CreationKind.Script:
                return creation with { Definition = ReadScript(member, name, s_script) };
            case CreationKind.Pipeline:
                return creation with { Definition = pipelines.ReadInline(member, name) };
            case CreationKind.Stream:
                parts.Shapes.IsRecord(node, s_stream);
                return creation with { Doc = parts.ReadDoc(node) };
            default:
                return creation;
        }
    }

    private CreationKind? ReadType(DocumentNode node)
    {
        if (node["type"] is not { } type)
        {
            // What else it may have depends on the type, so that nothing more is checked.
            parts.Shapes.CheckRequired(node, "type");
            foreach (var member in node.Members)
                if (Shapes.IsMeant(member, "type")) parts.Shapes.ReportUnknown(member, ["type"]);
            return null;
        }

        var isReference = node["from"] is not null;
        if (!parts.Shapes.IsOneOf(type, isReference && type.Text is "stream" or "route" ? s_references : s_types)) return null;
        return type.Text switch
        {
            "stream" => CreationKind.Stream,
            "operator" => CreationKind.Operator,
            "script" => CreationKind.Script,
            _ => CreationKind.Pipeline,
        };
    }

    private OperatorDefinition ReadOperator(DocumentMember member, Name name, RecordKeys keys)
    {
        var node = member.Value;
        var place = JsonPlace.Of(node);
        if (!parts.Shapes.IsRecord(node, keys)) return new(name, null, place) { IsWhole = false };
        parts.Shapes.CheckType(node, "operator");
        var kind = parts.ReadReference(node["kind"]);
        return new(name, kind, place)
        {
            Doc = parts.ReadDoc(node),
            Parameters = parts.ReadParameters(node["args"]),
            Config = ReadConfig(node),
            IsWhole = kind is not null,
        };
    }

    private Setting? ReadConfig(DocumentNode node)
    {
        if (node["config"] is { } config) return parts.Settings.Read(config);
        return Shapes.IsMisspelt(node, "config") ? new UnreadableSetting(JsonPlace.Of(node)) : null;
    }

    private ScriptDefinition ReadScript(DocumentMember member, Name name, RecordKeys keys)
    {
        var node = member.Value;
        var place = JsonPlace.Of(node);
        if (!parts.Shapes.IsRecord(node, keys)) return new(name, null, place) { IsWhole = false };
        parts.Shapes.CheckType(node, "script");
        var main = node["script"] is { } script ? parts.Texts.Read(script) : null;
        var ports = parts.Members(node["ports"]);
        ScriptSection[] sections = [.. ports.Select(ReadSection).OfType<ScriptSection>()];
        return new(name, main, place)
        {
            Doc = parts.ReadDoc(node),
            Parameters = parts.ReadParameters(node["args"]),
            State = node["state"] is { } state ? parts.Settings.Read(state) : null,
            Ports = [.. sections],
            IsWhole = main is not null && sections.Length == ports.Count,
        };
    }

    private ScriptSection? ReadSection(DocumentMember member) =>
        parts.Texts.Read(member.Value) is { } script ? new(parts.ReadKey(member, isFree: true), script) : null;
}
