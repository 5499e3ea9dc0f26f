namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Reads connectors (spec: troy A5, troy B4). What a setting holds is a matter of its meaning: it may be computed, and what it may be
/// depends on the kind.
/// </summary>
internal sealed class ConnectorReader(PartReader parts)
{
    private static readonly string[] s_settings = ["config", "codec", "preprocessors", "postprocessors", "metrics_interval_s", "reconnect"];
    private static readonly RecordKeys s_component = new("name", "config");
    private static readonly RecordKeys s_inline = new(["kind", "doc", "args", "with", .. s_settings]) { Required = ["kind"] };
    private static readonly RecordKeys s_definition = s_inline.Without("with", "give it where the definition is created");

    /// <summary>A definition in <c>define</c>.</summary>
    public ConnectorDefinition ReadDefinition(DocumentMember member) => Read(member, parts.ReadKey(member, isFree: true), s_definition);

    /// <summary>An entry of <c>connectors</c>.</summary>
    public Creation ReadEntry(DocumentMember member) =>
        new CreationReader(parts).Read(member, CreationKind.Connector, name => Read(member, name, s_inline));

    private ConnectorDefinition Read(DocumentMember member, Name name, RecordKeys keys)
    {
        var node = member.Value;
        var place = JsonPlace.Of(node);
        if (!parts.Shapes.IsRecord(node, keys)) return new(name, null, place) { IsWhole = false };
        var kind = parts.ReadReference(node["kind"]);
        return new(name, kind, place)
        {
            Doc = parts.ReadDoc(node),
            Parameters = parts.ReadParameters(node["args"]),
            Settings = [.. node.Members.Select(ReadSetting).OfType<Field>()],
            IsWhole = kind is not null,
        };
    }

    /// <summary>The keys of what is written as a record and is no directive.</summary>
    private void CheckSetting(string name, DocumentNode value)
    {
        if (name is "preprocessors" or "postprocessors")
        {
            foreach (var item in value.Items) CheckSetting("codec", item);
        }
        else if (value.IsRecord && !SettingReader.IsDirective(value))
        {
            if (name == "codec") parts.Shapes.IsRecord(value, s_component);
            if (name == "reconnect") parts.Shapes.CheckRequired(value, "retry");
        }
    }

    private Field? ReadSetting(DocumentMember member)
    {
        if (s_settings.Contains(member.Name))
        {
            CheckSetting(member.Name, member.Value);
            return parts.Settings.ReadField(member);
        }

        // A misspelt key, which is reported: what it was meant to be is given, though not known.
        var meant = member.Siblings.Count <= 2 * s_inline.All.Count && !s_inline.All.Contains(member.Name) ? Diagnostics.NearestName.Find(member.Name, s_settings) : null;
        if (meant is null || member.Siblings.Exists(m => m.Name == meant)) return null;
        return new(new(meant, JsonPlace.Of(member)), new UnreadableSetting(JsonPlace.Of(member.Value)));
    }
}
