using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A configuration, bound to the record of its component.</summary>
/// <param name="Given">The configuration with all values filled in.</param>
/// <param name="Bound">Null when the component takes none, or something is wrong.</param>
internal readonly record struct BoundConfig(Value? Given, object? Bound);

/// <summary>A codec or processor.</summary>
internal sealed record ResolvedComponent(string Name, Value? Config, Func<object> Create)
{
    public ComponentPlan<T> ToPlan<T>() => new(Name, Config, () => (T)Create());
}

/// <summary>Binds the configurations of an entity's components, and finds its codec and processors by name.</summary>
internal sealed class ComponentResolver(ResolveContext context, SettingScope scope, DefinitionFindings findings)
{
    /// <summary>The operator in a query whose configuration it is: what is wrong with that is found where it is defined, when it is made (spec: query 20.2). Null for all else.</summary>
    public OperatorDefinition? OfOperator { get; init; }

    private const string NamedHint = "a name, or {\"name\": ..., \"config\": {...}}";

    /// <summary>The bound configuration of a component. What is wrong is reported.</summary>
    public BoundConfig BindConfig(ComponentDescriptor component, Setting config) => BindConfig(component, context.Settings.Evaluate(config, scope, findings), config);

    /// <summary>A bound record; null when something is wrong, which is reported.</summary>
    public T? Bind<T>(Setting setting)
        where T : class => (T?)Bind(typeof(T), context.Settings.Evaluate(setting, scope, findings), setting);

    /// <summary>A codec or processor that is given by name or as <c>{"name", "config"}</c>; null when something is wrong, which is reported.</summary>
    /// <param name="wrongType">What to say of what is neither.</param>
    public ResolvedComponent? ResolveNamed(ComponentKind kind, Setting setting, Func<Value, string> wrongType)
    {
        // What is wrong inside of a record that is no component does not matter.
        var isComponent = setting is not RecordSetting record || record.Fields.Any(static f => f.Key.Text == "name");
        return ResolveNamed(kind, context.Settings.Evaluate(setting, scope, isComponent ? findings : new()), setting, wrongType);
    }

    /// <summary>The processors of a list; those that something is wrong with are reported and left out.</summary>
    public IEnumerable<ResolvedComponent> ResolveList(ComponentKind kind, Setting setting, Func<Value, string> wrongType)
    {
        if (setting is ListSetting list) return [.. list.Items.Select(i => ResolveNamed(kind, i, InvalidConfig)).OfType<ResolvedComponent>()];
        var evaluated = context.Settings.Evaluate(setting, scope, findings);
        if (evaluated.IsUnknown) return [];
        if (!evaluated.Value.IsArray)
        {
            findings.Error(setting.Place, DefinitionErrorKind.WrongType, wrongType(evaluated.Value), "a list of names, or of {\"name\": ..., \"config\": {...}}");
            return [];
        }

        return [.. Enumerable.Range(0, evaluated.Value.Count).Select(i => ResolveNamed(kind, evaluated.Item(i), setting, InvalidConfig)).OfType<ResolvedComponent>()];
    }

    /// <summary>The name of a value's type in configuration errors (spec: runtime 6).</summary>
    public static string TypeName(Value value) => value.Kind switch
    {
        ValueKind.Null => "Null",
        ValueKind.Bool => "Bool",
        ValueKind.Integer => value.TryGetInt64(out _) ? "I64" : "U64",
        ValueKind.Float => "F64",
        ValueKind.String => "String",
        ValueKind.Array => "Array",
        _ => "Object",
    };

    private static string InvalidConfig(Value found) => $"Invalid config: {found}";

    private ResolvedComponent? ResolveNamed(ComponentKind kind, Evaluated evaluated, Setting setting, Func<Value, string> wrongType)
    {
        if (evaluated.IsUnknown) return null;
        var name = evaluated.Value.IsRecord ? evaluated.Member("name") : evaluated;
        if (name is { IsKnown: false }) return null;
        if (name?.Value.AsText() is { } text)
        {
            var place = SettingPath.Follow(setting, "/name").Setting.Place;
            return Resolve(kind, text, place, evaluated.Member("config"), SettingPath.Follow(setting, "/config").Setting);
        }

        if (evaluated.Value.IsRecord) findings.Error(setting.Place, DefinitionErrorKind.InvalidConfig, InvalidConfig(evaluated.Value), NamedHint);
        else findings.Error(setting.Place, DefinitionErrorKind.WrongType, wrongType(evaluated.Value), NamedHint);
        return null;
    }

