using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A connector of a flow and what a link may do with it.</summary>
/// <param name="Plan">Null when something is wrong with it.</param>
/// <param name="Inputs">Ports that can be written to; null when unknown.</param>
internal sealed record ResolvedConnector(Name Alias, ConnectorPlan? Plan, bool HasSource, bool HasSink, IReadOnlyList<string>? Inputs)
{
    /// <summary>Says what it holds; null where its configuration cannot.</summary>
    public IConnectorHoldings? Holdings { get; init; }

    /// <summary>Whether what it reads may turn out not to be an event.</summary>
    public bool MakesErrors { get; init; }

    /// <summary>What is probably wrong where it is read, with a hint.</summary>
    public (string Message, string Hint)? ReadingAdvice { get; init; }

    /// <summary>What is probably wrong where it is written to, with a hint.</summary>
    public (string Message, string Hint)? WritingAdvice { get; init; }

    /// <summary>A connector of which nothing is known but its name: any link to it may be right.</summary>
    public static ResolvedConnector Unknown(Name alias) => new(alias, null, true, true, null);
}

/// <summary>Turns the definition of a connector into a plan (spec: troy A5, runtime 6).</summary>
/// <param name="flow">For messages.</param>
/// <param name="alias">Where it is created.</param>
/// <param name="definition">What it is created from.</param>
/// <param name="scope">What its settings may refer to.</param>
internal sealed class ConnectorResolver(
    ResolveContext context, string flow, Name alias, ConnectorDefinition definition, SettingScope scope, DefinitionFindings findings)
{
    private const string DefaultCodec = "json";
    private const string InFront = "they stand in front of the codec of a source";
    private const string Behind = "they stand behind the codec of a sink";
    private static readonly string[] s_keys = ["codec", "config", "metrics_interval_s", "postprocessors", "preprocessors", "reconnect"];

    private readonly ComponentResolver _components = new(context, scope, findings);

    private string InstanceName => $"{flow}::{alias}";

    /// <summary>Of what is missing: in Troy its definition, in JSON its name (spec: troy A8).</summary>
    private Place OwnPlace => alias.Place.IsText && definition.Place.IsText ? definition.Place : alias.Place;

    public ResolvedConnector Resolve()
    {
        if (definition.Kind is not { } kind) return ResolvedConnector.Unknown(alias);
        if (!context.Registry.TryGetConnector(kind.Text, out var connector) || !IsEnabled(connector))
        {
            findings.Error(kind.Place, DefinitionErrorKind.UnknownConnector, $"Unknown connector type {kind}", HintFor(connector, kind.Text), Phase.Last);
            return ResolvedConnector.Unknown(alias);
        }

        var attribute = (ConnectorAttribute)connector.Attribute;
        var before = findings.ErrorCount;
        CheckKeys();
        var config = ResolveConfig(connector);
        var plan = new ConnectorPlan
        {
            Alias = alias.Text,
            Kind = kind.Text,
            Config = config.Given,
            Create = c => (IConnector)connector.Create(config.Bound, c),
            Codec = ResolveCodec(attribute),
            Preprocessors = ResolveProcessors<IPreprocessor>(ComponentKind.Preprocessor),
            Postprocessors = ResolveProcessors<IPostprocessor>(ComponentKind.Postprocessor),
            Reconnect = ResolveReconnect(),
            MetricsInterval = ResolveMetricsInterval(),
            CutsAnywhere = attribute.CutsAnywhere,
            Place = alias.Place.Span,
        };

        var isStream = attribute.CutsAnywhere;

        // Without its configuration nobody can say what a connector does that can be both.
        var isUnknown = config.Bound is null && connector.ConfigType is not null && (findings.ErrorCount > before || Find("config") is UnreadableSetting);
        var roles = config.Bound as IConnectorRoles;
        var hasSource = isUnknown || (roles?.HasSource ?? attribute.HasSource);
        var hasSink = isUnknown || (roles?.HasSink ?? attribute.HasSink);
        if (attribute.Codec == CodecUse.Structured)
        {
            const string Others = "only connectors with a codec take them";
            RefuseProcessors("preprocessors", "a structured connector", InFront, Others);
            RefuseProcessors("postprocessors", "a structured connector", Behind, Others);
        }
        else
        {
            if (!hasSource) RefuseProcessors("preprocessors", "a sink", InFront, "\"postprocessors\" are what a sink takes");
            if (isStream && hasSource) WarnOfCutPieces(kind.Text, plan.Preprocessors);
            if (!hasSink) RefuseProcessors("postprocessors", "a source", Behind, "\"preprocessors\" are what a source takes");
        }

        return new(alias, findings.ErrorCount == before ? plan : null, hasSource, hasSink, attribute.Inputs)
        {
            Holdings = config.Bound as IConnectorHoldings,
            ReadingAdvice = isStream && plan.Preprocessors.Count == 0 && TakesWhole(plan.Codec)
                ? ($"what \"{kind}\" reads is cut anywhere, and the codec \"{plan.Codec!.Name}\" wants whole values",
                    $"put {Key("preprocessors")} [\"separate\"] in front of it, for lines; {{\"name\": \"separate\", \"config\": {{\"separator\": \"\\u0000\"}}}} reads all as one value")
                : null,
            WritingAdvice = (config.Bound as ISinkAdvice)?.Advise([.. plan.Postprocessors.Select(static p => p.Name)])
                ?? (isStream && plan.Postprocessors.Count == 0 && TakesWhole(plan.Codec)
                    ? ("nothing stands between the events that are written: they run together", $"{Key("postprocessors")} [\"separate\"] puts each on a line of its own")
                    : null),
            MakesErrors = plan.Codec is { } codec && (plan.Preprocessors.Count > 0 || !DecodesAnything(codec.Name)),
        };
    }

    /// <summary>In JSON they are properties, whose reader has checked them.</summary>
    private void CheckKeys()
    {
        foreach (var key in definition.Settings.Select(static s => s.Key).Where(static k => k.Place.Pointer is null && !s_keys.Contains(k.Text)))
        {
            findings.Error(
                key.Place, DefinitionErrorKind.UnknownProperty, $"Invalid `with` parameter \"{key}\" in definition of connector \"{definition.Name}\".",
                findings.Hint(key.Text, s_keys, "settings"), Phase.Checking);
        }
    }

    private void RefuseProcessors(string key, string role, string where, string hint)
    {
        if (FindField(key) is not { } list || list.Value is ListSetting { Items.Count: 0 }) return;
        findings.Error(list.Key.Place, DefinitionErrorKind.ProcessorsForbidden, $"{InstanceName} is {role} and takes no {key}: {where}", hint);
    }

    /// <summary>Chunks that end anywhere come to a preprocessor that wants whole ones: an error for all but inputs of one chunk.</summary>
    private void WarnOfCutPieces(string kind, IReadOnlyList<ComponentPlan<IPreprocessor>> chain)
    {
        foreach (var preprocessor in chain)
        {
            if (!context.Registry.TryGet(ComponentKind.Preprocessor, preprocessor.Name, out var component)) return;
            var attribute = (PreprocessorAttribute)component.Attribute;
            if (attribute.Frames) return;
            if (!attribute.TakesWhole) continue;
            findings.Warning(
                FindField("preprocessors")!.Key.Place,
                $"\"{preprocessor.Name}\" wants whole pieces, and what \"{kind}\" reads is cut anywhere",
                $"put a preprocessor in front of \"{preprocessor.Name}\" that finds the pieces, such as \"separate\" or \"length-prefixed\"; "
                + "a compressed file is read without any, by its name");
            return;
        }
    }

    /// <summary>A setting as one writes it where this stands.</summary>
    private string Key(string name) => OwnPlace.IsText ? $"{name} =" : $"\"{name}\":";

    private Field? FindField(string key) => definition.Settings.FirstOrDefault(f => f.Key.Text == key);

    private Setting? Find(string key) => FindField(key)?.Value;

    private bool IsEnabled(ComponentDescriptor connector) => context.Options.EnableDebugConnectors || connector.Attribute is ConnectorAttribute { Debug: false };

    private string? HintFor(ComponentDescriptor? disabled, string kind)
    {
        if (disabled is not null) return $"\"{kind}\" is a debug connector: enable those with --debug-connectors";
        var enabled = context.Registry.All.Where(c => c.Kind == ComponentKind.Connector && IsEnabled(c)).Select(static c => c.Name).ToList();
        return ComponentRegistry.Hint(ComponentKind.Connector, kind, enabled);
    }

    private BoundConfig ResolveConfig(ComponentDescriptor connector)
    {
        if (Find("config") is { } config) return _components.BindConfig(connector, config);
        if (!connector.RequiresConfig) return new(null, connector.BindConfig(null, []));
        findings.Error(OwnPlace, DefinitionErrorKind.MissingConfig, $"{InstanceName} Missing Configuration", HintForConfig(connector), Phase.Last);
        return default;
    }

    private string HintForConfig(ComponentDescriptor connector)
    {
        var required = ConfigShape.Of(connector.ConfigType!).Properties.Where(static p => p.IsRequired).Select(static p => $"\"{p.Key}\": ...").ToList();
        var config = $"{{{string.Join(", ", required)}}}";
        return OwnPlace.IsText ? $"add `with config = {config} end`" : $"add \"config\": {config}";
    }

    private bool DecodesAnything(string codec) => context.Registry.TryGetCodec(codec, out var component) && component.Attribute is CodecAttribute { DecodesAnything: true };

    private bool TakesWhole(ComponentPlan<ICodec>? codec) =>
        codec is not null && context.Registry.TryGetCodec(codec.Name, out var component) && component.Attribute is CodecAttribute { TakesWhole: true };

    private ComponentPlan<ICodec>? ResolveCodec(ConnectorAttribute connector)
    {
        var codec = FindField("codec");
        if (connector.Codec == CodecUse.Structured)
        {
            if (codec is not null)
            {
                findings.Error(
                    codec.Key.Place.IsText ? definition.Place : codec.Key.Place, DefinitionErrorKind.CodecForbidden, $"{InstanceName} is a structured connector and can't be configured with a codec",
                    "remove the codec", Phase.Last);
            }

            return null;
        }

        if (codec is not null) return _components.ResolveNamed(ComponentKind.Codec, codec.Value, WrongType("codec", "Object"))?.ToPlan<ICodec>();
        if (connector.Codec == CodecUse.Required)
        {
            findings.Error(
                OwnPlace, DefinitionErrorKind.CodecMissing, $"{InstanceName} is missing a codec", OwnPlace.IsText ? "add `codec = \"json\"` to its `with`, or another one" : "add \"codec\": \"json\", or another one",
                Phase.Last);
            return null;
        }

        if (context.Registry.TryGetCodec(DefaultCodec, out var json)) return new(DefaultCodec, null, () => (ICodec)json.Create(json.BindConfig(null, [])));
        findings.Error(alias.Place, DefinitionErrorKind.UnknownCodec, $"Codec \"{DefaultCodec}\" not found.");
        return null;
    }

    private IReadOnlyList<ComponentPlan<T>> ResolveProcessors<T>(ComponentKind kind)
    {
        var key = ComponentRegistry.Describe(kind) + "s";
        if (FindField(key) is not { } list) return [];
        return [.. _components.ResolveList(kind, list.Value, WrongType(key, "Array")).Select(static c => c.ToPlan<T>())];
    }

    private ReconnectPlan ResolveReconnect()
    {
        switch (Find("reconnect"))
        {
            case null:
            case LiteralSetting { Value: var none, Place.Pointer: not null } when none.AsText() == "none":
                return ReconnectPlan.None;
            case LiteralSetting { Value: { IsRecord: false } literal } setting:
                return Refuse(setting, literal);
            case ListSetting list:
                return Refuse(list, Value.EmptyArray);
            case RecordSetting record when record.Fields.FirstOrDefault(static f => f.Key.Text == "retry") is { } retry:
                foreach (var other in record.Fields.Where(f => f != retry))
                    findings.Error(other.Key.Place, DefinitionErrorKind.UnknownKey, $"unknown key \"{other.Key}\"", "a connector has one reconnect strategy");
                return PlanFor(_components.Bind<Retry>(retry.Value));
            case var strategy:
                return PlanFor(_components.Bind<Reconnect>(strategy)?.Retry);
        }

        ReconnectPlan Refuse(Setting setting, Value found)
        {
            findings.Error(setting.Place, DefinitionErrorKind.WrongType, WrongType("reconnect", "Object")(found), "\"none\" or {\"retry\": {\"interval_ms\": ...}}");
            return ReconnectPlan.None;
        }
    }

    private static ReconnectPlan PlanFor(Retry? retry) =>
        retry is null ? ReconnectPlan.None : new(new RetryPlan(retry.IntervalMs, retry.GrowthRate, retry.MaxRetries, retry.Randomized));

    private TimeSpan? ResolveMetricsInterval()
    {
        if (Find("metrics_interval_s") is not { } setting) return null;
        var interval = context.Settings.Evaluate(setting, scope, findings);
        if (!interval.IsKnown) return null;
        if (interval.Value.TryGetInt64(out var seconds) && seconds is >= 0 and <= int.MaxValue) return TimeSpan.FromSeconds(seconds);
        if (interval.Value.Kind == ValueKind.Integer)
            findings.Error(setting.Place, DefinitionErrorKind.OutOfRange, $"expected a number of seconds from 0 to {int.MaxValue} but found {interval.Value}");
        else findings.Error(setting.Place, DefinitionErrorKind.WrongType, WrongType("metrics_interval_s", "I64")(interval.Value), "a number of seconds, 0 or more");
        return null;
    }

    private Func<Value, string> WrongType(string key, string expected) =>
        found => $"[{InstanceName}] Invalid definition: Expected type {expected} for key {key} but got {ComponentResolver.TypeName(found)}";

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
        [Unit(TimeUnit.Milliseconds)]
        public required ulong IntervalMs { get; init; }

        /// <summary>By what each pause is longer than the one before; not less than 1, for pauses that shrink would end in none.</summary>
        [Range(1, double.MaxValue)]
        public double GrowthRate { get; init; } = 1.5;

        /// <summary>Attempts before giving up; no limit when left out.</summary>
        public ulong? MaxRetries { get; init; }

        /// <summary>Whether a pause is drawn at random between the one before and the grown one.</summary>
        public bool Randomized { get; init; } = true;
    }
}
