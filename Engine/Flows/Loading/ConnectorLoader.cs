using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A connector of a flow and what a link may do with it.</summary>
/// <param name="Plan">Null when something is wrong with it.</param>
/// <param name="Inputs">Ports that can be written to; null when unknown.</param>
internal sealed record LoadedConnector(DocumentMember Place, ConnectorPlan? Plan, bool HasSource, bool HasSink, IReadOnlyList<string>? Inputs)
{
    /// <summary>The file that it works on; null where it has none.</summary>
    public IConnectorFile? File { get; init; }
}

/// <summary>Turns the definition of a connector and its arguments into a plan (spec: troy A5, runtime 6).</summary>
internal sealed class ConnectorLoader(LoadContext context, string flow, DefinitionFindings findings)
{
    private const string DefaultCodec = "json";

    private static readonly string[] s_settings = ["codec", "config", "preprocessors", "postprocessors", "reconnect", "metrics_interval_s"];

    /// <param name="alias">Where it is created.</param>
    /// <param name="definition">The definition, inline or elsewhere.</param>
    /// <param name="settings">What its settings may refer to.</param>
    public LoadedConnector Load(DocumentMember alias, DocumentNode definition, Scope settings)
    {
        var unknown = new LoadedConnector(alias, null, true, true, null);
        if (definition["kind"] is not { Text: { } kind } place)
        {
            context.SkipMalformed(definition);
            return unknown;
        }

        if (!context.Registry.TryGetConnector(kind, out var connector) || !IsEnabled(connector))
        {
            findings.Error(place, "UnknownConnector", $"Unknown connector type {kind}", HintFor(connector, kind));
            return unknown;
        }

        var attribute = (ConnectorAttribute)connector.Attribute;
        var before = findings.ErrorCount;
        var binder = new ComponentLoader(context, settings, findings);
        var config = LoadConfig(binder, connector, definition, alias, out var given);
        var codec = LoadCodec(binder, attribute, definition, alias);
        var preprocessors = LoadProcessors<IPreprocessor>(binder, ComponentKind.Preprocessor, attribute, definition, alias);
        var postprocessors = LoadProcessors<IPostprocessor>(binder, ComponentKind.Postprocessor, attribute, definition, alias);
        var reconnect = LoadReconnect(binder, definition["reconnect"], alias);
        var metrics = LoadMetricsInterval(definition["metrics_interval_s"], settings, alias);
        var roles = config as IConnectorRoles;
        var loaded = new LoadedConnector(alias, null, roles?.HasSource ?? attribute.HasSource, roles?.HasSink ?? attribute.HasSink, attribute.Inputs) { File = config as IConnectorFile };
        if (findings.ErrorCount > before) return config is null && connector.ConfigType is not null ? loaded with { HasSource = true, HasSink = true } : loaded;
        return loaded with
        {
            Plan = new()
            {
                Alias = alias.Name,
                Kind = kind,
                Config = given,
                Create = c => (IConnector)connector.Create(config, c),
                Codec = codec,
                Preprocessors = preprocessors,
                Postprocessors = postprocessors,
                Reconnect = reconnect,
                MetricsInterval = metrics,
                Place = alias.Place,
            },
        };
    }

    private bool IsEnabled(ComponentDescriptor connector) => context.Options.EnableDebugConnectors || connector.Attribute is ConnectorAttribute { Debug: false };

    private string? HintFor(ComponentDescriptor? disabled, string kind)
    {
        if (disabled is not null) return $"\"{kind}\" is a debug connector: enable those with --debug-connectors";
        var enabled = context.Registry.All.Where(c => c.Kind == ComponentKind.Connector && IsEnabled(c)).Select(static c => c.Name).ToList();
        return NearestName.Hint(kind, enabled, "connectors");
    }

    private object? LoadConfig(ComponentLoader binder, ComponentDescriptor connector, DocumentNode definition, DocumentMember alias, out Value? given)
    {
        given = null;
        if (definition["config"] is { } config) return binder.BindConfig(connector, config, out given);
        if (connector.RequiresConfig)
        {
            if (!MisspellsSetting(definition, "config")) findings.Error(alias, "MissingConfig", $"{Name(alias)} Missing Configuration", HintForConfig(connector));
            return null;
        }

        return connector.BindConfig(null, []);
    }

    private static string? HintForConfig(ComponentDescriptor connector)
    {
        var required = ConfigShape.Of(connector.ConfigType!).Properties.Where(static p => p.IsRequired).Select(static p => $"\"{p.Key}\": ...").ToList();
        return required.Count == 0 ? "add \"config\": {}" : $"add \"config\": {{{string.Join(", ", required)}}}";
    }

