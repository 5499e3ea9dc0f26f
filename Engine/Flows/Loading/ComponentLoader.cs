using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A codec or processor as a definition configures it.</summary>
internal sealed record LoadedComponent(string Name, Value? Config, Func<object> Create)
{
    public ComponentPlan<T> ToPlan<T>() => new(Name, Config, () => (T)Create());
}

/// <summary>Binds the configurations of an entity's components and finds its codec and processors by name.</summary>
internal sealed class ComponentLoader(LoadContext context, Scope settings, DefinitionFindings findings)
{
    /// <summary>The bound configuration; null when there is none or something is wrong, which is then reported.</summary>
    /// <param name="given">The configuration with all values filled in.</param>
    public object? BindConfig(ComponentDescriptor component, DocumentNode config, out Value? given)
    {
        if (component.ConfigType is not null) return Bind(component.ConfigType, config, out given);
        given = null;
        _ = context.Values.Evaluate(config, settings, findings);
        if (component.Kind != ComponentKind.Connector)
            findings.Warning(config, $"the {ComponentRegistry.Describe(component.Kind)} \"{component.Name}\" takes no config: it is ignored");
        else if (config.Members is [var first, ..])
            findings.Error(first, "UnknownKey", $"unknown key \"{first.Name}\"", $"the connector \"{component.Name}\" takes no config");
        return null;
    }

    /// <summary>A bound record; null when something is wrong, which is reported.</summary>
    public T? Bind<T>(DocumentNode config)
        where T : class => (T?)Bind(typeof(T), config, out _);

    /// <summary>Finds a codec or processor that is given by name or as <c>{"name", "config"}</c>.</summary>
    /// <returns>Makes one; null when something is wrong, which is reported.</returns>
    public LoadedComponent? LoadNamed(ComponentKind kind, DocumentNode node, Func<Value, string> wrongType)
    {
        if (node.Text is { } plain) return Make(kind, plain, node, null, null);
        if (!node.IsRecord)
        {
            findings.Error(node, "WrongType", wrongType(node.ToValue()), "a name, or {\"name\": ..., \"config\": {...}}");
            return null;
        }

        if (!ValueEvaluator.IsDirective(node))
        {
            if (node["name"]?.Text is { } name) return Make(kind, name, node["name"]!, node["config"], null);
            if (node["name"] is null || !node["name"]!.IsRecord)
            {
                findings.Error(node, "InvalidConfig", $"Invalid config: {node.ToValue()}", "a name, or {\"name\": ..., \"config\": {...}}");
                return null;
            }
        }

        var evaluated = context.Values.Evaluate(node, settings, findings);
        if (!evaluated.IsKnown) return null;
        if (evaluated.Value.AsText() is { } computed) return Make(kind, computed, node, null, null);
        if (evaluated.Value.TryGetField("name", out var field) && field.AsText() is { } computedName)
            return Make(kind, computedName, node, node, evaluated.Value.TryGetField("config", out var config) ? config : null);
        findings.Error(node, "InvalidConfig", $"Invalid config: {evaluated.Value}");
        return null;
    }

    /// <summary>Finds the processors of a list; those that something is wrong with are reported and left out.</summary>
    public List<LoadedComponent> LoadList(ComponentKind kind, DocumentNode node, Func<Value, string> wrongType)
    {
        var found = new List<LoadedComponent>();
        if (node.IsList)
        {
            foreach (var item in node.Items)
                if (LoadNamed(kind, item, static value => $"Invalid config: {value}") is { } made) found.Add(made);
            return found;
        }

        if (!ValueEvaluator.IsDirective(node))
        {
            findings.Error(node, "WrongType", wrongType(node.ToValue()), "a list of names, or of {\"name\": ..., \"config\": {...}}");
            return found;
        }

        var evaluated = context.Values.Evaluate(node, settings, findings);
        if (!evaluated.IsKnown) return found;
        if (!evaluated.Value.IsArray)
        {
            findings.Error(node, "WrongType", wrongType(evaluated.Value));
            return found;
        }

        foreach (var item in evaluated.Value.Items)
        {
            var name = item.AsText() ?? (item.TryGetField("name", out var field) ? field.AsText() : null);
            if (name is null) findings.Error(node, "InvalidConfig", $"Invalid config: {item}");
            else if (Make(kind, name, node, item.IsRecord ? node : null, item.TryGetField("config", out var config) ? config : null) is { } made) found.Add(made);
        }

        return found;
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

    /// <param name="config">Where the configuration is written; null for the bare name.</param>
    /// <param name="computed">The configuration's value where it is computed together with the name.</param>
    private LoadedComponent? Make(ComponentKind kind, string name, DocumentNode place, DocumentNode? config, Value? computed)
    {
        if (!context.Registry.TryGet(kind, name, out var component))
        {
            var message = kind switch
            {
                ComponentKind.Codec => $"Codec \"{name}\" not found.",
                ComponentKind.Preprocessor => $"{name} Preprocessor not found.",
                _ => $"{name} Postprocessor not found.",
            };
            findings.Error(place, $"Unknown{kind}", message, context.Registry.Hint(kind, name));
            return null;
        }

        var before = findings.ErrorCount;
        object? bound;
        if (config is not null && computed is null && !ReferenceEquals(config, place))
        {
            bound = BindConfig(component, config, out computed);
        }
        else
        {
            var errors = new List<ConfigError>();
            bound = component.BindConfig(computed, errors);
            Report(errors, place, null);
        }

        return findings.ErrorCount == before ? new(name, computed, () => component.Create(bound)) : null;
    }

    private object? Bind(Type type, DocumentNode config, out Value? given)
    {
        var evaluated = context.Values.Evaluate(config, settings, findings);
        given = evaluated.Value;
        if (evaluated.Concerns("") && evaluated.Unknown.Contains("")) return null;
        var errors = new List<ConfigError>();
        var bound = ConfigBinder.Bind(type, evaluated.Value, errors);
        Report(errors, config, evaluated);
        return evaluated.IsKnown ? bound : null;
    }

    private void Report(List<ConfigError> errors, DocumentNode config, Evaluated? evaluated)
    {
        foreach (var error in errors)
        {
            // What depends on a value that is not known cannot be trusted.
            if (evaluated is { IsKnown: false } && (error.Code == "InvalidConfig" || evaluated.Unknown.Contains(error.Pointer))) continue;
            var (node, through) = config.Follow(error.Pointer);
            if (error.AtKey && through is not null) findings.Error(through, error.Code, error.Message, error.Hint);
            else findings.Error(node, error.Code, error.Message, error.Hint);
        }
    }
}