    /// <param name="config">Null where none is given.</param>
    /// <param name="setting">Where the configuration is written.</param>
    private ResolvedComponent? Resolve(ComponentKind kind, string name, Place place, Evaluated? config, Setting setting)
    {
        if (!context.Registry.TryGet(kind, name, out var component))
        {
            var (error, message) = kind switch
            {
                ComponentKind.Codec => (DefinitionErrorKind.UnknownCodec, $"Codec \"{name}\" not found."),
                ComponentKind.Preprocessor => (DefinitionErrorKind.UnknownPreprocessor, $"{name} Preprocessor not found."),
                _ => (DefinitionErrorKind.UnknownPostprocessor, $"{name} Postprocessor not found."),
            };
            findings.Error(place, error, message, context.Registry.Hint(kind, name));
            return null;
        }

        var before = findings.ErrorCount;
        BoundConfig bound;
        if (config is not null)
        {
            bound = BindConfig(component, config, setting);
        }
        else
        {
            var errors = new List<ConfigError>();
            bound = new(null, component.BindConfig(null, errors));
            foreach (var error in errors) findings.Error(place, error.Kind, error.Message, error.Hint);
        }

        return findings.ErrorCount == before ? new(name, bound.Given, () => component.Create(bound.Bound)) : null;
    }

    private BoundConfig BindConfig(ComponentDescriptor component, Evaluated config, Setting setting)
    {
        if (component.ConfigType is not null) return new(config.Value, Bind(component.ConfigType, config, setting, component.Kind));
        if (OfOperator is { } refused && component.Attribute is OperatorAttribute { IgnoresConfig: false })
            findings.Error(refused.Place, DefinitionErrorKind.ExtraOpConfig, $"Operator {refused.Name} has a config but can't be configured", "leave its `with` out", Phase.Making);
        else if (component.Kind != ComponentKind.Connector)
            findings.Warning(setting.Place, $"the {ComponentRegistry.Describe(component.Kind)} \"{component.Name}\" takes no config: it is ignored");
        else if (setting is RecordSetting { Fields: [{ Key: var first }, ..] })
            findings.Error(first.Place, DefinitionErrorKind.UnknownKey, $"unknown key \"{first}\"", Beside(first.Text) ?? $"the connector \"{component.Name}\" takes no config");
        return new(null, null);
    }

    /// <summary>What is said of a key of a connector's configuration that is one of the connector itself; null for any other.</summary>
    private static string? Beside(string key) =>
        key is "kind" or "codec" or "preprocessors" or "postprocessors" or "reconnect" or "metrics_interval_s" ? $"\"{key}\" stands beside \"config\", not in it" : null;

    private object? Bind(Type type, Evaluated config, Setting setting, ComponentKind? kind = null)
    {
        if (config.IsUnknown) return null;
        var errors = new List<ConfigError>();
        var bound = ConfigBinder.Bind(type, config.Value, errors);
        foreach (var error in errors)
        {
            // What depends on a value that is not known cannot be trusted.
            if (!config.IsKnown && (error.Kind == DefinitionErrorKind.InvalidConfig || config.Unknown.Contains(error.Pointer))) continue;
            if (OfOperator is { } definition)
            {
                var key = error.Pointer.Trim('/');
                var message = key.Length == 0 || error.AtKey ? error.Message : $"`{key}`: {error.Message}";
                findings.Error(definition.Place, DefinitionErrorKind.BadOpConfig, $"Operator config has a bad syntax: {message}", error.Hint, Phase.Making);
                continue;
            }

            var (part, through) = SettingPath.Follow(setting, error.Pointer);
            findings.Error(error.AtKey && through is not null ? through.Place : part.Place, error.Kind, error.Message, (kind == ComponentKind.Connector && error.AtKey ? Beside(error.Pointer[1..]) : null) ?? error.Hint);
        }

        return config.IsKnown ? bound : null;
    }
}