    private ComponentPlan<ICodec>? LoadCodec(ComponentLoader binder, ConnectorAttribute connector, DocumentNode definition, DocumentMember alias)
    {
        var codec = definition.Member("codec");
        if (connector.Codec == CodecUse.Structured)
        {
            if (codec is not null)
                findings.Error(codec, "CodecForbidden", $"{Name(alias)} is a structured connector and can't be configured with a codec", "remove the codec");
            return null;
        }

        if (codec is not null)
        {
            return binder.LoadNamed(ComponentKind.Codec, codec.Value, WrongType(alias, "codec", "Object"))?.ToPlan<ICodec>();
        }

        if (connector.Codec == CodecUse.Required)
        {
            if (!MisspellsSetting(definition, "codec")) findings.Error(alias, "CodecMissing", $"{Name(alias)} is missing a codec", "add \"codec\": \"json\", or another one");
            return null;
        }

        if (context.Registry.TryGetCodec(DefaultCodec, out var json)) return new(DefaultCodec, null, () => (ICodec)json.Create(json.BindConfig(null, [])));
        findings.Error(alias, "UnknownCodec", $"Codec \"{DefaultCodec}\" not found.");
        return null;
    }

    private List<ComponentPlan<T>> LoadProcessors<T>(ComponentLoader binder, ComponentKind kind, ConnectorAttribute connector, DocumentNode definition, DocumentMember alias)
    {
        var key = ComponentRegistry.Describe(kind) + "s";
        if (definition.Member(key) is not { } list) return [];
        if (connector.Codec == CodecUse.Structured)
            findings.Warning(list, $"{key} have no effect: {Name(alias)} is a structured connector");
        var loaded = binder.LoadList(kind, list.Value, WrongType(alias, key, "Array"));
        return [.. loaded.Select(static c => c.ToPlan<T>())];
    }

    private ReconnectPlan LoadReconnect(ComponentLoader binder, DocumentNode? node, DocumentMember alias)
    {
        if (node is null or { Text: "none" }) return ReconnectPlan.None;
        if (!node.IsRecord)
        {
            findings.Error(node, "WrongType", WrongType(alias, "reconnect", "Object")(node.ToValue()), "\"none\" or {\"retry\": {\"interval_ms\": ...}}");
            return ReconnectPlan.None;
        }

        if (ValueEvaluator.IsDirective(node) || node["retry"] is null)
        {
            var strategy = binder.Bind<Reconnect>(node);
            return strategy?.Retry is null ? ReconnectPlan.None : PlanFor(strategy.Retry);
        }

        foreach (var other in node.Members.Where(static m => m.Name != "retry"))
            findings.Error(other, "UnknownKey", $"unknown key \"{other.Name}\"", "a connector has one reconnect strategy");
        return binder.Bind<Retry>(node["retry"]!) is { } retry ? PlanFor(retry) : ReconnectPlan.None;
    }

    private static ReconnectPlan PlanFor(Retry retry) => new(new RetryPlan(retry.IntervalMs, retry.GrowthRate, retry.MaxRetries, retry.Randomized));

    private TimeSpan? LoadMetricsInterval(DocumentNode? node, Scope settings, DocumentMember alias)
    {
        if (node is null) return null;
        var interval = context.Values.Evaluate(node, settings, findings);
        if (!interval.IsKnown) return null;
        if (interval.Value.TryGetInt64(out var seconds) && seconds is >= 0 and <= int.MaxValue) return TimeSpan.FromSeconds(seconds);
        if (interval.Value.Kind == ValueKind.Integer) findings.Error(node, "OutOfRange", $"expected a number of seconds from 0 to {int.MaxValue} but found {interval.Value}");
        else findings.Error(node, "WrongType", WrongType(alias, "metrics_interval_s", "I64")(interval.Value), "a number of seconds, 0 or more");
        return null;
    }

    private string Name(DocumentMember alias) => $"{flow}::{alias.Name}";

    private Func<Value, string> WrongType(DocumentMember alias, string key, string expected) =>
        found => $"[{Name(alias)}] Invalid definition: Expected type {expected} for key {key} but got {ComponentLoader.TypeName(found)}";

    /// <summary>Whether the definition has a key that was probably meant to be this one, so that its absence is no error of its own.</summary>
    private static bool MisspellsSetting(DocumentNode definition, string setting) =>
        definition.Members.Exists(m => !s_settings.Contains(m.Name) && NearestName.Find(m.Name, s_settings) == setting);

    /// <summary>The strategies of <c>reconnect</c>, for a value that is computed.</summary>
    private sealed record Reconnect
    {
        public Retry? Retry { get; init; }

        /// <summary>Never to try again, spelt as a record.</summary>
        public Value None { get; init; }
    }

    /// <summary>Tries again and again, with growing pauses.</summary>
    internal sealed record Retry
    {
        /// <summary>Milliseconds before the first attempt.</summary>
        public required ulong IntervalMs { get; init; }

        /// <summary>By what each pause is longer than the one before.</summary>
        [Range(0, double.MaxValue)]
        public double GrowthRate { get; init; } = 1.5;

        /// <summary>Attempts before giving up; no limit when left out.</summary>
        public ulong? MaxRetries { get; init; }

        /// <summary>Whether a pause is drawn at random between the one before and the grown one.</summary>
        public bool Randomized { get; init; } = true;
    }
}
