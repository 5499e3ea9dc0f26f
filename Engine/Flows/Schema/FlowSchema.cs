using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json.Schema;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Flows.Schema;

/// <summary>
/// The JSON Schema (draft 2020-12) of flow definitions: the fixed part (<c>flow.schema.json</c> beside this file; spec: troy B3) and the
/// components of a registry.
/// </summary>
/// <remarks>
/// Alternatives are decided by something visible (<c>if</c> the key <c>from</c> is there, ...), never by trying: so each mistake has one
/// error, here and in an editor.
/// </remarks>
public sealed class FlowSchema
{
    private static readonly ConcurrentDictionary<ComponentRegistry, FlowSchema> s_schemas = new();
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly Lazy<JsonObject> _root;
    private readonly Lazy<Task<JSchema>> _compiled;

    private FlowSchema(ComponentRegistry registry)
    {
        _root = new(() => Assemble(registry, withDescriptions: true));
        _compiled = new(() => Task.Run(() => JSchema.Parse(Assemble(registry, withDescriptions: false).ToJsonString())));
    }

    /// <summary>The schema as JSON.</summary>
    internal JsonObject Root => _root.Value;

    /// <summary>
    /// The schema for the validator, compiled on first use, once a process and registry; aside, because it takes as long as all the rest of
    /// a first load.
    /// </summary>
    internal Task<JSchema> CompileAsync() => _compiled.Value;

    /// <summary>The schema for these components.</summary>
    public static FlowSchema For(ComponentRegistry registry) => s_schemas.GetOrAdd(registry, static r => new(r));

    /// <summary>Writes it indented, for editors.</summary>
    public void Write(TextWriter output)
    {
        output.Write(Root.ToJsonString(s_layout));
        output.Write('\n');
    }

    private static JsonObject Assemble(ComponentRegistry registry, bool withDescriptions)
    {
        using var stream = typeof(FlowSchema).Assembly.GetManifestResourceStream("flow.schema.json")!;
        var root = JsonNode.Parse(stream)!.AsObject();
        var definitions = root["$defs"]!.AsObject();
        Choose(definitions["Connector"]!.AsObject(), "kind", registry, ComponentKind.Connector, definitions, withDescriptions);
        definitions["Connector"]!["properties"]!["kind"]!["enum"] = Names(registry, ComponentKind.Connector);
        Choose(definitions["Operator"]!.AsObject(), "kind", registry, ComponentKind.Operator, definitions, withDescriptions);
        definitions["Operator"]!["properties"]!["kind"]!["enum"] = Names(registry, ComponentKind.Operator);
        foreach (var kind in new[] { ComponentKind.Codec, ComponentKind.Preprocessor, ComponentKind.Postprocessor })
        {
            var named = definitions["Named"]!.DeepClone().AsObject();
            named["else"]!["then"]!["enum"] = Names(registry, kind);
            var record = named["else"]!["else"]!.AsObject();
            record["properties"]!["name"] = ConfigSchema.OrDirective(new() { ["enum"] = Names(registry, kind) });
            Choose(record, "name", registry, kind, definitions, withDescriptions);
            definitions[kind.ToString()] = named;
        }

        definitions.Remove("Named");
        return root;
    }

    private static JsonArray Names(ComponentRegistry registry, ComponentKind kind) => [.. registry.Names(kind).Select(static n => (JsonNode)n)];

    /// <summary>Ties <c>config</c>, and what else depends on it, to the component that <paramref name="key"/> names.</summary>
    private static void Choose(JsonObject owner, string key, ComponentRegistry registry, ComponentKind kind, JsonObject definitions, bool withDescriptions)
    {
        var rules = new JsonArray();
        foreach (var component in registry.All.Where(c => c.Kind == kind))
        {
            var then = new JsonObject { ["properties"] = new JsonObject() };
            if (withDescriptions && DocumentationReader.Summary(component.Implementation) is { } summary) then["properties"]![key] = new JsonObject { ["description"] = summary };
            if (component.ConfigType is not null)
            {
                var name = $"{ComponentRegistry.Describe(kind)}.{component.Name}";
                definitions[name] = new ConfigSchema(withDescriptions).Of(ConfigShape.Of(component.ConfigType));
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
        if (connector.Codec == CodecUse.Structured) then["properties"]!["codec"] = false;
        else if (connector.Codec == CodecUse.Required) then["required"] = new JsonArray([.. then["required"]?.AsArray().Select(static n => n!.DeepClone()) ?? [], "codec"]);
    }
}
