using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// The JSON Schema (draft 2020-12) of flow definitions, for editors: the fixed part (<c>flow.schema.json</c> beside this file; spec: troy B3) and
/// the components of a registry. The program does not check with it: <see cref="DefinitionReader"/> and the binding of configurations accept and
/// refuse the same documents.
/// </summary>
/// <remarks>
/// Alternatives are decided by something visible (<c>if</c> the key <c>from</c> is there, ...), never by trying: so each mistake has one
/// error, here and in an editor.
/// </remarks>
public sealed class FlowSchema
{
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private FlowSchema(JsonObject root) => Root = root;

    /// <summary>The schema as JSON.</summary>
    internal JsonObject Root { get; }

    /// <summary>The schema for these components.</summary>
    public static FlowSchema For(ComponentRegistry registry) => new(Assemble(registry));

    /// <summary>The schema of files of flow tests, as JSON (spec: extensions 4.6).</summary>
    public static string OfTests()
    {
        using var reader = new StreamReader(typeof(FlowSchema).Assembly.GetManifestResourceStream("test.schema.json")!);
        return reader.ReadToEnd();
    }

    /// <summary>Writes it indented, for editors.</summary>
    public void Write(TextWriter output)
    {
        output.Write(Root.ToJsonString(s_layout));
        output.Write('\n');
    }

    private static JsonObject Assemble(ComponentRegistry registry)
    {
        var root = FixedPart();
        var definitions = root["$defs"]!.AsObject();
        Choose(definitions["Connector"]!.AsObject(), "kind", registry, ComponentKind.Connector, definitions);
        definitions["Connector"]!["properties"]!["kind"]!["enum"] = Names(registry, ComponentKind.Connector);
        Choose(definitions["Operator"]!.AsObject(), "kind", registry, ComponentKind.Operator, definitions);
        definitions["Operator"]!["properties"]!["kind"]!["enum"] = Names(registry, ComponentKind.Operator);
        foreach (var kind in new[] { ComponentKind.Codec, ComponentKind.Preprocessor, ComponentKind.Postprocessor })
        {
            var named = definitions["Named"]!.DeepClone().AsObject();
            named["else"]!["then"]!["enum"] = Names(registry, kind);
            var record = named["else"]!["else"]!.AsObject();
            record["properties"]!["name"] = ConfigSchema.OrDirective(new() { ["enum"] = Names(registry, kind) });
            Choose(record, "name", registry, kind, definitions);
            definitions[kind.ToString()] = named;
        }

        definitions.Remove("Named");
        return root;
    }

    internal static JsonObject FixedPart()
    {
        using var stream = typeof(FlowSchema).Assembly.GetManifestResourceStream("flow.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static JsonArray Names(ComponentRegistry registry, ComponentKind kind) => [.. registry.Names(kind).Select(static n => (JsonNode)n)];

    /// <summary>Ties <c>config</c>, and what else depends on it, to the component that <paramref name="key"/> names.</summary>
    private static void Choose(JsonObject owner, string key, ComponentRegistry registry, ComponentKind kind, JsonObject definitions)
    {
        var rules = new JsonArray();
        foreach (var component in registry.All.Where(c => c.Kind == kind))
        {
            var then = new JsonObject { ["properties"] = new JsonObject() };
            if (DocumentationReader.Summary(component.Implementation) is { } summary) then["properties"]![key] = new JsonObject { ["description"] = summary };
            if (component.ConfigType is not null)
            {
                var name = $"{ComponentRegistry.Describe(kind)}.{component.Name}";
                definitions[name] = ConfigSchema.Of(ConfigShape.Of(component.ConfigType));
                then["properties"]!["config"] = ConfigSchema.OrDirective(ConfigSchema.Reference(name));
                if (component.RequiresConfig) then["required"] = new JsonArray("config");
            }

            if (component.Attribute is ConnectorAttribute connector) AddCodecRule(connector, then);
            if (then.Count == 1 && then["properties"]!.AsObject().Count == 0) continue;
            rules.Add(new JsonObject
            {
                ["if"] = new JsonObject { ["properties"] = new JsonObject { [key] = new JsonObject { ["const"] = component.Name } }, ["required"] = new JsonArray(key) },
                ["then"] = then,
            });
        }

        if (rules.Count > 0) owner["allOf"] = rules;
    }

    private static void AddCodecRule(ConnectorAttribute connector, JsonObject then)
    {
        if (connector.Codec == CodecUse.Structured)
        {
            then["properties"]!["codec"] = false;
            foreach (var key in (string[])["preprocessors", "postprocessors"]) then["properties"]![key] = new JsonObject { ["maxItems"] = 0 };
        }
        else if (connector.Codec == CodecUse.Required) then["required"] = new JsonArray([.. then["required"]?.AsArray().Select(static n => n!.DeepClone()) ?? [], "codec"]);
    }
}
